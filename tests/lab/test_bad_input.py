"""What can't work says so in one sentence with a next step, leaves with the right code, and loses nothing."""

from pathlib import Path

import pytest

from tests.lab.device import Device, only, started
from tests.lab.network import Lab
from tests.lab.payload import Payload
from tests.peerdrop_process import Fields, PeerdropProcess

pytestmark = pytest.mark.lab

_LIMIT_S = 40.0


async def refused(process: PeerdropProcess, code: int) -> Fields:
    """The one error event, the last line, of a process that leaves with *code*."""
    await process.expect_exit(code, within_s=_LIMIT_S)
    error = only(process.of("error"))
    assert process.events[-1] == error
    assert error["reason"].isupper()
    assert error["message"].strip()
    assert error["next_step"].strip()
    return error


async def test_an_address_where_nobody_is_gives_one_error_and_3(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    host = lab.add_host()
    async with Device("Ada", host, tmp_path).start("send", payload.path, "--to", "10.77.0.250") as sending:
        assert (await refused(sending, 3))["reason"] == "NOTHING_ANSWERS"


async def test_an_address_where_no_peerdrop_runs_gives_one_error_and_3(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    async with Device("Ada", h1, tmp_path).start("message", "hello", "--to", h2.address, "--wait", "3") as sending:
        assert (await refused(sending, 3))["reason"] == "NOTHING_ANSWERS"


async def test_a_name_that_nobody_has_gives_one_error_and_3(lab: Lab, tmp_path: Path) -> None:
    host = lab.add_host()
    async with Device("Ada", host, tmp_path).start("message", "hello", "--to", "Nobody", "--wait", "2") as sending:
        assert (await refused(sending, 3))["reason"] == "NO_SUCH_PEER"


async def test_two_devices_of_one_name_give_an_error_that_lists_both_and_2(lab: Lab, tmp_path: Path) -> None:
    h1, h2, h3 = lab.add_hosts(3)
    first, second = Device("Twin", h1, tmp_path / "1"), Device("Twin", h2, tmp_path / "2")
    async with first.serve() as one, second.serve() as two:
        ids = await started(one, two)
        async with Device("Ada", h3, tmp_path).start("message", "hello", "--to", "Twin", "--wait", "5") as sending:
            error = await refused(sending, 2)
    assert error["reason"] == "AMBIGUOUS_PEER"
    for device_id in ids:
        assert device_id[:8] in error["message"] + error["next_step"]


async def test_a_receiver_that_nobody_attends_declines_at_once(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    h1, h2 = lab.add_hosts(2)
    receiving = Device("Ada", h1, tmp_path)
    async with receiving.start("receive", "--dir", receiving.downloads) as ada:
        await started(ada)
        async with Device("Bea", h2, tmp_path).start("send", payload.path, "--to", "Ada") as sending:
            await refused(sending, 5)
        assert only(sending.of("transfer_failed"))["reason"] == "NOT_ATTENDED"
    assert list(receiving.downloads.iterdir()) == []


async def test_a_receiver_that_takes_from_another_device_only_declines(
    lab: Lab, tmp_path: Path, payload: Payload
) -> None:
    h1, h2, h3 = lab.add_hosts(3)
    receiving = Device("Ada", h1, tmp_path)
    async with Device("Cem", h3, tmp_path).serve() as cem:
        await started(cem)
        async with receiving.receive("--from", "Cem") as ada:
            await started(ada)
            await ada.expect("peer_found", name="Cem", within_s=20)
            async with Device("Bea", h2, tmp_path).start("send", payload.path, "--to", "Ada") as sending:
                await refused(sending, 5)
            assert only(sending.of("transfer_failed"))["reason"] in ("DECLINED", "NOT_FROM_YOU")
    assert list(receiving.downloads.iterdir()) == []


async def test_a_second_command_on_a_home_goes_through_the_node_that_runs_there(lab: Lab, tmp_path: Path) -> None:
    device = Device("Ada", lab.add_host(), tmp_path)
    async with device.serve() as ada:
        (device_id,) = await started(ada)
        async with device.attach("peers", "--wait", "1") as second:
            attached = await second.expect("node_started", within_s=20)
            await second.expect_exit(0, within_s=_LIMIT_S)
        assert attached["attached"] is True
        assert attached["device_id"] == device_id
        async with device.attach("peers", "--port", "3005") as third:
            await refused(third, 2)


async def test_a_machine_without_a_network_starts_all_the_same(lab: Lab, tmp_path: Path) -> None:
    async with Device("Ada", lab.add_bare_host(), tmp_path).serve() as ada:
        begun = await ada.expect("node_started", within_s=20)
        assert begun["port"] == 3001
        assert await ada.stop() == 0


async def test_a_machine_that_gets_a_network_later_is_found(lab: Lab, tmp_path: Path) -> None:
    h1, late = lab.add_host(), lab.add_bare_host()
    async with Device("Ada", h1, tmp_path).serve() as ada, Device("Bea", late, tmp_path).serve() as bea:
        await started(ada, bea)
        lab.join(late, lab.lan)
        # Interfaces are read again each 15 s.
        await ada.expect("peer_found", name="Bea", within_s=_LIMIT_S)
        await bea.expect("peer_found", name="Ada", within_s=_LIMIT_S)


async def test_a_port_that_is_taken_is_walked_past_and_an_exact_one_is_refused(lab: Lab, tmp_path: Path) -> None:
    host = lab.add_host()
    async with Device("Ada", host, tmp_path).serve() as ada, Device("Bea", host, tmp_path).serve() as bea:
        ports = [(await node.expect("node_started", within_s=20))["port"] for node in (ada, bea)]
        assert sorted(ports) == [3001, 3002]
        # Two devices of one machine find each other too.
        assert (await ada.expect("peer_found", name="Bea", within_s=20))["can_call"] == "yes"
        async with Device("Cem", host, tmp_path).start("serve", "--port", "3001") as third:
            assert (await refused(third, 1))["reason"] == "PORT_TAKEN"
