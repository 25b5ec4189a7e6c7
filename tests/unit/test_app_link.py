"""peerdrop/app_link.py: what is a link, and what only looks like one."""

from pathlib import Path

import pytest

from peerdrop.app_link import AppLink, is_app_link, local_file, parse_app_link
from peerdrop.wire.identifiers import DeviceId

ID = DeviceId("BEA".ljust(52, "2"))


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("peerdrop://10.0.0.5", AppLink(address="10.0.0.5")),
        ("peerdrop://10.0.0.5/", AppLink(address="10.0.0.5")),
        ("PeerDrop://10.0.0.5:3002", AppLink(address="10.0.0.5:3002")),
        ("peerdrop://workshop", AppLink(address="workshop")),
        ("peerdrop://workshop.local:3001", AppLink(address="workshop.local:3001")),
        ("peerdrop://[fe80::1]", AppLink(address="[fe80::1]")),
        ("peerdrop://[fe80::1]:3001/", AppLink(address="[fe80::1]:3001")),
        (f"peerdrop://{ID}", AppLink(device_id=ID)),
        (f"peerdrop://{ID.lower()}", AppLink(device_id=ID)),
        (f"peerdrop://{ID[:4]}-{ID[4:]}/", AppLink(device_id=ID)),
    ],
)
def test_a_link_is_an_address_or_an_id(text: str, link: AppLink) -> None:
    assert parse_app_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "peerdrop",
        "peerdrop:",
        "peerdrop://",
        "peerdrop:///",
        "peerdrop:10.0.0.5",
        "http://10.0.0.5",
        "xpeerdrop://10.0.0.5",
        " peerdrop://10.0.0.5",
        "peerdrop://10.0.0.5\n",
        "peerdrop://10.0.0.5//",
        "peerdrop://10.0.0.5/send",
        "peerdrop://10.0.0.5?send=/etc/passwd",
        "peerdrop://10.0.0.5#x",
        "peerdrop://me@10.0.0.5",
        "peerdrop://10.0.0.5%00",
        "peerdrop://10.0.0.5 --port 1",
        "peerdrop://10.0.0.5:0",
        "peerdrop://10.0.0.5:65536",
        "peerdrop://10.0.0.5:",
        "peerdrop://10.0.0.5:+1",
        "peerdrop://10.0.0.256",
        "peerdrop://10.0.0",
        "peerdrop://fe80::1",
        "peerdrop://[fe80::1",
        "peerdrop://[fe80::1%eth0]",
        "peerdrop://[10.0.0.5]",
        "peerdrop://-option",
        "peerdrop://host..name",
        "peerdrop://" + "a" * 64,
        "peerdrop://" + "a." * 140 + "a",
        "peerdrop://" + "a" * 10_000,
        "peerdrop://wörkshop",
        "peerdrop://\u0661\u0660.0.0.5",
        "peerdrop://\u202e5.0.0.01",
        "peerdrop://<img src=x>",
        "peerdrop://..\\x",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert parse_app_link(text) is None


def test_a_claim_to_be_a_link_is_told_from_a_file_name() -> None:
    assert is_app_link("PEERDROP://<img>")
    assert not is_app_link("peerdrop.txt")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("file:///tmp/a%20b.txt", Path("/tmp/a b.txt")),
        ("file://localhost/tmp/a", Path("/tmp/a")),
        ("file://elsewhere/tmp/a", None),
        ("file:relative", None),
        ("file:///tmp/a%00b", None),
        ("file://[/x", None),
        ("/tmp/a", None),
    ],
)
def test_a_file_url_of_this_machine_is_a_path(text: str, path: Path | None) -> None:
    assert local_file(text) == path
