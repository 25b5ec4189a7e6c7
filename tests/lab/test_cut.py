"""The network fails in mid-transfer, silently, and comes back: the transfer goes on and nothing is lost."""

from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Cut, Lab
from tests.lab.payload import Payload

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

_LIMIT_S = 60.0
_SIZE_BYTES = 30_000_000


async def test_a_link_that_is_silent_for_a_while_heals_and_the_file_arrives_whole(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    payload = Payload.create(tmp_path / "film.bin", _SIZE_BYTES)
    receiving = Device("Ada", h1, tmp_path)
    async with receiving.receive() as ada:
        await started(ada)
        # So slow that it is in its middle when it is cut, however late this test has its turn.
        slow = ("--limit", "8MB/s")
        async with Device("Bea", h2, tmp_path).start("send", payload.path, "--to", "Ada", *slow) as bea:
            await ada.expect("transfer_progress", at_least={"bytes": 2_000_000}, within_s=_LIMIT_S)
            lab.cut(h1, Cut.SILENT)
            await bea.expect("peer_state_changed", state="DISCONNECTED", within_s=_LIMIT_S)
            lab.restore(h1)
            await bea.expect("peer_state_changed", state="CONNECTED", previous="DISCONNECTED", within_s=_LIMIT_S)
            await bea.expect_exit(0, within_s=_LIMIT_S)
        await ada.expect_exit(0, within_s=_LIMIT_S)
    received = await ada.expect("transfer_completed", within_s=_LIMIT_S)
    assert payload.is_at(received["files"][0]["path"])
