"""Both dial at once, again and again: one session each time, and the same one on both sides."""

from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Lab

pytestmark = pytest.mark.lab

_ROUNDS = 50
_LIMIT_S = 60.0


async def test_fifty_times_both_dial_at_once_and_one_session_comes_of_each(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    left, right = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    async with left.serve() as ada, right.serve() as bea:
        ada_id, bea_id = await started(ada, bea)
        await ada.expect("peer_found", name="Bea", within_s=_LIMIT_S)
        await bea.expect("peer_found", name="Ada", within_s=_LIMIT_S)
        async with left.orders() as to_ada, right.orders() as to_bea:
            sides = ((ada, to_ada, bea_id), (bea, to_bea, ada_id))
            for _, orders, _ in sides:
                await orders.expect("attached", within_s=_LIMIT_S)
            for number in range(_ROUNDS):
                for order in ("connect {}", f"message {{}} round {number}"):
                    for _, orders, peer in sides:
                        orders.tell(order.format(peer))
                    for _, orders, _ in sides:
                        await orders.expect("done", within_s=_LIMIT_S)
                # Each text came over the session that its sender holds: they hold the same one.
                for node, _, _ in sides:
                    await node.expect("message_received", text=f"round {number}", within_s=_LIMIT_S)
                for node, _, _ in sides:
                    connected = node.of("peer_state_changed", state="CONNECTED")
                    assert len(connected) == number + 1, connected[-2:]
                _, orders, peer = sides[number % 2]
                orders.tell(f"disconnect {peer}")
                await orders.expect("done", within_s=_LIMIT_S)
                for node, _, _ in sides:
                    await node.expect("peer_state_changed", state="CLOSED", within_s=_LIMIT_S)
    for node in (ada, bea):
        assert len(node.of("peer_state_changed", state="CONNECTED")) == _ROUNDS
        assert not node.of("peer_state_changed", state="FAILED")
