"""The private face of a running node: lets a command use the node that already runs on its home."""
