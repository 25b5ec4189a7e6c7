"""The command line: one face of a node."""
