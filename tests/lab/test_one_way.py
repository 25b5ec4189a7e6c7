"""One-way pairs: the caller reaches the called, the called can't call the caller. Either may begin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.lab.device import Device, only, started
from tests.lab.firewall import OneWay
from tests.lab.network import Lab
from tests.lab.payload import Payload
from tests.peerdrop_process import PeerdropProcess
from tests.until import until

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

_LIMIT_S = 60.0


class Pair:
    """Cal calls, Dan is called; both serve, and each knows of the other."""

    def __init__(self, lab: Lab, kind: OneWay, folder: Path) -> None:
        caller, called = lab.add_hosts(2)
        lab.one_way(caller=caller, called=called, kind=kind)
        self._kind = kind
        self.cal = Device("Cal", caller, folder)
        self.dan = Device("Dan", called, folder)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[tuple[PeerdropProcess, PeerdropProcess]]:
        """Both nodes, once they have met."""
        async with self.cal.serve("--accept", "all") as cal, self.dan.serve("--accept", "all") as dan:
            await started(cal, dan)
            if self._kind is not OneWay.TCP:
                # Dan's announcements don't come through either: only Cal can begin, by Dan's address.
                async with self.cal.attach("message", "knock", "--to", self.dan.host.address) as knock:
                    if await knock.exit_code(within_s=_LIMIT_S) == 0:
                        # What another process knows may not have been read of this one yet.
                        await until(lambda: cal.of("peer_state_changed", state="CONNECTED"), what="Cal is connected")
            dan_found = await cal.expect("peer_found", name="Dan", within_s=20)
            cal_found = await dan.expect("peer_found", name="Cal", within_s=20)
            assert (dan_found["can_call"], dan_found["called_by"]) == ("yes", "no")
            assert (cal_found["can_call"], cal_found["called_by"]) == ("no", "yes")
            yield cal, dan


async def send(sender: Device, receiver: Device, payload: Payload, receiving: PeerdropProcess) -> None:
    """One file from *sender*'s running node to *receiver*'s arrives whole."""
    async with sender.attach("send", payload.path, "--to", receiver.name) as sending:
        await sending.expect_exit(0, within_s=_LIMIT_S)
    assert not sending.of("error")
    received = await receiving.expect("transfer_completed", direction="incoming", within_s=30)
    assert payload.is_at(received["files"][0]["path"])


@pytest.mark.parametrize("kind", [OneWay.TCP, OneWay.NEW])
async def test_the_caller_dials_and_texts_and_files_go_both_ways(
    lab: Lab, tmp_path: Path, kind: OneWay, payload: Payload
) -> None:
    pair = Pair(lab, kind, tmp_path)
    async with pair.serving() as (cal, dan):
        await send(pair.cal, pair.dan, payload, dan)
        # Dan can't post the answer: it waited in his mailbox until Cal took it.
        await until(lambda: cal.of("peer_state_changed", state="CONNECTED", via_mailbox=True), what="by the mailbox")
        assert not dan.of("peer_state_changed", via_mailbox=True)
        await send(pair.dan, pair.cal, payload, cal)
        await exchange_messages(pair, cal, dan)
    # A link that a busy machine let be silent for some seconds, and that healed, is the same one.
    states = cal.of("peer_state_changed", state="CONNECTED")
    assert sum(each["previous"] != "DISCONNECTED" for each in states) == 1


@pytest.mark.parametrize("kind", [OneWay.TCP, OneWay.NEW])
async def test_the_called_dials_by_its_own_mailbox_and_texts_and_files_go_both_ways(
    lab: Lab, tmp_path: Path, kind: OneWay, payload: Payload
) -> None:
    pair = Pair(lab, kind, tmp_path)
    async with pair.serving() as (cal, dan):
        await hang_up(pair, cal, dan)
        await send(pair.dan, pair.cal, payload, cal)
        # Dan's offer waited in his mailbox until Cal took it.
        await until(lambda: cal.of("peer_state_changed", state="CONNECTED", via_mailbox=True), what="by the mailbox")
        assert not dan.of("peer_state_changed", via_mailbox=True)
        await send(pair.cal, pair.dan, payload, dan)
        await exchange_messages(pair, cal, dan)


async def test_with_no_way_for_datagrams_the_attempt_ends_with_a_reason(
    lab: Lab, tmp_path: Path, payload: Payload
) -> None:
    caller, called = lab.add_hosts(2)
    lab.one_way(caller=caller, called=called, kind=OneWay.ALL)
    async with Device("Dan", called, tmp_path).serve("--accept", "all") as dan:
        await started(dan)
        cal = Device("Cal", caller, tmp_path)
        async with cal.start("send", payload.path, "--to", called.address, "--timeout", "6") as sending:
            await sending.expect_exit(4, within_s=30)
    error = only(sending.of("error"))
    assert sending.events[-1] == error
    assert error["message"]
    assert error["next_step"]
    assert sending.of("peer_found", name="Dan")[0]["can_call"] == "yes"


async def test_a_typed_address_that_can_not_be_called_answers_all_the_same(
    lab: Lab, tmp_path: Path, payload: Payload
) -> None:
    caller, called = lab.add_host(), lab.add_host(lab.far_lan)
    lab.one_way(caller=caller, called=called, kind=OneWay.TCP)
    receiving = Device("Cal", caller, tmp_path)
    async with receiving.receive() as cal:
        await started(cal)
        # Dan's call fails, but the datagram that goes along with it asks Cal to call him.
        async with Device("Dan", called, tmp_path).start("send", payload.path, "--to", caller.address) as dan:
            await dan.expect_exit(0, within_s=_LIMIT_S)
        await cal.expect_exit(0, within_s=30)
    assert payload.is_at(only(cal.of("transfer_completed"))["files"][0]["path"])
    assert dan.of("peer_found", name="Cal")[0]["can_call"] == "no"
    assert cal.of("peer_state_changed", state="CONNECTED", via_mailbox=True)


async def exchange_messages(pair: Pair, cal: PeerdropProcess, dan: PeerdropProcess) -> None:
    """A text each way."""
    for sender, receiver, receiving in ((pair.cal, pair.dan, dan), (pair.dan, pair.cal, cal)):
        text = f"from {sender.name}"
        async with sender.attach("message", text, "--to", receiver.name) as message:
            await message.expect_exit(0, within_s=_LIMIT_S)
        await receiving.expect("message_received", text=text, within_s=30)


async def hang_up(pair: Pair, cal: PeerdropProcess, dan: PeerdropProcess) -> None:
    """End the session that the knock may have left, so that what follows must dial."""
    if not cal.of("peer_state_changed", state="CONNECTED"):
        return
    async with pair.cal.orders() as orders:
        await orders.expect("attached", within_s=20)
        orders.tell(f"disconnect {cal.of('peer_found', name='Dan')[0]['device_id']}")
        await orders.expect("done", within_s=20)
    await dan.expect("peer_state_changed", state="CLOSED", within_s=20)
