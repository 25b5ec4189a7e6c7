from typing import Any

import pytest
from aioice import Connection
from aiortc import RTCPeerConnection, RTCSctpTransport

from peerdrop.link import TransportUnfit
from peerdrop.transport import guards
from peerdrop.transport.guards import AssociationGuard, SocketGuard
from peerdrop.transport.self_test import self_test


async def test_the_guards_hold_on_the_installed_library() -> None:
    await self_test()


def nothing(*arguments: Any, **named: Any) -> None:
    """Takes the place of a guard."""


@pytest.mark.parametrize(
    ("owner", "name", "told"),
    [
        (SocketGuard, "fit", "takes datagrams|does not take"),
        (guards, "check_packet", "parameters of a wrong length"),
        (AssociationGuard, "_check_held", "any number of fragments"),
        (AssociationGuard, "_check_dcep", "any channel"),
    ],
)
async def test_a_guard_that_does_not_hold_is_found_out(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, told: str
) -> None:
    monkeypatch.setattr(owner, name, nothing)
    with pytest.raises(TransportUnfit, match=told):
        await self_test()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (RTCSctpTransport, "_handle_data"),
        (RTCSctpTransport, "_data_channel_receive"),
        (RTCSctpTransport, "_set_state"),
        (RTCPeerConnection, "_RTCPeerConnection__connect"),
        (RTCPeerConnection, "_RTCPeerConnection__createSctpTransport"),
        (Connection, "data_received"),
        (Connection, "request_received"),
        (Connection, "get_component_candidates"),
    ],
)
async def test_a_library_without_the_place_for_a_guard_is_unfit(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    monkeypatch.delattr(owner, name)
    with pytest.raises(TransportUnfit):
        await self_test()
