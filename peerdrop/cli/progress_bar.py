"""One line that shows how far the transfers are."""

from typing import Final

from peerdrop.cli.figures import size_text, speed_text, time_text
from peerdrop.core.events import TransferProgressed

_BAR_CELLS: Final = 24
_CLEAR: Final = "\r\x1b[K"


class ProgressBar:
    """The text that draws and removes the bar; of several transfers the last to move shows. *columns* is the width."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._running: dict[str, TransferProgressed] = {}
        self._drawn = False

    def update(self, progress: TransferProgressed) -> None:
        """This transfer moved."""
        self._running.pop(progress.transfer_id, None)
        self._running[progress.transfer_id] = progress

    def remove(self, transfer_id: str) -> None:
        """This transfer is over, or stands."""
        self._running.pop(transfer_id, None)

    def erase(self) -> str:
        """What takes the bar off the screen; "" if it is not there."""
        if not self._drawn:
            return ""
        self._drawn = False
        return _CLEAR

    def draw(self) -> str:
        """What puts the bar on the screen in place of the one before; "" if nothing runs."""
        if not self._running:
            return self.erase()
        self._drawn = True
        latest = list(self._running.values())[-1]
        return _CLEAR + self._line(latest)[: max(1, self._columns - 1)]

    def _line(self, progress: TransferProgressed) -> str:
        share = progress.bytes_done / progress.size_bytes if progress.size_bytes else 1.0
        full = round(share * _BAR_CELLS)
        parts = [
            f"[{'#' * full}{'-' * (_BAR_CELLS - full)}] {share:4.0%}",
            f"{size_text(progress.bytes_done)} of {size_text(progress.size_bytes)}",
            speed_text(progress.bytes_per_second),
        ]
        if progress.eta_s is not None:
            parts.append(f"{time_text(progress.eta_s)} left")
        if len(self._running) > 1:
            parts.append(f"and {len(self._running) - 1} more")
        return "  ".join(parts)
