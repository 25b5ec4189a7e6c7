"""Which device PEER means: an address, a device ID, a name, or the beginning of an ID."""

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from peerdrop.cli.limit import limit
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import AmbiguousPeer, NoSuchPeer, NothingAnswers, PeerDropError, UsageError
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, parse_device_id, short_id

# After the first device of a name was found, those that answered the same announcement have come too: each makes
# contact within 0.3 s. Taking the first at once would make the choice between two of one name a race.
SETTLE_S: Final = 0.4
SCAN_AFTER_S: Final = 3.0
_PREFIX: Final = re.compile("[A-Z2-7]{8,52}")


def is_address(text: str) -> bool:
    """Whether PEER is to be tried as an address: no name is, that holds a colon or a dot."""
    return ":" in text or "." in text or text.casefold() == "localhost"


def as_device_id(text: str) -> DeviceId | None:
    """PEER as a full device ID; None if it is none."""
    try:
        return parse_device_id(text)
    except MalformedMessage:
        return None


def matching(peers: Sequence[PeerSnapshot], text: str) -> tuple[PeerSnapshot, ...]:
    """The devices that PEER can mean: by full ID, else by exact name, else by the beginning of the ID."""
    full_id = as_device_id(text)
    if full_id is not None and (found := tuple(peer for peer in peers if peer.device_id == full_id)):
        return found
    name = _fold(text)
    if found := tuple(peer for peer in peers if _fold(peer.name) == name):
        return found
    prefix = text.replace("-", "").replace(" ", "").upper()
    if not _PREFIX.fullmatch(prefix):
        return ()
    return tuple(peer for peer in peers if peer.device_id.startswith(prefix))


async def choose_peer(run: Run, text: str) -> PeerSnapshot:
    """The device that PEER means, found within --wait; raises NoSuchPeer, AmbiguousPeer, NothingAnswers and so on."""
    if not text.strip():
        raise UsageError("PEER is empty.", next_step="Give a name, a device ID or an address.")
    if is_address(text):
        return await _call_address(run, text)
    await _wait_for_match(run, text)
    found = matching(run.watch.peers, text)
    if not found:
        raise _not_found(run, text)
    if len(found) == 1:
        return found[0]
    known = [peer for peer in found if peer.trust in (Trust.KNOWN, Trust.VERIFIED)]
    if len(known) == 1:
        run.output.note(
            f"Warning: {len(found)} devices answer to {visible(text)}; this goes to the known one, "
            f"{short_id(known[0].device_id)}."
        )
        return known[0]
    listed = "; ".join(f"{visible(peer.name)} {peer.device_id} at {peer.address}" for peer in found)
    raise AmbiguousPeer(
        f"{len(found)} devices answer to {visible(text)}: {listed}.", next_step="Give the device ID instead."
    )


async def _call_address(run: Run, text: str) -> PeerSnapshot:
    try:
        async with limit(run.clock, run.arguments.wait_s):
            return await run.node.add_address(text)
    except TimeoutError as exc:
        raise NothingAnswers(
            f"Nothing answers at {visible(text)} within {run.arguments.wait_s:g} s.",
            next_step="Check the address, and that PeerDrop runs there.",
        ) from exc


async def _wait_for_match(run: Run, text: str) -> None:
    """Return when --wait is over, or when something matches and others of that name had time to come."""
    left_s = run.arguments.wait_s - (run.clock.monotonic() - run.started_at)
    scan = asyncio.create_task(scan_after_silence(run), name="cli-scan")
    try:
        with run.watch.listen() as inbox:
            async with limit(run.clock, left_s):
                while not matching(run.watch.peers, text):
                    await inbox.get()
    except TimeoutError:
        return
    finally:
        scan.cancel()
        with suppress(asyncio.CancelledError):
            await scan
    by_id = as_device_id(text)
    if not run.started.attached and not any(peer.device_id == by_id for peer in run.watch.peers):
        await run.clock.sleep(SETTLE_S)


async def scan_after_silence(run: Run) -> None:
    """Ask every address around, once, when announcements alone have not found the device."""
    await run.clock.sleep(SCAN_AFTER_S)
    try:
        await run.node.scan()
    except PeerDropError as exc:
        run.output.note(f"The scan did not work: {exc.message}")


def _not_found(run: Run, text: str) -> NoSuchPeer:
    others = ", ".join(sorted(visible(peer.name) for peer in run.watch.peers))
    seen = f"Found: {others}." if others else "No device was found."
    return NoSuchPeer(
        f"No device {visible(text)} was found within {run.arguments.wait_s:g} s. {seen}",
        next_step="Check that PeerDrop runs there on the same network, or give its address.",
    )


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
