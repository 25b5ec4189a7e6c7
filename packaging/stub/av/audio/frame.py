"""One frame of audio."""

from av.frame import Frame


class AudioFrame(Frame):
    """Only a name for annotations and isinstance."""
