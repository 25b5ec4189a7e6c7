"""An encoder or a decoder of video."""


class VideoCodecContext:
    """Only a name for annotations."""
