import threading

import pytest

from server.discovery import address
from server.discovery.address import Address, is_literal, parse_address, resolve, scoped_host
from server.errors import AddressMalformed, NobodyAnswers
from server.record import Endpoint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.1.20", Address("192.168.1.20", None)),
        (" 192.168.1.20:4000 ", Address("192.168.1.20", 4000)),
        ("laptop", Address("laptop", None)),
        ("laptop.local:3005", Address("laptop.local", 3005)),
        ("localhost", Address("localhost", None)),
        ("fd77::11", Address("fd77::11", None)),
        ("[fd77::11]", Address("fd77::11", None)),
        ("[fd77::11]:3002", Address("fd77::11", 3002)),
        ("[fe80::1%eth0]:3002", Address("fe80::1%eth0", 3002)),
        ("fe80::1%2", Address("fe80::1%2", None)),
        ("bücher.example:3001", Address("xn--bcher-kva.example", 3001)),
        ("my_host", Address("my_host", None)),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ":3001",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+3001",
        "host:٣٠٠١",
        "host:3001:1",
        "http://host",
        "host/path",
        "user@host",
        "a b",
        "[::1",
        "::1]",
        "[192.168.1.1]:3001",
        "[::1]3001",
        "[::1]:x",
        "[host]:3001",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "2130706433",
        "10.0.0.1%eth0",
        "fe80::1%",
        "fe80::1%e/th",
        "-host",
        "a..b",
        "x" * 64 + ".example",
        "x." * 200,
        "nul\0l",
        "line\nbreak",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(AddressMalformed):
        parse_address(text)


def test_a_literal_is_told_from_a_name() -> None:
    assert is_literal("127.0.0.1")
    assert is_literal("::1")
    assert is_literal("fe80::1%eth0")
    assert not is_literal("127.1")
    assert not is_literal("localhost")
    assert not is_literal("127.0.0.1%lo")


def test_a_zone_is_added_once() -> None:
    assert scoped_host("fe80::1", 2) == "fe80::1%2"
    assert scoped_host("fe80::1%2", 2) == "fe80::1%2"
    assert scoped_host("fd77::1", 0) == "fd77::1"


async def test_a_literal_resolves_to_itself() -> None:
    assert await resolve(Address("fd77::11", 3002)) == (Endpoint("fd77::11", 3002),)


async def test_a_name_resolves_to_literals() -> None:
    found = await resolve(Address("localhost", 3001))
    assert found
    assert all(is_literal(endpoint.host) for endpoint in found)


async def test_a_name_that_leads_nowhere_is_said() -> None:
    with pytest.raises(NobodyAnswers, match="leads to no address"):
        await resolve(Address("no-such-host.invalid", 3001))


async def test_a_silent_name_server_is_given_up_and_holds_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def silent(*args: object, **more: object) -> list[object]:
        released.wait(10)
        return []

    monkeypatch.setattr(address, "_RESOLVE_LIMIT_S", 0.05)
    monkeypatch.setattr("socket.getaddrinfo", silent)
    with pytest.raises(NobodyAnswers):
        await resolve(Address("slow.example", 3001))
    released.set()
