"""The receiver's disk hangs: the sender stops within the window, memory stays bounded, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Lab
from tests.lab.payload import Payload
from tests.lab.stuck_disk import StuckDisk
from tests.until import until

pytestmark = pytest.mark.lab

_MIB = 1 << 20
_LIMIT_S = 60.0
_SIZE_BYTES = 64 * _MIB
_WINDOW_BYTES = 8 * _MIB
# What was read for the next frames already.
_READ_AHEAD_BYTES = 1 * _MIB
_GROWTH_BYTES = 32 * _MIB
_TEXTS = 20


async def test_a_stuck_disk_stops_the_sender_within_the_window_and_fills_no_memory(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    payload = Payload.create(tmp_path / "film.bin", _SIZE_BYTES)
    left, right = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    on_the_wire = h1.firewall.count_udp_from(h2.all_addresses)
    with StuckDisk(tmp_path, size_bytes=4 * _SIZE_BYTES) as disk:
        async with (
            left.start("serve", "--accept", "all", "--dir", disk.path) as ada,
            right.serve() as bea,
        ):
            ada_id, _ = await started(ada, bea)
            # So slow that it is in its middle when the disk is frozen, however late this test has its turn.
            slow = ("--limit", "16MB/s")
            async with right.attach("send", payload.path, "--to", "Ada", *slow) as sending, right.orders() as to_bea:
                await ada.expect("transfer_progress", at_least={"bytes": _MIB}, within_s=_LIMIT_S)
                await bea.expect("transfer_progress", within_s=_LIMIT_S)
                with disk.frozen():
                    written = max(event["bytes"] for event in ada.of("transfer_progress"))
                    sizes = [node.resident_bytes() for node in (ada, bea)]
                    await until(Still(on_the_wire.read_bytes), 30, what="the sender stops")
                    # Bulk is held back; texts and heartbeats are not.
                    for number in range(_TEXTS):
                        to_bea.tell(f"message {ada_id} text {number}")
                        await ada.expect("message_received", text=f"text {number}", within_s=_LIMIT_S)
                    confirmed = bea.of("transfer_progress")[-1]["bytes"]
                    assert bea.read_position(payload.path) - confirmed <= _WINDOW_BYTES + _READ_AHEAD_BYTES
                    assert confirmed - written < _WINDOW_BYTES
                    for node, size in zip((ada, bea), sizes, strict=True):
                        assert node.peak_resident_bytes() - size < _GROWTH_BYTES
                    assert not ada.of("transfer_completed")
                await sending.expect_exit(0, within_s=_LIMIT_S)
            received = await ada.expect("transfer_completed", within_s=_LIMIT_S)
            assert payload.is_at(received["files"][0]["path"])


class Still:
    """True once a count of bytes has hardly moved for some hundred looks in a row."""

    def __init__(self, read_bytes: Callable[[], int]) -> None:
        self._read_bytes = read_bytes
        self._last = read_bytes()
        self._looks = 0

    def __call__(self) -> bool:
        now = self._read_bytes()
        self._looks = self._looks + 1 if now - self._last < 1500 else 0
        self._last = now
        return self._looks >= 100
