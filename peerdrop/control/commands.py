"""Each command of a NodeHandle as one message of the control port."""

from pathlib import Path

import msgspec

from peerdrop.control.handle import NodeHandle
from peerdrop.core.history.retention import Retention
from peerdrop.core.states import ConflictChoice, QueueMove
from peerdrop.settings import IceServer, Settings
from peerdrop.wire.identifiers import DeviceIdField, TransferIdField


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", tag=True):
    """A method of NodeHandle with its arguments. Paths are absolute: the two processes have their own folders."""

    async def run(self, handle: NodeHandle) -> object:
        """Call the method; what it returns."""
        raise NotImplementedError


class Started(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.started()


class ReadWarnings(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.warnings()


class Peers(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.peers()


class Transfers(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.transfers()


class OfferedFiles(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        return await handle.offered_files(self.transfer_id)


class AddAddress(Command, frozen=True, kw_only=True):
    address: str

    async def run(self, handle: NodeHandle) -> object:
        return await handle.add_address(self.address)


class Scan(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        await handle.scan()
        return None


class Connect(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    anyway: bool = False

    async def run(self, handle: NodeHandle) -> object:
        await handle.connect(self.device_id, anyway=self.anyway)
        return None


class Disconnect(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.disconnect(self.device_id)
        return None


class SendMessage(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    text: str
    later: bool = False

    async def run(self, handle: NodeHandle) -> object:
        return await handle.send_message(self.device_id, self.text, later=self.later)


class SendFiles(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    paths: tuple[Path, ...]
    later: bool = False

    async def run(self, handle: NodeHandle) -> object:
        return await handle.send_files(self.device_id, self.paths, later=self.later)


class Accept(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField
    directory: Path | None
    chosen: tuple[int, ...] | None = None
    conflicts: ConflictChoice | None = None
    remember: bool = False

    async def run(self, handle: NodeHandle) -> object:
        await handle.accept(
            self.transfer_id,
            self.directory,
            chosen=self.chosen,
            conflicts=self.conflicts,
            remember=self.remember,
        )
        return None


class Conflicts(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField
    directory: Path | None

    async def run(self, handle: NodeHandle) -> object:
        return await handle.conflicts(self.transfer_id, self.directory)


class FreeBytes(Command, frozen=True, kw_only=True):
    directory: Path | None

    async def run(self, handle: NodeHandle) -> object:
        return await handle.free_bytes(self.directory)


class Decline(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.decline(self.transfer_id)
        return None


class Cancel(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.cancel(self.transfer_id)
        return None


class Pause(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.pause(self.transfer_id)
        return None


class Resume(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.resume(self.transfer_id)
        return None


class Retry(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        return await handle.retry(self.transfer_id)


class Discard(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.discard(self.transfer_id)
        return None


class Limit(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField
    bytes_per_second: int

    async def run(self, handle: NodeHandle) -> object:
        await handle.limit(self.transfer_id, self.bytes_per_second)
        return None


class Move(Command, frozen=True, kw_only=True):
    transfer_id: TransferIdField
    move: QueueMove

    async def run(self, handle: NodeHandle) -> object:
        await handle.move(self.transfer_id, self.move)
        return None


class ReadSettings(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.settings()


class ChangeSettings(Command, frozen=True, kw_only=True):
    settings: Settings

    async def run(self, handle: NodeHandle) -> object:
        return await handle.change_settings(self.settings)


class ProbeServer(Command, frozen=True, kw_only=True):
    server: IceServer

    async def run(self, handle: NodeHandle) -> object:
        return await handle.test_ice_server(self.server)


class Connections(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        return await handle.connections(self.device_id)


class Rename(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    name: str

    async def run(self, handle: NodeHandle) -> object:
        await handle.rename(self.device_id, self.name)
        return None


class Forget(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.forget(self.device_id)
        return None


class Block(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.block(self.device_id)
        return None


class Unblock(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.unblock(self.device_id)
        return None


class ReadPage(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    before: int | None
    limit: int

    async def run(self, handle: NodeHandle) -> object:
        return await handle.history.page(self.device_id, self.before, self.limit)


class SearchHistory(Command, frozen=True, kw_only=True):
    text: str
    device_id: DeviceIdField | None
    limit: int

    async def run(self, handle: NodeHandle) -> object:
        return await handle.history.search(self.text, self.device_id, self.limit)


class ReadConversations(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.history.conversations()


class MarkRead(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.history.mark_read(self.device_id)
        return None


class DeleteItem(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    item_id: str

    async def run(self, handle: NodeHandle) -> object:
        await handle.history.delete_item(self.device_id, self.item_id)
        return None


class DeleteConversation(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField

    async def run(self, handle: NodeHandle) -> object:
        await handle.history.delete_conversation(self.device_id)
        return None


class SetRetention(Command, frozen=True, kw_only=True):
    device_id: DeviceIdField
    retention: Retention

    async def run(self, handle: NodeHandle) -> object:
        await handle.history.set_retention(self.device_id, self.retention)
        return None


class ReadOutbox(Command, frozen=True, kw_only=True):
    async def run(self, handle: NodeHandle) -> object:
        return await handle.history.outbox()


class Withdraw(Command, frozen=True, kw_only=True):
    item_id: str

    async def run(self, handle: NodeHandle) -> object:
        await handle.history.withdraw(self.item_id)
        return None


AnyCommand = (
    Started
    | ReadWarnings
    | Peers
    | Transfers
    | OfferedFiles
    | AddAddress
    | Scan
    | Connect
    | Disconnect
    | SendMessage
    | SendFiles
    | Accept
    | Decline
    | Cancel
    | Conflicts
    | FreeBytes
    | Pause
    | Resume
    | Retry
    | Discard
    | Limit
    | Move
    | ReadSettings
    | ChangeSettings
    | ProbeServer
    | Connections
    | Rename
    | Forget
    | Block
    | Unblock
    | ReadPage
    | SearchHistory
    | ReadConversations
    | MarkRead
    | DeleteItem
    | DeleteConversation
    | SetRetention
    | ReadOutbox
    | Withdraw
)
