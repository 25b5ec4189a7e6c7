"""Machines with nothing configured find each other, and notice who leaves."""

from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Host, Lab
from tests.peerdrop_process import Fields, PeerdropProcess

pytestmark = pytest.mark.lab

_FIND_LIMIT_S = 30.0
# A device that says bye is asked once more before it is shown as gone.
_LOSE_LIMIT_S = 40.0


async def find(finder: PeerdropProcess, name: str, host: Host) -> Fields:
    """The event by which *finder* finds the device called *name*, which must be at one of its *host*'s addresses."""
    found = await finder.expect("peer_found", name=name, within_s=_FIND_LIMIT_S)
    assert found["address"] in host.all_addresses
    assert found["port"] == 3001
    return found


async def test_two_hosts_with_nothing_configured_find_each_other(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    async with Device("Ada", h1, tmp_path).serve() as ada, Device("Bea", h2, tmp_path).serve() as bea:
        ada_id, bea_id = await started(ada, bea)
        bea_found, ada_found = await find(ada, "Bea", h2), await find(bea, "Ada", h1)
    assert (bea_found["device_id"], ada_found["device_id"]) == (bea_id, ada_id)
    # Whoever hears the other first makes contact, and that teaches both.
    assert {bea_found["found_by"], ada_found["found_by"]} <= {"broadcast", "contact"}
    assert "broadcast" in (bea_found["found_by"], ada_found["found_by"])
    assert bea_found["can_call"] == ada_found["can_call"] == "yes"


async def test_a_third_host_that_comes_later_finds_both_and_is_found_by_both(lab: Lab, tmp_path: Path) -> None:
    h1, h2, h3 = lab.add_hosts(3)
    async with Device("Ada", h1, tmp_path).serve() as ada, Device("Bea", h2, tmp_path).serve() as bea:
        await find(ada, "Bea", h2)
        await find(bea, "Ada", h1)
        async with Device("Cem", h3, tmp_path).serve() as cem:
            await find(cem, "Ada", h1)
            await find(cem, "Bea", h2)
            await find(ada, "Cem", h3)
            await find(bea, "Cem", h3)


async def test_a_device_that_leaves_is_lost_and_found_again_when_it_comes_back(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    leaving = Device("Bea", h2, tmp_path)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        async with leaving.serve() as bea:
            first = await find(ada, "Bea", h2)
            await find(bea, "Ada", h1)
            assert await bea.stop() == 0
        lost = await ada.expect("peer_lost", name="Bea", within_s=_LOSE_LIMIT_S)
        async with leaving.serve() as bea:
            again = await find(ada, "Bea", h2)
            await find(bea, "Ada", h1)
    assert first["device_id"] == lost["device_id"] == again["device_id"]


async def test_a_host_on_two_networks_among_idle_interfaces_finds_and_is_found_on_both(
    lab: Lab, tmp_path: Path
) -> None:
    near, far, both = lab.add_host(), lab.add_host(lab.far_lan), lab.add_host()
    lab.join(both, lab.far_lan)
    both.add_idle_interfaces(5)
    async with (
        Device("Ada", near, tmp_path).serve() as ada,
        Device("Bea", far, tmp_path).serve() as bea,
        Device("Cem", both, tmp_path).serve() as cem,
    ):
        await find(cem, "Ada", near)
        await find(cem, "Bea", far)
        assert (await find(ada, "Cem", both))["can_call"] == "yes"
        assert (await find(bea, "Cem", both))["can_call"] == "yes"


async def test_hosts_with_no_ipv4_address_find_each_other_over_ipv6(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    for host in (h1, h2):
        host.namespace.ip(f"addr del {host.address}/24 dev eth0")
    async with Device("Ada", h1, tmp_path).serve() as ada, Device("Bea", h2, tmp_path).serve() as bea:
        bea_found = await ada.expect("peer_found", name="Bea", within_s=_FIND_LIMIT_S)
        ada_found = await bea.expect("peer_found", name="Ada", within_s=_FIND_LIMIT_S)
    assert ":" in bea_found["address"]
    assert ":" in ada_found["address"]


async def test_the_peers_command_lists_who_is_there(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        await started(ada)
        async with Device("Bea", h2, tmp_path).start("peers", "--wait", "8") as peers:
            found = await find(peers, "Ada", h1)
            await peers.expect_exit(0, within_s=30)
    assert found["can_call"] == "yes"
