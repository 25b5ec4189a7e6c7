"""What happens, in lines for people. Every text of a peer is made visible first."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import singledispatchmethod
from typing import Final

from peerdrop.cli.connection_words import connection_words, mode_words
from peerdrop.cli.figures import contents_text, files_text, missing_text, size_text, speed_text
from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.offer_rows import offer_rows
from peerdrop.cli.progress_bar import ProgressBar
from peerdrop.cli.sentences import ending_sentence
from peerdrop.cli.transfer_rows import missing_row, missing_rows, skipped_text, standing_text, transfer_rows
from peerdrop.cli.visible_text import columns_of, visible, visible_lines
from peerdrop.cli.waiting import SHORT_ID
from peerdrop.core import events
from peerdrop.core.connection_mode import connection_mode
from peerdrop.core.errors import PeerDropError
from peerdrop.core.history.entries import OutboxItem
from peerdrop.core.sentences import connection_failure, message_failure
from peerdrop.core.snapshots import PeerSnapshot, PublishedFile, TransferSnapshot
from peerdrop.core.states import ConnectionState, Direction, TransferState
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, short_id

_FILES_SHOWN: Final = 20
_WHAT_CHARS: Final = 60


class Terminal:
    """An Output for people. *columns* is the width for a progress bar, 0 if stderr is no terminal.

    *watching*: the command runs to see what comes, so devices and failed connections are told too.
    """

    def __init__(
        self, *, write_out: Callable[[str], object], write_err: Callable[[str], object], columns: int, watching: bool
    ) -> None:
        self._write_out = write_out
        self._write_err = write_err
        self._watching = watching
        self._bar = ProgressBar(columns) if columns else None
        self._names: dict[str, str] = {}
        self._peer_of: dict[str, str] = {}
        self._asked = ""
        """The question that stands, for which a line is being typed."""
        self._last: dict[str, TransferSnapshot] = {}
        self._begun: dict[str, int] = {}
        """How much was there when bytes began to flow in this run of the node, whose time is what is told."""

    def event(self, event: events.Event) -> None:
        self._show(event)

    def peers(self, peers: Sequence[PeerSnapshot]) -> None:
        if not peers:
            self._out("No devices found.")
            return
        rows = [("NAME", "ID", "ADDRESS", "FOUND BY", "REACHABLE", "CONNECTION")]
        rows += [
            (
                visible(peer.name),
                short_id(peer.device_id),
                _address(peer),
                peer.found_by.value,
                _reachable(peer),
                connection_words(peer),
            )
            for peer in sorted(peers, key=lambda each: (each.name.casefold(), each.device_id))
        ]
        self._table(rows)
        self._out(mode_words(connection_mode(peers)))

    def outbox(self, items: Sequence[OutboxItem], names: Mapping[DeviceId, str]) -> None:
        if not items:
            self._out("Nothing waits.")
            return
        rows = [("ID", "TO", "WHAT")]
        rows += [
            (item.item_id[:SHORT_ID], visible(names.get(item.device_id) or short_id(item.device_id)), _what(item))
            for item in items
        ]
        self._table(rows)

    def waits(self, item_id: str, peer: PeerSnapshot) -> None:
        name = visible(peer.name)
        self._out(f"Waits for {name}: it goes as soon as PeerDrop runs here and {name} is there.")
        self._out(f"Take it back with: peerdrop outbox --withdraw {item_id[:SHORT_ID]}")

    def transfers(self, transfers: Sequence[TransferSnapshot]) -> None:
        lines = transfer_rows(transfers) if transfers else ["No transfers."]
        for line in lines:
            self._out(line)

    def files(self, transfer: TransferSnapshot, offer: OfferList) -> None:
        for row in offer_rows(offer.lines, len(offer.lines)):
            self._out(row)
        files, size_bytes = offer.amount()
        to_us = transfer.direction is Direction.INCOMING
        where = f"{'from' if to_us else 'to'} {visible(transfer.peer_name)}"
        self._out(f"{files_text(files)}, {size_text(size_bytes)} {where}")
        if to_us and transfer.state is TransferState.OFFERED:
            self._err(f"Take some of them with: peerdrop accept {transfer.transfer_id[:8]} --only 1,4-6 '*.jpg'")

    def missing(self, transfer: TransferSnapshot) -> None:
        self.transfers([transfer])
        for row in missing_rows(transfer):
            self._out(row)

    def note(self, text: str) -> None:
        self._err(text)

    def question(self, text: str) -> None:
        self._clear_bar()
        self._asked = text
        self._write_err(text)

    def answered(self) -> None:
        self._asked = ""
        self._draw_bar()

    def error(self, error: PeerDropError) -> None:
        self._err(f"peerdrop: {' '.join(visible_lines(f'{error.message} {error.next_step}'.rstrip()))}")

    def _table(self, rows: Sequence[tuple[str, ...]]) -> None:
        widths = [max(columns_of(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            cells = (cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True))
            self._out("  ".join(cells).rstrip())

    def _out(self, line: str) -> None:
        self._make_room()
        self._write_out(f"{line}\n")
        self._restore()

    def _err(self, line: str) -> None:
        self._make_room()
        self._write_err(f"{line}\n")
        self._restore()

    def _make_room(self) -> None:
        """Before a line: it goes above the bar, and below a question, whose line may hold what was typed so far."""
        self._clear_bar()
        if self._asked:
            self._write_err("\n")

    def _restore(self) -> None:
        if self._asked:
            self._write_err(self._asked)
        self._draw_bar()

    def _clear_bar(self) -> None:
        if self._bar is not None and (text := self._bar.erase()):
            self._write_err(text)

    def _draw_bar(self) -> None:
        if self._bar is not None and not self._asked and (text := self._bar.draw()):
            self._write_err(text)

    def _name(self, device_id: str) -> str:
        return self._names.get(device_id) or short_id(device_id)

    def _learn(self, device_id: str, name: str) -> str:
        self._names[device_id] = visible(name)
        return self._names[device_id]

    @singledispatchmethod
    def _show(self, event: events.Event) -> None:
        """The rest is for programs."""

    @_show.register
    def _(self, event: events.NodeStarted) -> None:
        if not self._watching:
            return
        if event.attached:
            self._out("PeerDrop runs on this home already; this goes through it.")
        self._out(f"name       {visible(event.name)}")
        self._out(f"device ID  {event.device_id}")
        addresses = [_with_port(address, event.port) for address in event.addresses]
        self._out(f"addresses  {', '.join(addresses) or 'none: this machine has no network'}")

    @_show.register
    def _(self, event: events.PeerFound) -> None:
        name = self._learn(event.peer.device_id, event.peer.name)
        if self._watching:
            self._out(f"{name} is here ({short_id(event.peer.device_id)}, {_address(event.peer)})")

    @_show.register
    def _(self, event: events.PeerUpdated) -> None:
        self._learn(event.peer.device_id, event.peer.name)

    @_show.register
    def _(self, event: events.PeerLost) -> None:
        if self._watching:
            self._out(f"{self._name(event.peer.device_id)} went away")

    @_show.register
    def _(self, event: events.PeerStateChanged) -> None:
        name = self._name(event.device_id)
        if event.state is ConnectionState.CONNECTED:
            self._out(f"Connected with {name}" + (f" ({event.path.value})" if event.path else ""))
        elif event.state is ConnectionState.DISCONNECTED:
            self._out(f"{name} does not answer; waiting")
        elif event.state is ConnectionState.FAILED and self._watching:
            why = connection_failure(event.reason, name, event.older)[0] if event.reason else ""
            self._out(why or f"No connection with {name}")

    @_show.register
    def _(self, event: events.MessageReceived) -> None:
        name = self._learn(event.device_id, event.name)
        first, *rest = visible_lines(event.text)
        self._out(f"{name}: {first}")
        for line in rest:
            self._out(f"    {line}")

    @_show.register
    def _(self, event: events.MessageDelivered) -> None:
        self._out(f"Delivered to {self._name(event.device_id)}")

    @_show.register
    def _(self, event: events.MessageFailed) -> None:
        if self._watching:
            name = self._name(event.device_id)
            self._out(message_failure(event.reason, name)[0])

    @_show.register
    def _(self, event: events.TransferOffered) -> None:
        transfer = event.transfer
        name = self._learn(transfer.device_id, transfer.peer_name)
        self._peer_of[transfer.transfer_id] = transfer.device_id
        contents = contents_text(transfer.file_count, transfer.folder_count)
        what = f"{contents}, {size_text(transfer.size_bytes)}: {visible(transfer.label)}"
        if transfer.direction is Direction.INCOMING:
            self._out(f"{name} wants to send {what}")
        else:
            self._out(f"Offered to {name}: {what}")
            for skipped in transfer.skipped[:_FILES_SHOWN]:
                self._out(f"Left out: {skipped_text(skipped)}")
            if len(transfer.skipped) > _FILES_SHOWN:
                self._out(f"... and {len(transfer.skipped) - _FILES_SHOWN} more left out")

    @_show.register
    def _(self, event: events.TransferProgressed) -> None:
        if self._bar is not None:
            self._bar.update(event)
            self._draw_bar()

    @_show.register
    def _(self, event: events.TransferStateChanged) -> None:
        self._peer_of[event.transfer_id] = event.transfer.device_id
        self._last[event.transfer_id] = event.transfer
        if event.state is TransferState.TRANSFERRING:
            self._begun.setdefault(event.transfer_id, event.transfer.bytes_done)
        if self._bar is not None and event.state is not TransferState.TRANSFERRING:
            self._clear_bar()
            self._bar.remove(event.transfer_id)
        if event.state is TransferState.SUSPENDED:
            name = self._name(event.transfer.device_id)
            self._out(f"The transfer with {name} waits for the connection to come back")
        elif event.state is TransferState.PAUSED:
            self._out(f"The transfer with {self._name(event.transfer.device_id)} is {standing_text(event.transfer)}")

    @_show.register
    def _(self, event: events.TransferCompleted) -> None:
        if self._bar is not None:
            self._clear_bar()
            self._bar.remove(event.transfer_id)
        name = self._name(event.device_id)
        last, begun_bytes = self._last.pop(event.transfer_id, None), self._begun.pop(event.transfer_id, 0)
        done, moved = "Sent to", event.files
        if event.direction is Direction.INCOMING:
            # Those that were there already have no digest.
            done, moved = "Received from", tuple(file for file in event.files if file.digest)
            for file in moved[:_FILES_SHOWN]:
                self._out(f"Saved {visible(os.fsencode(file.path).decode('utf-8', 'replace'))}")
            if len(moved) > _FILES_SHOWN:
                self._out(f"... and {len(moved) - _FILES_SHOWN} more")
        parts = [_moved_text(moved, event, last, begun_bytes), *_unmoved_texts(len(moved), event, last)]
        self._out(f"{done} {name}: {'; '.join(part for part in parts if part)}")
        for problem in event.problems:
            self._out(missing_row(problem, name, event.direction))

    @_show.register
    def _(self, event: events.TransferFailed) -> None:
        self._last.pop(event.transfer_id, None)
        self._begun.pop(event.transfer_id, None)
        if self._bar is not None:
            self._clear_bar()
            self._bar.remove(event.transfer_id)
        if self._watching:
            name = self._name(event.device_id)
            self._out(f"Transfer with {name} ended: {ending_sentence(event, name)}")

    @_show.register
    def _(self, event: events.WarningRaised) -> None:
        self._err(f"Warning: {visible(event.message)} {visible(event.next_step)}".rstrip())


def _moved_text(
    moved: Sequence[PublishedFile], event: events.TransferCompleted, last: TransferSnapshot | None, begun_bytes: int
) -> str:
    """What went from one device to the other, and how fast; "" for nothing at all."""
    folders = last.folder_count if last is not None and not moved else 0
    if not moved and (folders or _were_there(event, last)):
        return contents_text(0, folders) if folders else ""
    amount = f"{files_text(len(moved))}, {size_text(event.size_bytes)}"
    now_bytes = event.size_bytes - begun_bytes
    if now_bytes <= 0 or event.seconds <= 0:
        return amount
    return f"{amount} in {event.seconds:.1f} s, {speed_text(now_bytes / event.seconds)}"


def _unmoved_texts(moved: int, event: events.TransferCompleted, last: TransferSnapshot | None) -> list[str]:
    """What did not need to be sent, and what did not arrive."""
    texts = []
    if count := _were_there(event, last):
        texts.append(f"{files_text(count)} {'was' if count == 1 else 'were'} there already")
    elif last is not None and last.left_out and event.direction is Direction.OUTGOING:
        texts.append(f"{last.left_out} not wanted there, or there already")
    if event.problems:
        texts.append(missing_text(len(event.problems)))
    return texts


def _were_there(event: events.TransferCompleted, last: TransferSnapshot | None) -> int:
    """How many files the receiver had. The sender knows it if all were left out: somebody took the offer."""
    if event.direction is Direction.INCOMING:
        return sum(not file.digest for file in event.files)
    return 0 if event.files or event.problems or last is None else last.left_out


def _what(item: OutboxItem) -> str:
    """A text in short, or what files they are."""
    names = (os.fsencode(path.name).decode("utf-8", "replace") for path in item.paths)
    return visible(", ".join(names) or item.text.replace("\n", " "))[:_WHAT_CHARS]


def _with_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _address(peer: PeerSnapshot) -> str:
    if not peer.address:
        return "-"
    return _with_port(peer.address, peer.port)


def _reachable(peer: PeerSnapshot) -> str:
    if not peer.online:
        return "away"
    words = {
        (Reach.YES, Reach.YES): "both ways",
        (Reach.YES, Reach.NO): "from here only",
        (Reach.NO, Reach.YES): "from there only",
        (Reach.NO, Reach.NO): "through its mailbox",
    }
    if Reach.UNKNOWN in (peer.can_call, peer.called_by):
        return {Reach.YES: "from here", Reach.NO: "not from here", Reach.UNKNOWN: "unknown"}[peer.can_call]
    return words[peer.can_call, peer.called_by]
