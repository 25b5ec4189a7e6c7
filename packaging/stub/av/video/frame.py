"""One frame of video."""

from av.frame import Frame


class VideoFrame(Frame):
    """Only a name for annotations and isinstance."""
