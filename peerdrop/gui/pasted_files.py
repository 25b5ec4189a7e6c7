"""Pictures and long texts from the clipboard, as files that can be sent."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

from peerdrop.core.errors import HomeError

_KEPT_S: Final = 7 * 24 * 3600
"""As long as a transfer that was cut may still take up again."""


class PastedFiles:
    """Keeps them in *directory*, or in one of its own that is made for the first."""

    def __init__(self, directory: Path | None, wall: Callable[[], float]) -> None:
        self._directory = directory
        self._wall = wall

    def keep_picture(self, picture: QImage) -> Path:
        """The file of *picture*, "Pasted 2026-11-21 09.14.png"; raises HomeError. Touches the disk."""
        path = self._make("png")
        if not picture.save(str(path), "PNG"):  # type: ignore[call-overload]
            path.unlink(missing_ok=True)
            raise _unwritable(None)
        return path

    def keep_text(self, text: str) -> Path:
        """The file of *text*, "Pasted 2026-11-21 09.14.txt"; raises HomeError. Touches the disk."""
        path = self._make("txt")
        try:
            path.write_text(text, encoding="utf-8", errors="replace")
        except OSError as exc:
            path.unlink(missing_ok=True)
            raise _unwritable(exc.strerror) from exc
        return path

    def _make(self, suffix: str) -> Path:
        try:
            if self._directory is None:
                self._directory = Path(tempfile.mkdtemp(prefix="peerdrop-"))
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._forget_old(self._directory)
            return self._reserve(self._directory, suffix)
        except OSError as exc:
            raise _unwritable(exc.strerror) from exc

    def _reserve(self, directory: Path, suffix: str) -> Path:
        stem = time.strftime("Pasted %Y-%m-%d %H.%M", time.localtime(self._wall()))
        number = 1
        while True:
            path = directory / (f"{stem}.{suffix}" if number == 1 else f"{stem} ({number}).{suffix}")
            try:
                path.touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                number += 1
            else:
                return path

    def _forget_old(self, directory: Path) -> None:
        for path in directory.glob("Pasted *.*"):
            if time.time() - path.stat().st_mtime > _KEPT_S:
                path.unlink(missing_ok=True)


def _unwritable(why: str | None) -> HomeError:
    return HomeError(
        f"The picture could not be kept{f' ({why})' if why else ''}.", next_step="Check the free space and try again."
    )
