"""Devices that were connected once find each other again after a restart, where nothing announces them."""

from pathlib import Path

import pytest

from tests.lab.device import Device, started
from tests.lab.network import Lab

pytestmark = pytest.mark.lab


async def test_a_device_of_an_earlier_run_is_found_again_at_once_with_announcements_dropped(
    lab: Lab, tmp_path: Path
) -> None:
    h1, h2 = lab.add_host(), lab.add_host(lab.far_lan)
    # Across the router there is neither broadcast nor scan.
    ada, bea = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    async with ada.serve() as serving:
        (ada_id,) = await started(serving)
        async with bea.start("message", "first", "--to", h1.address) as message:
            await message.expect_exit(0, within_s=60)
        assert message.of("peer_found", name="Ada")[0]["found_by"] == "address"
        await serving.expect("message_received", text="first", within_s=30)

        async with bea.start("message", "second", "--to", "Ada") as message:
            await message.expect_exit(0, within_s=60)
        found = message.of("peer_found", device_id=ada_id)[0]
        # Ada looks for Bea as well, and may be the first.
        assert found["found_by"] in ("saved", "contact")
        assert found["address"] == h1.address
        await serving.expect("message_received", text="second", within_s=30)


async def test_the_one_that_was_called_looks_for_its_caller_too_and_reconnects_by_its_id(
    lab: Lab, tmp_path: Path
) -> None:
    h1, h2 = lab.add_host(), lab.add_host(lab.far_lan)
    ada, bea = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path)
    async with bea.serve() as bea_serving:
        (bea_id,) = await started(bea_serving)
        async with ada.serve() as ada_serving:
            await started(ada_serving)
            async with bea.attach("message", "first", "--to", h1.address) as message:
                await message.expect_exit(0, within_s=60)
            await ada_serving.expect("message_received", text="first", within_s=30)
            assert await ada_serving.stop() == 0
        async with ada.start("message", "back", "--to", bea_id) as message:
            await message.expect_exit(0, within_s=60)
        assert message.of("peer_found", device_id=bea_id)[0]["found_by"] == "saved"
        await bea_serving.expect("message_received", text="back", within_s=30)


async def test_a_device_whose_address_changed_is_found_by_the_scan_and_saved_where_it_is_now(
    lab: Lab, tmp_path: Path
) -> None:
    h1, h2, h3 = lab.add_hosts(3)
    for host in (h1, h2, h3):
        host.firewall.drop_udp_port(3001)
    bea = Device("Bea", h1, tmp_path)
    ada = Device("Ada", h2, tmp_path)
    async with ada.serve() as serving:
        await started(serving)
        async with bea.start("message", "first", "--to", h2.address) as message:
            await message.expect_exit(0, within_s=60)
        assert await serving.stop() == 0
    ada.host = h3
    async with ada.serve() as serving:
        (ada_id,) = await started(serving)
        for text, found_by in (("second", {"scan", "contact"}), ("third", {"saved", "contact"})):
            async with bea.start("message", text, "--to", ada_id, "--wait", "15") as message:
                await message.expect_exit(0, within_s=60)
            found = message.of("peer_found", device_id=ada_id)[0]
            assert found["address"] == h3.address
            assert found["found_by"] in found_by
            await serving.expect("message_received", text=text, within_s=30)


async def test_a_hidden_device_is_found_by_those_it_knows_wherever_they_are_and_by_no_scan_of_a_stranger(
    lab: Lab, tmp_path: Path
) -> None:
    h1, h2, h3, h4 = lab.add_hosts(4)
    ada, bea, cem = Device("Ada", h1, tmp_path), Device("Bea", h2, tmp_path), Device("Cem", h4, tmp_path)
    async with ada.serve() as serving:
        (ada_id,) = await started(serving)
        async with bea.start("message", "first", "--to", h1.address) as message:
            await message.expect_exit(0, within_s=60)
        await serving.expect("message_received", text="first", within_s=30)
        assert await serving.stop() == 0
    (ada.home / "settings.json").write_text('{"discoverable": false}')
    # What Ada keeps of Bea is another address.
    bea.host = h3
    async with ada.serve() as serving:
        await started(serving)
        async with cem.start("peers", "--wait", "12") as looking:
            await looking.expect_exit(0, within_s=60)
        assert "scan ended" in looking.stderr
        assert not looking.of("peer_found")
        async with cem.start("message", "hello", "--to", h1.address) as message:
            assert await message.exit_code(within_s=60) != 0
        async with bea.start("message", "second", "--to", ada_id) as message:
            await message.expect_exit(0, within_s=60)
        await serving.expect("message_received", text="second", within_s=30)
        assert not serving.of("message_received", text="hello")
