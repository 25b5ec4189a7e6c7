"""Every backend falls silent in mid-transfer: what is open goes on, for it never went through a backend."""

from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Lab
from tests.lab.payload import Payload
from tests.lab.stuck_disk import StuckDisk

pytestmark = pytest.mark.lab

_LIMIT_S = 60.0
_SIZE_BYTES = 30_000_000


async def test_a_transfer_and_texts_go_on_when_port_3001_is_dropped_everywhere(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    payload = Payload.create(tmp_path / "film.bin", _SIZE_BYTES)
    left, right = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    with StuckDisk(tmp_path, size_bytes=4 * _SIZE_BYTES) as disk:
        async with (
            left.start("serve", "--accept", "all", "--dir", disk.path) as ada,
            right.serve() as bea,
        ):
            ada_id, bea_id = await started(ada, bea)
            async with (
                # So slow that it is in its middle when it is held, however late this test has its turn.
                right.attach("send", payload.path, "--to", "Ada", "--limit", "8MB/s") as sending,
                left.orders() as to_ada,
                right.orders() as to_bea,
            ):
                await ada.expect("transfer_progress", at_least={"bytes": 1_000_000}, within_s=_LIMIT_S)
                await bea.expect("transfer_progress", within_s=_LIMIT_S)
                # Held, the transfer is in its middle for as long as it takes, however fast the machine is.
                with disk.frozen():
                    for host in (h1, h2):
                        host.firewall.drop_port(3001)
                    to_ada.tell(f"message {bea_id} still there?")
                    to_bea.tell(f"message {ada_id} yes")
                    await bea.expect("message_received", text="still there?", within_s=_LIMIT_S)
                    await ada.expect("message_received", text="yes", within_s=_LIMIT_S)
                    assert bea.of("transfer_progress")[-1]["bytes"] < _SIZE_BYTES
                await sending.expect_exit(0, within_s=_LIMIT_S)
            received = await ada.expect("transfer_completed", within_s=_LIMIT_S)
            assert payload.is_at(received["files"][0]["path"])
            for node in (ada, bea):
                # A link that a busy machine let be silent for some seconds, and that healed, is the same one.
                states = node.of("peer_state_changed", state="CONNECTED")
                assert sum(each["previous"] != "DISCONNECTED" for each in states) == 1
                assert not node.of("transfer_state_changed", state="SUSPENDED")
