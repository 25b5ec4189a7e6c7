"""The facts of one transfer as the database keeps them."""

import os
from pathlib import Path as FilePath
from typing import Final

import msgspec

from peerdrop.core.events import TransferCompleted
from peerdrop.core.history.kept_text import folded_text, kept_text, shown_text
from peerdrop.core.snapshots import ProblemFile, PublishedFile, TransferSnapshot
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.link import Path
from peerdrop.wire.identifiers import DeviceId, TransferId

FILES_KEPT: Final = 100


class KeptTransfer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What has no column of its own. Names are bytes: those of a file system need not be text."""

    peer_name: bytes = b""
    label: bytes = b""
    file_count: int = 0
    folder_count: int = 0
    size_bytes: int = 0
    bytes_done: int = 0
    lane: LaneKind | None = None
    path: Path | None = None
    directory: bytes | None = None
    problems: tuple[tuple[bytes, str], ...] = ()
    files: tuple[tuple[bytes, int, str], ...] = ()
    """Path, size, digest of the first FILES_KEPT."""
    seconds: float | None = None

    @classmethod
    def of(cls, transfer: TransferSnapshot) -> "KeptTransfer":
        """What is kept of *transfer*."""
        return cls(
            peer_name=kept_text(transfer.peer_name),
            label=kept_text(transfer.label),
            file_count=transfer.file_count,
            folder_count=transfer.folder_count,
            size_bytes=transfer.size_bytes,
            bytes_done=transfer.bytes_done,
            lane=transfer.lane,
            path=transfer.path,
            directory=None if transfer.directory is None else os.fsencode(transfer.directory),
            problems=_problems(transfer.problems),
        )

    @classmethod
    def decode(cls, content: bytes) -> "KeptTransfer":
        """What `encode` made; raises msgspec.DecodeError."""
        return msgspec.msgpack.decode(content, type=cls)

    def encode(self) -> bytes:
        """For the database."""
        return msgspec.msgpack.encode(self)

    def folded(self) -> bytes:
        """What a search looks at: the label and the names of files."""
        names = [shown_text(self.label)]
        names += [FilePath(os.fsdecode(path)).name for path, _, _ in self.files]
        names += [shown_text(path) for path, _ in self.problems]
        return folded_text("\n".join(names))

    def completed(self, event: TransferCompleted) -> "KeptTransfer":
        """With what *event* adds."""
        return msgspec.structs.replace(
            self,
            bytes_done=event.size_bytes,
            lane=event.lane,
            path=event.path,
            problems=_problems(event.problems),
            files=tuple((os.fsencode(file.path), file.size_bytes, file.digest) for file in event.files[:FILES_KEPT]),
            seconds=event.seconds,
        )

    def snapshot(
        self,
        *,
        transfer_id: TransferId,
        device_id: DeviceId,
        direction: Direction,
        at: float,
        state: TransferState,
        reason: TransferReason | None,
    ) -> TransferSnapshot:
        """The transfer as it was last told."""
        return TransferSnapshot(
            transfer_id=transfer_id,
            direction=direction,
            device_id=device_id,
            peer_name=shown_text(self.peer_name),
            label=shown_text(self.label),
            file_count=self.file_count,
            folder_count=self.folder_count,
            size_bytes=self.size_bytes,
            state=state,
            reason=reason,
            bytes_done=self.bytes_done,
            bytes_per_second=0.0,
            eta_s=None,
            lane=self.lane,
            path=self.path,
            directory=None if self.directory is None else FilePath(os.fsdecode(self.directory)),
            at=at,
            problems=tuple(
                ProblemFile(path=shown_text(path), reason=TransferReason.parse(reason))
                for path, reason in self.problems
            ),
        )

    def published(self) -> tuple[PublishedFile, ...]:
        """The files that are kept."""
        return tuple(
            PublishedFile(path=FilePath(os.fsdecode(path)), size_bytes=size_bytes, digest=digest)
            for path, size_bytes, digest in self.files
        )


def _problems(problems: tuple[ProblemFile, ...]) -> tuple[tuple[bytes, str], ...]:
    return tuple((kept_text(problem.path), problem.reason.value) for problem in problems[:FILES_KEPT])
