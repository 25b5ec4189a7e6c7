"""The one place where a click becomes a command of the node, and where its error becomes a sentence."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal

from peerdrop.control.handle import NodeHandle
from peerdrop.core.errors import PeerDropError
from peerdrop.core.states import QueueMove
from peerdrop.gui.command_runner import CommandFailed
from peerdrop.gui.models.sheet_answer import SheetAnswer
from peerdrop.gui.sending import Sending
from peerdrop.gui.setting_commands import SettingCommands
from peerdrop.gui.storage import free_bytes, room_in
from peerdrop.wire.identifiers import DeviceId, TransferId
from server.discovery.network_kinds import NetworkKinds

logger = logging.getLogger(__name__)


_PAGE_ENTRIES: Final = 100
PLAIN_ACCEPT: Final = SheetAnswer()


class Commands(SettingCommands):
    """What the user does with devices, texts and files; what comes of it comes as signals and as events."""

    address_added = Signal(object)
    """PeerSnapshot of the device that answers at a typed address."""
    address_refused = Signal(object)
    """PeerDropError of a typed address; shown beside the field, not in a bar."""
    sending_began = Signal(object)
    """The Sending whose files are being looked through."""
    sending_ended = Signal(object)
    """That is over: `files_taken` or `failed` came before."""
    files_taken = Signal(str, object)
    """The transfer's ID and the paths it was made from."""
    discarded = Signal(str, str)
    """Device ID and transfer ID of a job of which nothing is kept any more."""
    files_listed = Signal(str, object)
    """The transfer's ID and its OfferedFiles."""
    space_measured = Signal(object)
    """Free bytes in the folder for received files, or None."""
    room_measured = Signal(object, object)
    """A folder that an offer may be saved in, and its Room or None."""
    conflicts_found = Signal(str, object, object)
    """The transfer's ID, the folder, and its FileConflicts there."""
    conflicts_counted = Signal(str, int, str)
    """The transfer's ID, how many of its names are taken, and the name of the folder."""
    networks_named = Signal(object)
    """The NetworkKind of each own address."""
    scan_finished = Signal()
    history_read = Signal(str, object)
    """Device ID and a HistoryPage of its conversation."""
    renamed = Signal(str)
    """The ID of a device that is called otherwise now."""
    rename_refused = Signal(object)
    """PeerDropError of a new name for a device; shown beside the field."""
    connections_read = Signal(str, object)
    """Device ID and its PastConnections, the latest first."""
    conversations_read = Signal(object)
    """The ConversationSnapshots of what is kept."""
    outbox_read = Signal(object)
    """The OutboxItems that wait."""

    network_kinds = NetworkKinds()
    """A test gives another one."""

    def send_message(self, device_id: DeviceId, text: str) -> None:
        """Send *text*; what becomes of it comes as events."""
        self._start(
            device_id,
            lambda node: node.send_message(device_id, text, later=True),
            retry=lambda: self.send_message(device_id, text),
        )

    def send_files(self, device_id: DeviceId, paths: Sequence[Path]) -> None:
        """Offer *paths* as one job; `files_taken` follows."""
        taken = tuple(paths)
        sending = Sending(device_id, taken)

        async def send(node: NodeHandle) -> TransferId:
            return await node.send_files(device_id, taken, later=True)

        async def send_and_tell() -> None:
            self.sending_began.emit(sending)
            try:
                transfer_id = await self._ask(send)
            except PeerDropError as exc:
                self.failed.emit(CommandFailed(device_id, exc, lambda: self.send_files(device_id, taken)))
            else:
                self.files_taken.emit(transfer_id, taken)
                if sending.is_canceled:
                    self.cancel(device_id, transfer_id)
            finally:
                self.sending_ended.emit(sending)

        self._own(send_and_tell(), "send files")

    def connect_device(self, device_id: DeviceId) -> None:
        """Dial; used by Retry."""
        self._start(device_id, lambda node: node.connect(device_id), retry=lambda: self.connect_device(device_id))

    def connect_anyway(self, device_id: DeviceId) -> None:
        """Dial, also where as many devices are connected as the settings allow."""
        self._start(
            device_id,
            lambda node: node.connect(device_id, anyway=True),
            retry=lambda: self.connect_anyway(device_id),
        )

    def disconnect_device(self, device_id: DeviceId) -> None:
        """Say bye."""
        self._start(device_id, lambda node: node.disconnect(device_id), retry=lambda: self.disconnect_device(device_id))

    def rename(self, device_id: DeviceId, name: str) -> None:
        """Show a device under *name*, "" under its own; `renamed` or `rename_refused` follows."""

        async def ask() -> None:
            try:
                await self._ask(lambda node: node.rename(device_id, name))
            except PeerDropError as exc:
                self.rename_refused.emit(exc)
            else:
                self.renamed.emit(device_id)

        self._own(ask(), "rename")

    def forget(self, device_id: DeviceId) -> None:
        """Lose all that was kept of a device."""
        self._start(device_id, lambda node: node.forget(device_id), retry=lambda: self.forget(device_id))

    def block(self, device_id: DeviceId) -> None:
        """Take nothing from a device any more."""
        self._start(device_id, lambda node: node.block(device_id), retry=lambda: self.block(device_id))

    def unblock(self, device_id: DeviceId) -> None:
        """Take back `block`."""
        self._start(device_id, lambda node: node.unblock(device_id), retry=lambda: self.unblock(device_id))

    def read_connections(self, device_id: DeviceId) -> None:
        """Ask when a device was connected; `connections_read` follows."""
        self._start(
            device_id,
            lambda node: node.connections(device_id),
            done=lambda connections: self.connections_read.emit(device_id, connections),
            retry=lambda: self.read_connections(device_id),
        )

    def read_outbox(self) -> None:
        """Ask what waits for devices that are away; `outbox_read` follows. A count is worth no error."""

        async def ask() -> None:
            try:
                items = await self._ask(lambda node: node.history.outbox())
            except PeerDropError as exc:
                logger.debug("the outbox was not read: %s", exc.message)
            else:
                self.outbox_read.emit(items)

        self._own(ask(), "read outbox")

    def read_conversations(self) -> None:
        """Ask how long each conversation is kept; `conversations_read` follows, or nothing while no node runs."""

        async def ask() -> None:
            try:
                kept = await self._ask(lambda node: node.history.conversations())
            except PeerDropError as exc:
                # Settings are read before the node runs, too; then it lets go of what is too old when it opens.
                logger.debug("what is kept was not read: %s", exc.message)
            else:
                self.conversations_read.emit(kept)

        self._own(ask(), "read conversations")

    def accept(self, device_id: DeviceId, transfer_id: TransferId, answer: SheetAnswer = PLAIN_ACCEPT) -> None:
        """Take an offer as *answer* says."""

        async def take(node: NodeHandle) -> None:
            if answer == SheetAnswer(directory=answer.directory):
                await node.accept(transfer_id, answer.directory)
                return
            await node.accept(
                transfer_id,
                answer.directory,
                chosen=answer.chosen,
                conflicts=answer.conflicts,
                remember=answer.remember,
            )

        self._start(device_id, take, retry=lambda: self.accept(device_id, transfer_id, answer))

    def find_conflicts(self, device_id: DeviceId, transfer_id: TransferId, directory: Path) -> None:
        """Look which names of an offer are taken in *directory*; `conflicts_found` follows."""

        self._start(
            device_id,
            lambda node: node.conflicts(transfer_id, directory),
            done=lambda conflicts: self.conflicts_found.emit(transfer_id, directory, conflicts),
            retry=lambda: self.find_conflicts(device_id, transfer_id, directory),
        )

    def count_conflicts(self, device_id: DeviceId, transfer_id: TransferId, directory: Path) -> None:
        """Look the same way for a card; `conflicts_counted` follows, or nothing where it can't be told."""

        async def count() -> None:
            try:
                conflicts = await self._ask(lambda node: node.conflicts(transfer_id, directory))
            except PeerDropError as exc:
                # Nobody asked for it: it was withdrawn, or the folder is said to be wrong when it is accepted.
                logger.info("conflicts of an offer of %s are not known: %s", device_id[:8], exc)
            else:
                self.conflicts_counted.emit(transfer_id, len(conflicts), directory.name)

        self._own(count(), "count conflicts")

    def decline(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Refuse an offer."""
        self._start(
            device_id, lambda node: node.decline(transfer_id), retry=lambda: self.decline(device_id, transfer_id)
        )

    def cancel(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """End a job."""
        self._start(device_id, lambda node: node.cancel(transfer_id), retry=lambda: self.cancel(device_id, transfer_id))

    def pause(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Stop the bytes of a job."""
        self._start(device_id, lambda node: node.pause(transfer_id), retry=lambda: self.pause(device_id, transfer_id))

    def resume(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Let the bytes of a job go on."""
        self._start(device_id, lambda node: node.resume(transfer_id), retry=lambda: self.resume(device_id, transfer_id))

    def retry(self, device_id: DeviceId, transfer_id: TransferId, sources: tuple[Path, ...] = ()) -> None:
        """Let an outgoing job that failed go on, or send what of it did not arrive.

        `files_taken` follows, with the *sources* it was made from.
        """
        self._start(
            device_id,
            lambda node: node.retry(transfer_id),
            done=lambda again: self.files_taken.emit(again, sources),
            retry=lambda: self.retry(device_id, transfer_id, sources),
        )

    def ask_again(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Have the sender of an incoming job go on with it, or send what of it did not arrive."""
        self._start(
            device_id, lambda node: node.retry(transfer_id), retry=lambda: self.ask_again(device_id, transfer_id)
        )

    def discard(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Throw away what has arrived of a job that failed; `discarded` follows."""
        self._start(
            device_id,
            lambda node: node.discard(transfer_id),
            done=lambda _: self.discarded.emit(device_id, transfer_id),
            retry=lambda: self.discard(device_id, transfer_id),
        )

    def limit(self, device_id: DeviceId, transfer_id: TransferId, bytes_per_second: int) -> None:
        """Let a job be no faster than that."""
        self._start(
            device_id,
            lambda node: node.limit(transfer_id, bytes_per_second),
            retry=lambda: self.limit(device_id, transfer_id, bytes_per_second),
        )

    def move(self, device_id: DeviceId, transfer_id: TransferId, move: QueueMove) -> None:
        """Put a job elsewhere in the line to its device."""
        self._start(
            device_id,
            lambda node: node.move(transfer_id, move),
            retry=lambda: self.move(device_id, transfer_id, move),
        )

    def list_files(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Ask for the manifest of an offer; `files_listed` follows."""
        self._start(
            device_id,
            lambda node: node.offered_files(transfer_id),
            done=lambda files: self.files_listed.emit(transfer_id, files),
            retry=lambda: self.list_files(device_id, transfer_id),
        )

    def add_address(self, address: str) -> None:
        """Make contact; `address_added` or `address_refused` follows."""

        async def ask() -> None:
            try:
                peer = await self._ask(lambda node: node.add_address(address))
            except PeerDropError as exc:
                self.address_refused.emit(exc)
            else:
                self.address_added.emit(peer)

        self._own(ask(), "add address")

    def scan(self) -> None:
        """Ask every address around; `scan_finished` follows, also when it failed."""

        async def ask() -> None:
            try:
                await self._ask(lambda node: node.scan())
            except PeerDropError as exc:
                self.failed.emit(CommandFailed(None, exc, self.scan))
            finally:
                self.scan_finished.emit()

        self._own(ask(), "scan")

    def name_networks(self) -> None:
        """Ask the system of what kind its networks are; `networks_named` follows."""

        async def name() -> None:
            self.networks_named.emit(await asyncio.to_thread(self.network_kinds.of_addresses))

        self._own(name(), "name networks")

    def measure_space(self, directory: Path) -> None:
        """Look how much fits into *directory* beside what is to stay free; `space_measured` follows."""

        async def measure() -> None:
            free = await asyncio.to_thread(free_bytes, directory)
            self.space_measured.emit(None if free is None else max(free - self.reserve_bytes, 0))

        self._own(measure(), "measure space")

    def read_history(self, device_id: DeviceId, before: int | None = None, limit: int = _PAGE_ENTRIES) -> None:
        """Ask for the page of a conversation that ends before entry *before*; `history_read` follows."""

        self._start(
            device_id,
            lambda node: node.history.page(device_id, before, limit),
            done=lambda page: self.history_read.emit(device_id, page),
            retry=lambda: self.read_history(device_id, before, limit),
        )

    def measure_room(self, directory: Path) -> None:
        """Look at the disk of *directory*; `room_measured` follows."""

        async def measure() -> None:
            self.room_measured.emit(directory, await asyncio.to_thread(room_in, directory, self.reserve_bytes))

        self._own(measure(), "measure room")
