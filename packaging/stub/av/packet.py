"""Encoded media."""


class Packet:
    """Only a name for annotations and isinstance."""
