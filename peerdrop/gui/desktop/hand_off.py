"""One window per home: a second start hands over what it was opened with to the first, and ends."""

import contextlib
import hashlib
import logging
import os
import sys
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QElapsedTimer, QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from peerdrop.core.errors import HomeError
from peerdrop.gui.desktop.opening import MAX_BYTES, Opening, decode_opening, encode_opening

logger = logging.getLogger(__name__)

LOCK_FILE: Final = "window.lock"
_SOCKET_FILE: Final = "window.socket"
_PATH_BYTES: Final = 80
"""A socket's path has room for 104 bytes on some systems, and Qt first makes a longer one beside it."""
_HAND_OVER_S: Final = 10.0
_STEP_MS: Final = 50
_RECEIVE_MS: Final = 5_000
_TAKEN: Final = b"taken\n"
_END: Final = b"\n"


class WindowSilent(HomeError):
    """The window that holds the home does not take what is handed over."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"A window of PeerDrop is already open on {home}, and it does not answer.",
            next_step="Close that one, or start this one with another --home.",
        )


class HandOff(QObject):
    """The first window's side. Hold it as long as the window lives, then `close` it."""

    received = Signal(Opening)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        # It tells a process that runs from one that was killed; the socket's file alone can't.
        self._lock = QLockFile(str(home / LOCK_FILE))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)

    def claim(self) -> bool:
        """Become the window of this home; False if there is one already, to which `hand_over` speaks."""
        with contextlib.suppress(OSError):
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._lock.tryLock(0):
            # In a folder that can't be written the window opens all the same: the node says what is wrong with it.
            return self._lock.error() is not QLockFile.LockError.LockFailedError
        for name in socket_names(self._home):
            # Nobody listens there while the lock is ours: what stands in the way was left by one that was killed.
            QLocalServer.removeServer(name)
            if self._server.listen(name):
                return True
        logger.error("a second start can't reach this window: %s", self._server.errorString())
        return True

    def refuse(self) -> None:
        """Take nothing any more, and be the window of this home still."""
        self._server.close()
        for each in self.findChildren(_Visitor):
            each.refuse()

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Visitor(socket, self)


class _Visitor(QObject):
    """One second start, which may be slow or say nothing at all."""

    def __init__(self, socket: QLocalSocket, hand_off: HandOff) -> None:
        super().__init__(hand_off)
        self._hand_off = hand_off
        self._socket = socket
        self._heard = b""
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        self._limit = QTimer(self, singleShot=True, interval=_RECEIVE_MS)
        self._limit.timeout.connect(self._drop)
        self._limit.start()
        self._read()

    def refuse(self) -> None:
        """Hear no more; what was taken is answered for."""
        if self._limit.isActive():
            self._drop()

    def _read(self) -> None:
        self._heard += bytes(self._socket.read(MAX_BYTES + 1 - len(self._heard)).data())
        if len(self._heard) > MAX_BYTES:
            self._drop()
            return
        if not self._heard.endswith(_END) or not self._limit.isActive():
            return
        self._limit.stop()
        opening = decode_opening(self._heard)
        if opening is None:
            logger.info("a second start handed over something malformed")
            self._drop()
            return
        self._socket.write(_TAKEN)
        self._socket.flush()
        self._socket.disconnectFromServer()
        self._hand_off.received.emit(opening)

    def _drop(self) -> None:
        self._socket.abort()
        self.deleteLater()


def hand_over(home: Path, opening: Opening, *, limit_s: float = _HAND_OVER_S) -> None:
    """Give *opening* to the window of *home*; raises WindowSilent. Blocks, needs no event loop."""
    running = QElapsedTimer()
    running.start()
    while running.elapsed() < limit_s * 1000:
        if any(_give(name, encode_opening(opening) + _END) for name in socket_names(home)):
            return
        # The first has its lock a moment before it listens.
        time.sleep(0.05)
    raise WindowSilent(home)


def _give(name: str, raw: bytes) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_STEP_MS):
        return False
    socket.write(raw)
    waiting = QElapsedTimer()
    waiting.start()
    while not socket.canReadLine():
        # In small steps: these calls keep Python's lock, and Ctrl-C would wait for it.
        socket.waitForReadyRead(_STEP_MS)
        time.sleep(0.001)
        is_connected = socket.state() is QLocalSocket.LocalSocketState.ConnectedState
        if waiting.elapsed() > _RECEIVE_MS or not (is_connected or socket.bytesAvailable()):
            return False
    return bytes(socket.readAll().data()) == _TAKEN


def socket_names(home: Path) -> tuple[str, ...]:
    """Where the window of *home* may listen, best first.

    In the home, which is this user's only, if the path is short enough and its file system can hold a socket.
    """
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    own = f"{user}\0{home.resolve()}"
    hashed = f"peerdrop-{hashlib.sha256(own.encode(errors='surrogateescape')).hexdigest()[:24]}"
    inside = str(home.resolve() / _SOCKET_FILE)
    if sys.platform == "win32" or len(inside.encode(errors="surrogateescape")) > _PATH_BYTES:
        return (hashed,)
    return (inside, hashed)
