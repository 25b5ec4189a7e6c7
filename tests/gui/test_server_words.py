"""What a test of a server came to is one sentence with a next step."""

import pytest
from PySide6.QtCore import QTime

from peerdrop.gui.words.servers import port_text, report_text
from peerdrop.link import ServerFailure, ServerReport

AT = QTime(9, 20)


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("stun:stun.example", "3478/UDP"),
        ("stun:[::1]:19302", "19302/UDP"),
        ("turn:[fe80::1]", "3478/UDP"),
        ("turn:relay.example:443?transport=tcp", "443/TCP"),
        ("turns:relay.example", "5349/TCP"),
    ],
)
def test_the_port_that_is_asked_is_named(url: str, port: str) -> None:
    assert port_text(url) == port


def test_what_works_says_how_fast() -> None:
    works = ServerReport(rtt_ms=0.2, address="203.0.113.9")
    assert report_text("turn:relay.example", works, AT).startswith("Relay works: 1 ms, address 203.0.113.9 (checked ")
    assert "your address is 203.0.113.9" in report_text("stun:relay.example", works, AT)


@pytest.mark.parametrize("failure", ServerFailure)
def test_every_failure_has_its_sentence(failure: ServerFailure) -> None:
    text = report_text("turn:relay.example", ServerReport(failure=failure), AT)
    assert text.endswith(".")
    assert "{" not in text
