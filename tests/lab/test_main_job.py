"""The main job on a real network: a file arrives whole, by name and by address, and texts go both ways."""

from pathlib import Path

import pytest

from tests.lab.device import Device, only, started
from tests.lab.network import Lab
from tests.lab.payload import Payload
from tests.peerdrop_process import PeerdropProcess

pytestmark = [pytest.mark.lab, pytest.mark.timeout(400)]

_TRANSFER_LIMIT_S = 300.0
"""200 MB on a machine that has other work."""
_LEAVE_LIMIT_S = 40.0
_TEXT = 'Grüße, 你好 👋 <b>not bold</b> "quoted"\nsecond line '


def assert_arrived(payload: Payload, sender: PeerdropProcess, receiver: PeerdropProcess, device: Device) -> None:
    """Both sides tell the same true story about one file, to the last byte."""
    sent, received = only(sender.of("transfer_completed")), only(receiver.of("transfer_completed"))
    assert payload.is_at(received["files"][0]["path"])
    assert Path(received["files"][0]["path"]).parent == device.downloads
    assert sent["files"][0]["path"] == str(payload.path)
    assert sent["files"][0]["digest"] == received["files"][0]["digest"]
    assert sent["files"][0]["digest"].startswith("blake3:")
    for side in (sent, received):
        assert side["bytes"] == side["files"][0]["bytes"] == payload.size_bytes
        assert (side["lane"], side["path"], side["problems"]) == ("data_channel", "lan", [])
    for process in (sender, receiver):
        assert process.of("transfer_progress")[-1]["bytes"] == payload.size_bytes
        assert not process.of("error")
    assert [found.name for found in device.downloads.iterdir()] == [payload.path.name]


async def test_200_mb_arrive_by_name_and_no_backend_carries_them(
    lab: Lab, tmp_path: Path, big_payload: Payload
) -> None:
    h1, h2 = lab.add_hosts(2)
    receiving = Device("Ada", h1, tmp_path)
    backend = h1.firewall.count_tcp_port(3001)
    direct = h1.firewall.count_udp()
    async with receiving.receive() as ada:
        await started(ada)
        async with Device("Bea", h2, tmp_path).start("send", big_payload.path, "--to", "Ada") as bea:
            await bea.expect_exit(0, within_s=_TRANSFER_LIMIT_S)
        await ada.expect_exit(0, within_s=_LEAVE_LIMIT_S)
    assert_arrived(big_payload, bea, ada, receiving)
    assert backend.read_bytes() < 100 * 1024
    assert direct.read_bytes() > big_payload.size_bytes
    assert bea.of("peer_found", name="Ada")[0]["found_by"] in ("broadcast", "contact")
    assert not bea.of("peer_state_changed", via_mailbox=True)


async def test_a_file_arrives_by_address_across_a_router(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    near, far = lab.add_host(), lab.add_host(lab.far_lan)
    receiving = Device("Ada", far, tmp_path)
    async with receiving.receive() as ada:
        await started(ada)
        async with Device("Bea", near, tmp_path).start("send", payload.path, "--to", far.address) as bea:
            await bea.expect_exit(0, within_s=_TRANSFER_LIMIT_S)
        await ada.expect_exit(0, within_s=_LEAVE_LIMIT_S)
    assert_arrived(payload, bea, ada, receiving)
    found = bea.of("peer_found", name="Ada")[0]
    assert (found["found_by"], found["can_call"], found["address"]) == ("address", "yes", far.address)
    assert ada.of("peer_found", name="Bea")[0]["found_by"] == "contact"


async def test_a_file_arrives_by_ipv6_address_across_a_router(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    near, far = lab.add_host(), lab.add_host(lab.far_lan)
    receiving = Device("Ada", far, tmp_path)
    async with receiving.receive() as ada:
        await started(ada)
        address = f"[{far.address6}]:3001"
        async with Device("Bea", near, tmp_path).start("send", payload.path, "--to", address) as bea:
            await bea.expect_exit(0, within_s=_TRANSFER_LIMIT_S)
        await ada.expect_exit(0, within_s=_LEAVE_LIMIT_S)
    assert_arrived(payload, bea, ada, receiving)
    assert bea.of("peer_found", name="Ada")[0]["address"] == far.address6


async def test_a_message_goes_each_way_unchanged(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    left, right = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    async with left.serve() as ada, right.serve() as bea:
        ada_id, bea_id = await started(ada, bea)
        for sender, receiver, to, from_id in ((left, bea, "Bea", ada_id), (right, ada, "Ada", bea_id)):
            async with sender.attach("message", _TEXT, "--to", to) as message:
                assert (await message.expect("node_started", within_s=20))["attached"] is True
                await message.expect_exit(0, within_s=30)
            delivered = only(message.of("message_delivered"))
            received = await receiver.expect("message_received", within_s=30)
            assert (received["text"], received["from"], received["name"]) == (_TEXT, from_id, sender.name)
            assert received["message_id"] == delivered["message_id"]
    assert len(ada.of("message_received")) == len(bea.of("message_received")) == 1


async def test_a_message_needs_nothing_but_its_one_command(lab: Lab, tmp_path: Path) -> None:
    h1, h2 = lab.add_hosts(2)
    async with Device("Ada", h1, tmp_path).serve() as ada:
        await started(ada)
        async with Device("Bea", h2, tmp_path).start("message", "hello", "--to", "ada") as bea:
            await bea.expect_exit(0, within_s=30)
        assert (await ada.expect("message_received", within_s=30))["text"] == "hello"


async def test_who_starts_first_does_not_matter(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    h1, h2 = lab.add_hosts(2)
    receiving = Device("Ada", h1, tmp_path)
    async with Device("Bea", h2, tmp_path).start("send", payload.path, "--to", "Ada", "--wait", "30") as bea:
        await started(bea)
        async with receiving.receive() as ada:
            await bea.expect_exit(0, within_s=_TRANSFER_LIMIT_S)
            await ada.expect_exit(0, within_s=_LEAVE_LIMIT_S)
    assert_arrived(payload, bea, ada, receiving)


async def test_two_senders_at_once_each_get_their_file_through(lab: Lab, tmp_path: Path, payload: Payload) -> None:
    h1, h2, h3 = lab.add_hosts(3)
    receiving = Device("Ada", h1, tmp_path)
    async with receiving.start("receive", "--accept", "all", "--count", "2", "--dir", receiving.downloads) as ada:
        await started(ada)
        async with (
            Device("Bea", h2, tmp_path).start("send", payload.path, "--to", "Ada") as bea,
            Device("Cem", h3, tmp_path).start("send", payload.path, "--to", "Ada") as cem,
        ):
            for sending in (bea, cem):
                await sending.expect_exit(0, within_s=_TRANSFER_LIMIT_S)
        await ada.expect_exit(0, within_s=_LEAVE_LIMIT_S)
    received = {file["path"] for event in ada.of("transfer_completed") for file in event["files"]}
    # The names are the same: both are kept.
    assert len(received) == 2
    assert all(payload.is_at(path) for path in received)
