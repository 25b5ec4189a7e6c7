"""The base of all frames."""


class Frame:
    """Only a name for annotations and isinstance."""
