"""PeerDrop: files and messages straight from machine to machine."""

__version__ = "0.1.0"
