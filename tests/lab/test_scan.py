"""Where announcements don't get through, devices find each other by asking around, in good manners."""

from pathlib import Path

import pytest

from tests.lab.device import Device, only, started
from tests.lab.firewall import ByteCounter
from tests.lab.network import Host, Lab
from tests.peerdrop_process import PeerdropProcess
from tests.until import until

pytestmark = pytest.mark.lab

# 3 s of silence, and a /24 of dead addresses at the background's pace.
_SCAN_LIMIT_S = 40.0
_NEIGHBOURS = 253


def deafen(*hosts: Host) -> None:
    """No datagram of discovery gets through any more; TCP does."""
    for host in hosts:
        host.firewall.drop_udp_port(3001)


def count_calls(host: Host) -> ByteCounter:
    """The connections that *host* tries to open to port 3001, one packet each."""
    return host.firewall.count("tcp dport 3001 tcp flags & (syn | ack) == syn")


async def scanned(alone: PeerdropProcess) -> None:
    """*alone* has asked everybody around and found nobody: it keeps quiet for ten minutes."""
    await started(alone)
    await until(lambda: "scan ended" in alone.stderr, _SCAN_LIMIT_S, what="a scan has ended")


async def test_a_device_that_nobody_announces_to_is_found_by_the_scan_of_the_one_that_comes(
    lab: Lab, tmp_path: Path
) -> None:
    h1, h2 = lab.add_hosts(2)
    deafen(h1, h2)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        await scanned(ada)
        calls = count_calls(h2)
        async with Device("Bea", h2, tmp_path).serve() as bea:
            await started(bea)
            found = await bea.expect("peer_found", name="Ada", within_s=_SCAN_LIMIT_S)
            met = await ada.expect("peer_found", name="Bea", within_s=_SCAN_LIMIT_S)
            assert (found["found_by"], found["address"], found["can_call"]) == ("scan", h1.address, "yes")
            assert met["found_by"] == "contact"
            # Each neighbour got one segment, and the one that was found a handful of requests.
            assert calls.read_packets() <= _NEIGHBOURS + 20


async def test_a_file_is_sent_by_name_within_wait_where_announcements_are_dropped(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    deafen(h1, h2)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        await scanned(ada)
        bea = Device("Bea", h2, tmp_path)
        async with bea.start("message", "found you", "--to", "Ada", "--wait", "15") as message:
            await message.expect_exit(0, within_s=60)
        assert only(message.of("peer_found", name="Ada"))["found_by"] == "scan"
        await ada.expect("message_received", text="found you", within_s=30)


async def test_who_is_found_by_announcements_scans_nobody(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        await started(ada)
        calls = count_calls(h2)
        async with Device("Bea", h2, tmp_path).start("peers", "--wait", "2") as bea:
            await bea.expect("peer_found", name="Ada", within_s=30)
            await bea.expect_exit(0, within_s=30)
        assert calls.read_packets() < 20


async def test_two_that_start_together_find_each_other(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    deafen(h1, h2)
    async with Device("Ada", h1, tmp_path).serve() as ada, Device("Bea", h2, tmp_path).serve() as bea:
        by_ada = await ada.expect("peer_found", name="Bea", within_s=2 * _SCAN_LIMIT_S)
        by_bea = await bea.expect("peer_found", name="Ada", within_s=2 * _SCAN_LIMIT_S)
    assert "scan" in (by_ada["found_by"], by_bea["found_by"])
    assert by_ada["can_call"] == by_bea["can_call"] == "yes"
