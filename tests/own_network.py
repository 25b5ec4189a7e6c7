"""Keeps what tests send on this machine."""

import ctypes
import os
import socket
import struct
import sys
from typing import Final

_CLONE_NEWNET: Final = 0x40000000
_SIOCSIFFLAGS: Final = 0x8914
_IFF_UP: Final = 0x1


def enter_own_network() -> str:
    """Put this process, and all it starts, into a network of its own with nothing but loopback; "" or why not.

    Nodes under test announce themselves on every interface there is. Must run before any thread is started.
    """
    if sys.platform != "linux":
        return "only Linux has network namespaces"
    if os.geteuid() != 0:
        return "only root can make a network namespace"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        return os.strerror(ctypes.get_errno())
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    return ""
