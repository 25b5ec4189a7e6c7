"""Stands in for PyAV in the frozen app: the names aiortc 1.16 asks for when it is imported, and nothing behind them.

PyAV is audio and video, which PeerDrop never uses, in 100 MB of codecs, some of them under the GPL. aiortc imports it
all the same. A frozen app holds this package in its place; tests/integration/test_av_stub.py shows that aiortc is
content with it.
"""

from typing import Any, NoReturn

from av.audio.frame import AudioFrame
from av.frame import Frame
from av.packet import Packet
from av.video.frame import VideoFrame

__all__ = ["AudioFrame", "AudioResampler", "CodecContext", "FFmpegError", "Frame", "Packet", "VideoFrame"]


class FFmpegError(Exception):
    """Never raised here; aiortc names it in an except clause."""


class AudioResampler:
    """Can't be made: there is no audio in this build."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError("this build of PeerDrop has no audio")


class CodecContext:
    """Can't be made: there are no codecs in this build."""

    @staticmethod
    def create(*_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError("this build of PeerDrop has no audio and no video")
