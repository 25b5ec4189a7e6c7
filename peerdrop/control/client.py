"""A node that another process of this user runs, used as if it ran here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar, overload

import aiohttp

import peerdrop
from peerdrop.control import commands
from peerdrop.control.attached_history import AttachedHistory
from peerdrop.control.codec import Reply, decode_event, decode_value, encode_value, restore_error
from peerdrop.control.errors import NodeDiffers, NodeEnded
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event, NodeStarted, WarningRaised
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.core.states import ConflictChoice, QueueMove
from peerdrop.home import ControlPoint
from peerdrop.link import ServerReport
from peerdrop.settings import IceServer, Settings
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId
from peerdrop.wire.limits import MIB

ResultT = TypeVar("ResultT")

_CONNECT_LIMIT_S: Final = 5.0
# Longer than the node itself takes for its slowest command: an attempt of each kind, or a scan.
_COMMAND_LIMIT_S: Final = 300.0
# A line is one event; the longest holds the manifest of a large job.
_LINE_BYTES: Final = 256 * MIB


class AttachedNode:
    """A NodeHandle over the control port at *point*. `async with`; entering raises NodeEnded if nobody is there."""

    def __init__(self, point: ControlPoint) -> None:
        self._point = point
        self._session: aiohttp.ClientSession | None = None
        self.history = AttachedHistory(self._call)

    async def __aenter__(self) -> Self:
        if self._point.version != peerdrop.__version__:
            raise NodeDiffers(
                f"PeerDrop {self._point.version} runs on this home, and this is {peerdrop.__version__}.",
                next_step="Close the other one, or use the same version.",
            )
        self._session = aiohttp.ClientSession(
            base_url=f"http://127.0.0.1:{self._point.port}",
            headers={"Authorization": f"Bearer {self._point.token}"},
            timeout=aiohttp.ClientTimeout(total=_COMMAND_LIMIT_S, sock_connect=_CONNECT_LIMIT_S),
            trust_env=False,
            read_bufsize=MIB,
        )
        try:
            await self.started()
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def started(self) -> NodeStarted:
        started = await self._call(commands.Started(), NodeStarted)
        return replace(started, attached=True)

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._stream("GET", "/events") as lines:
            yield _events_of(lines)

    async def warnings(self) -> tuple[WarningRaised, ...]:
        return await self._call(commands.ReadWarnings(), tuple[WarningRaised, ...])

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        return await self._call(commands.Peers(), tuple[PeerSnapshot, ...])

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        return await self._call(commands.Transfers(), tuple[TransferSnapshot, ...])

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        return await self._call(commands.OfferedFiles(transfer_id=transfer_id), tuple[OfferedFile, ...])

    async def add_address(self, address: str) -> PeerSnapshot:
        return await self._call(commands.AddAddress(address=address), PeerSnapshot)

    async def scan(self) -> None:
        await self._order(commands.Scan())

    async def connect(self, device_id: DeviceId, *, anyway: bool = False) -> None:
        await self._order(commands.Connect(device_id=device_id, anyway=anyway))

    async def disconnect(self, device_id: DeviceId) -> None:
        await self._order(commands.Disconnect(device_id=device_id))

    async def send_message(self, device_id: DeviceId, text: str, *, later: bool = False) -> MessageId:
        return MessageId(await self._call(commands.SendMessage(device_id=device_id, text=text, later=later), str))

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path], *, later: bool = False) -> TransferId:
        absolute = tuple(_absolute(path) for path in paths)
        command = commands.SendFiles(device_id=device_id, paths=absolute, later=later)
        return TransferId(await self._call(command, str))

    async def accept(
        self,
        transfer_id: TransferId,
        directory: Path | None = None,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice | None = None,
        remember: bool = False,
    ) -> None:
        await self._order(
            commands.Accept(
                transfer_id=transfer_id,
                directory=_absolute(directory),
                chosen=None if chosen is None else tuple(chosen),
                conflicts=conflicts,
                remember=remember,
            )
        )

    async def conflicts(self, transfer_id: TransferId, directory: Path | None = None) -> tuple[FileConflict, ...]:
        command = commands.Conflicts(transfer_id=transfer_id, directory=_absolute(directory))
        return await self._call(command, tuple[FileConflict, ...])

    async def free_bytes(self, directory: Path | None = None) -> int:
        return await self._call(commands.FreeBytes(directory=_absolute(directory)), int)

    async def decline(self, transfer_id: TransferId) -> None:
        await self._order(commands.Decline(transfer_id=transfer_id))

    async def cancel(self, transfer_id: TransferId) -> None:
        await self._order(commands.Cancel(transfer_id=transfer_id))

    async def pause(self, transfer_id: TransferId) -> None:
        await self._order(commands.Pause(transfer_id=transfer_id))

    async def resume(self, transfer_id: TransferId) -> None:
        await self._order(commands.Resume(transfer_id=transfer_id))

    async def retry(self, transfer_id: TransferId) -> TransferId:
        return TransferId(await self._call(commands.Retry(transfer_id=transfer_id), str))

    async def discard(self, transfer_id: TransferId) -> None:
        await self._order(commands.Discard(transfer_id=transfer_id))

    async def limit(self, transfer_id: TransferId, bytes_per_second: int) -> None:
        await self._order(commands.Limit(transfer_id=transfer_id, bytes_per_second=bytes_per_second))

    async def move(self, transfer_id: TransferId, move: QueueMove) -> None:
        await self._order(commands.Move(transfer_id=transfer_id, move=move))

    async def settings(self) -> Settings:
        return await self._call(commands.ReadSettings(), Settings)

    async def change_settings(self, settings: Settings) -> Settings:
        return await self._call(commands.ChangeSettings(settings=settings), Settings)

    async def test_ice_server(self, server: IceServer) -> ServerReport:
        return await self._call(commands.ProbeServer(server=server), ServerReport)

    async def connections(self, device_id: DeviceId) -> tuple[PastConnection, ...]:
        return await self._call(commands.Connections(device_id=device_id), tuple[PastConnection, ...])

    async def rename(self, device_id: DeviceId, name: str) -> None:
        await self._order(commands.Rename(device_id=device_id, name=name))

    async def forget(self, device_id: DeviceId) -> None:
        await self._order(commands.Forget(device_id=device_id))

    async def block(self, device_id: DeviceId) -> None:
        await self._order(commands.Block(device_id=device_id))

    async def unblock(self, device_id: DeviceId) -> None:
        await self._order(commands.Unblock(device_id=device_id))

    @asynccontextmanager
    async def hold_policy(self, policy: AcceptPolicy) -> AsyncIterator[None]:
        """The node holds it while this connection lives: a killed process lets go of it too."""
        absolute = replace(policy, directory=_absolute(policy.directory))
        async with self._stream("POST", "/policy", body=encode_value(absolute)):
            yield

    async def _order(self, command: commands.Command) -> None:
        await self._call(command, type(None))

    async def _call(self, command: commands.Command, result_type: type[ResultT]) -> ResultT:
        try:
            async with self._opened().post(
                "/command", data=encode_value(command), headers={"Content-Type": "application/json"}
            ) as response:
                raw = await response.read()
                if response.status != 200:
                    raise _refused(response.status, type(command).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise _ended() from exc
        try:
            reply = decode_value(raw, Reply)
            if reply.error is not None:
                raise restore_error(reply.error)
            return decode_value(reply.result, result_type)
        except MalformedMessage as exc:
            raise _ended() from exc

    @asynccontextmanager
    async def _stream(
        self, method: str, path: str, *, body: bytes | None = None
    ) -> AsyncIterator[aiohttp.StreamReader]:
        """An answer that lasts, from its ready line on."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        no_end = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_LIMIT_S)
        try:
            async with asyncio.timeout(_CONNECT_LIMIT_S):
                response = await self._opened().request(method, path, data=body, headers=headers, timeout=no_end)
                if response.status != 200:
                    response.close()
                    raise _refused(response.status, path)
                await response.content.readline()
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise _ended() from exc
        try:
            yield response.content
        finally:
            # Not released to the pool: only the end of the connection tells the node that nobody listens any more.
            response.close()

    def _opened(self) -> aiohttp.ClientSession:
        assert self._session is not None, "AttachedNode is not entered"
        return self._session


async def _events_of(lines: aiohttp.StreamReader) -> AsyncIterator[Event]:
    while True:
        try:
            raw = await lines.readline(max_line_length=_LINE_BYTES)
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise _ended() from exc
        if not raw.endswith(b"\n"):
            raise _ended()
        try:
            yield decode_event(raw)
        except MalformedMessage as exc:
            raise _ended() from exc


@overload
def _absolute(path: Path) -> Path: ...
@overload
def _absolute(path: Path | None) -> Path | None: ...
def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path is not None else None


def _ended() -> NodeEnded:
    return NodeEnded(
        "The PeerDrop that runs on this home has ended or does not answer.", next_step="Try again in a moment."
    )


def _refused(status: int, what: str) -> PeerDropError:
    if status == 401:
        return _ended()
    return PeerDropError(
        f"The PeerDrop that runs on this home could not do that ({what}: {status}).",
        next_step="Look at its log, or restart it with --verbose.",
    )
