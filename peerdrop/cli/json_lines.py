"""--json: each event as one line of JSON on stdout. Other programs rely on the fields; they are never renamed."""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import singledispatchmethod
from pathlib import Path
from typing import Any, Final

from peerdrop.cli.errors import reason_of
from peerdrop.cli.offer_list import OfferList
from peerdrop.clock import Clock
from peerdrop.core import events
from peerdrop.core.connection_mode import connection_mode
from peerdrop.core.errors import PeerDropError
from peerdrop.core.history.entries import OutboxItem
from peerdrop.core.snapshots import PeerSnapshot, ProblemFile, TransferSnapshot
from peerdrop.wire.identifiers import DeviceId

Fields = dict[str, Any]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class JsonLines:
    """An Output for programs. *write_out* and *write_err* take text with its line end."""

    def __init__(self, *, write_out: Callable[[str], object], write_err: Callable[[str], object], clock: Clock) -> None:
        self._write_out = write_out
        self._write_err = write_err
        self._clock = clock

    def event(self, event: events.Event) -> None:
        self._show(event)

    def peers(self, peers: Sequence[PeerSnapshot]) -> None:
        """The list as it stands at the end, with the counts."""
        mode = connection_mode(peers)
        self._line(
            "peers_listed",
            {
                "peers": [_peer_fields(peer) for peer in peers],
                "lan": mode.lan,
                "nat": mode.nat,
                "relay": mode.relay,
                "nearby": mode.nearby,
                "away": mode.away,
            },
        )

    def outbox(self, items: Sequence[OutboxItem], names: Mapping[DeviceId, str]) -> None:
        for item in items:
            self._line(
                "outbox_item",
                {
                    "item_id": item.item_id,
                    "kind": item.kind.value,
                    "to": item.device_id,
                    "name": names.get(item.device_id),
                    "since": item.created_at,
                    "text": item.text,
                    "paths": [_text_of(path) for path in item.paths],
                },
            )

    def waits(self, item_id: str, peer: PeerSnapshot) -> None:
        self._line("waiting", {"item_id": item_id, "to": peer.device_id, "name": peer.name})

    def transfers(self, transfers: Sequence[TransferSnapshot]) -> None:
        for transfer in transfers:
            self._line("transfer", _transfer_fields(transfer))

    def files(self, transfer: TransferSnapshot, offer: OfferList) -> None:
        """One line for each file and folder; a folder counts what is below it."""
        for line in offer.lines:
            self._line(
                "offered_file",
                {
                    "transfer_id": transfer.transfer_id,
                    "number": line.number,
                    "path": line.path,
                    "folder": line.path.endswith("/"),
                    "files": line.files,
                    "bytes": line.size_bytes,
                    # None: its name is not allowed, and it can't be saved.
                    "saved_as": line.saved_as or None,
                },
            )

    def missing(self, transfer: TransferSnapshot) -> None:
        self.transfers([transfer])

    def note(self, text: str) -> None:
        self._write_err(f"{text}\n")

    def question(self, text: str) -> None:
        self._write_err(text)

    def answered(self) -> None:
        """A question is a line like others here."""

    def error(self, error: PeerDropError) -> None:
        self._line("error", {"reason": reason_of(error), "message": error.message, "next_step": error.next_step})

    def _line(self, name: str, fields: Fields) -> None:
        line = {"event": name, "time": self._clock.wall(), **fields}
        # A lone surrogate (a file name that is no text) would be no UTF-8.
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(line, ensure_ascii=False, allow_nan=False))
        self._write_out(f"{text}\n")

    @singledispatchmethod
    def _show(self, event: events.Event) -> None:
        """What is not in the table is not printed."""

    @_show.register
    def _(self, event: events.NodeStarted) -> None:
        self._line(
            "node_started",
            {
                "device_id": event.device_id,
                "name": event.name,
                "port": event.port,
                "discovery_port": event.discovery_port,
                "addresses": list(event.addresses),
                "attached": event.attached,
            },
        )

    @_show.register
    def _(self, event: events.PeerFound) -> None:
        self._line("peer_found", _peer_fields(event.peer))

    @_show.register
    def _(self, event: events.PeerUpdated) -> None:
        self._line("peer_updated", _peer_fields(event.peer))

    @_show.register
    def _(self, event: events.PeerLost) -> None:
        self._line("peer_lost", _peer_fields(event.peer))

    @_show.register
    def _(self, event: events.PeerStateChanged) -> None:
        self._line(
            "peer_state_changed",
            {
                "device_id": event.device_id,
                "state": event.state.name,
                "previous": event.previous.name,
                "reason": event.reason.name if event.reason else None,
                "path": event.path.value if event.path else None,
                "via_mailbox": event.via_mailbox,
            },
        )

    @_show.register
    def _(self, event: events.MessageReceived) -> None:
        self._line(
            "message_received",
            {"from": event.device_id, "name": event.name, "text": event.text, "message_id": event.message_id},
        )

    @_show.register
    def _(self, event: events.MessageDelivered) -> None:
        self._line("message_delivered", {"to": event.device_id, "message_id": event.message_id})

    @_show.register
    def _(self, event: events.TransferOffered) -> None:
        transfer = event.transfer
        self._line(
            "transfer_offered",
            {
                "transfer_id": transfer.transfer_id,
                "direction": transfer.direction.value,
                "peer": transfer.device_id,
                "files": transfer.file_count,
                "bytes": transfer.size_bytes,
                "skipped": _problem_fields(transfer.skipped),
            },
        )

    @_show.register
    def _(self, event: events.TransferProgressed) -> None:
        self._line(
            "transfer_progress",
            {
                "transfer_id": event.transfer_id,
                "bytes": event.bytes_done,
                "total": event.size_bytes,
                "bytes_per_second": round(event.bytes_per_second),
                "eta_s": None if event.eta_s is None else round(event.eta_s, 1),
            },
        )

    @_show.register
    def _(self, event: events.TransferStateChanged) -> None:
        self._line(
            "transfer_state_changed",
            {
                "transfer_id": event.transfer_id,
                "state": event.state.name,
                "previous": event.previous.name,
                "reason": event.reason.name if event.reason else None,
            },
        )

    @_show.register
    def _(self, event: events.TransferCompleted) -> None:
        # A file that was here already was neither sent nor read: what is in it is not known.
        files = [
            {"path": _text_of(file.path), "bytes": file.size_bytes, "digest": file.digest or None}
            for file in event.files
        ]
        self._line(
            "transfer_completed",
            {
                "transfer_id": event.transfer_id,
                "direction": event.direction.value,
                "peer": event.device_id,
                "files": files,
                "bytes": event.size_bytes,
                "lane": event.lane.value,
                "path": event.path.value if event.path else None,
                "seconds": round(event.seconds, 3),
                "problems": _problem_fields(event.problems),
                "skipped": _problem_fields(event.skipped),
            },
        )

    @_show.register
    def _(self, event: events.TransferFailed) -> None:
        self._line("transfer_failed", {"transfer_id": event.transfer_id, "reason": event.reason.name})

    @_show.register
    def _(self, event: events.WarningRaised) -> None:
        self.note(f"{event.message} {event.next_step}".rstrip())


