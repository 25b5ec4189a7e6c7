"""Many files that were given to the window at once: counted beside the work, with a card that says how far."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from peerdrop.gui.commands import Commands
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.devices import DeviceModel
from peerdrop.gui.sending import Sending
from peerdrop.wire.identifiers import TransferId

MANY_FILES: Final = 1000
"""From so many on there is a card before the transfer's own."""
_TICK_MS: Final = 100


class FileCount:
    """Counts in one thread, is read in another."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self.files = len(paths)
        self.is_ended = False

    def run(self) -> None:
        """Count what is in the folders too, until all is counted or nobody wants to know."""
        files = 0
        for found in _folders(self._paths):
            files += found
            self.files = max(self.files, files)
            if self.is_ended:
                return


class Counting(QObject):
    """One card for each sending of many files, from the drop until its transfer is there."""

    def __init__(
        self, conversations: Conversations, devices: DeviceModel, commands: Commands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._devices = devices
        self._commands = commands
        self._counts: dict[Sending, FileCount] = {}
        self._cards: dict[Sending, TransferId] = {}
        self._number = 0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.show)
        commands.sending_began.connect(self._began)
        commands.sending_ended.connect(self._ended)

    def cancel(self, transfer_id: TransferId) -> None:
        """The user does not want what is still counted."""
        for sending, card in list(self._cards.items()):
            if card == transfer_id:
                sending.is_canceled = True
                self._ended(sending)

    def show(self) -> None:
        """Say how many they are by now."""
        for sending, count in self._counts.items():
            if sending in self._cards:
                self._conversations.set_counted(self._cards[sending], count.files)
            elif count.files >= MANY_FILES:
                self._add_card(sending, count.files)

    def _began(self, sending: Sending) -> None:
        count = self._counts[sending] = FileCount(sending.paths)
        self._commands.work(sending.device_id, count.run, lambda _: None)
        self.show()
        self._timer.start()

    def _ended(self, sending: Sending) -> None:
        count = self._counts.pop(sending, None)
        if count is not None:
            count.is_ended = True
        card = self._cards.pop(sending, None)
        if card is not None:
            self._conversations.remove(sending.device_id, card)
        if not self._counts:
            self._timer.stop()

    def _add_card(self, sending: Sending, files: int) -> None:
        self._number += 1
        peer = self._devices.peer(sending.device_id)
        self._cards[sending] = self._conversations.add_counted(
            f"counted-{self._number}",
            sending.device_id,
            "" if peer is None else peer.name,
            sending.paths[0].name,
            files,
        )


def _folders(paths: Sequence[Path]) -> Iterator[int]:
    yield sum(1 for path in paths if not path.is_dir())
    for path in paths:
        # What can't be read is said by the transfer itself.
        for _, _, files in os.walk(path):
            yield len(files)