def _peer_fields(peer: PeerSnapshot) -> Fields:
    return {
        "device_id": peer.device_id,
        "name": peer.name,
        "address": peer.address,
        "port": peer.port,
        "found_by": peer.found_by.value,
        "can_call": peer.can_call.value,
        "called_by": peer.called_by.value,
        "online": peer.online,
        "trust": peer.trust.value,
        "state": peer.state.name,
        "reason": peer.reason.name if peer.reason else None,
        "path": peer.path.value if peer.path else None,
        "quality": peer.quality.value if peer.quality else None,
        "rtt_ms": None if peer.rtt_ms is None else round(peer.rtt_ms, 2),
        "missed_pings": peer.missed_pings,
        "silent_s": round(peer.silent_s, 1),
    }


def _transfer_fields(transfer: TransferSnapshot) -> Fields:
    shortage = transfer.shortage
    return {
        "transfer_id": transfer.transfer_id,
        "direction": transfer.direction.value,
        "peer": transfer.device_id,
        "name": transfer.peer_name,
        "label": transfer.label,
        "files": transfer.file_count,
        "state": transfer.state.name,
        "reason": transfer.reason.name if transfer.reason else None,
        "bytes": transfer.bytes_done,
        "total": transfer.size_bytes,
        "bytes_per_second": round(transfer.bytes_per_second),
        "eta_s": None if transfer.eta_s is None else round(transfer.eta_s, 1),
        "position": transfer.queue_position,
        "limit_bytes_per_second": transfer.limit_bytes_per_second,
        "held": transfer.held,
        "asked": transfer.asked,
        "needed_bytes": shortage.needed_bytes if shortage else None,
        "free_bytes": shortage.free_bytes if shortage else None,
        "problems": _problem_fields(transfer.problems),
        "skipped": _problem_fields(transfer.skipped),
        "left_out": transfer.left_out,
        "directory": None if transfer.directory is None else _text_of(transfer.directory),
    }


def _problem_fields(problems: Sequence[ProblemFile]) -> list[Fields]:
    return [{"path": problem.path, "reason": problem.reason.name} for problem in problems]


def _text_of(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
