"""Both sides of a handshake learn how it went, and why."""

import pytest

from peerdrop.core.feature import SessionClosed
from peerdrop.core.handshake import Handshake
from peerdrop.core.hello import Channel, say_hello
from peerdrop.core.session_context import SessionContext
from peerdrop.core.states import FailureReason, OlderSide
from peerdrop.identity.identity import Identity
from peerdrop.wire import codec
from peerdrop.wire.codec import encode
from peerdrop.wire.control import Hello, HelloRejection
from peerdrop.wire.identifiers import DeviceId, SessionId
from peerdrop.wire.limits import PROTOCOL_MAX
from tests.conftest import ExpectedLog
from tests.post_office import two_peers

OURS = ":".join(["AA"] * 32)
THEIRS = ":".join(["BB"] * 32)


class Said:
    """HandshakeEvents that keeps what it is told."""

    def __init__(self) -> None:
        self.verified: list[Hello] = []
        self.rejected: list[tuple[FailureReason, OlderSide | None]] = []
        self.broken: list[str] = []

    def hello_verified(self, hello: Hello) -> None:
        self.verified.append(hello)

    def hello_rejected(self, reason: FailureReason, older: OlderSide | None) -> None:
        self.rejected.append((reason, older))

    def protocol_broken(self, rule: str) -> None:
        self.broken.append(rule)


class End:
    """One side's handshake, and what it has sent."""

    def __init__(self, context: SessionContext, peer: DeviceId, own: str, other: str) -> None:
        self.said = Said()
        self.sent: list[bytes] = []
        self.handshake = Handshake(context, self.sent.append, self.said)
        self.channel = Channel(
            own=context.identity.device_id,
            peer=peer,
            session_id=SessionId("1" * 32),
            generation=1,
            own_fingerprint=own,
            peer_fingerprint=other,
            offer_hash="c" * 64,
        )


def ends(context: SessionContext, other: SessionContext) -> tuple[End, End]:
    return (
        End(context, other.identity.device_id, OURS, THEIRS),
        End(other, context.identity.device_id, THEIRS, OURS),
    )


async def test_both_verify_each_other() -> None:
    async with two_peers() as pair:
        ours, theirs = ends(pair.polite.context, pair.impolite.context)
        ours.handshake.begin(ours.channel, has_place=True)
        theirs.handshake.received(ours.sent[0])
        assert theirs.said.verified == []
        theirs.handshake.begin(theirs.channel, has_place=True)
        ours.handshake.received(theirs.sent[0])
        assert len(ours.said.verified) == len(theirs.said.verified) == 1


async def test_whoever_has_no_place_says_so_and_never_says_hello() -> None:
    async with two_peers() as pair:
        ours, theirs = ends(pair.polite.context, pair.impolite.context)
        ours.handshake.begin(ours.channel, has_place=False)
        theirs.handshake.begin(theirs.channel, has_place=True)
        theirs.handshake.received(ours.sent[0])
        ours.handshake.received(theirs.sent[0])
        assert ours.said.rejected == [(FailureReason.LIMIT, None)]
        assert theirs.said.rejected == [(FailureReason.BUSY, None)]
        assert not ours.said.verified
        assert not theirs.said.verified
        assert len(ours.sent) == 1


async def test_a_rejected_device_is_told_that_it_was_its_identity(expected_log: ExpectedLog) -> None:
    expected_log("HELLO rejected")
    async with two_peers() as pair:
        ours, theirs = ends(pair.polite.context, pair.impolite.context)
        ours.handshake.begin(ours.channel, has_place=True)
        ours.handshake.received(say_hello(Identity.generate(), theirs.channel, name="X", features=()))
        theirs.handshake.begin(theirs.channel, has_place=True)
        theirs.handshake.received(ours.sent[0])
        assert ours.said.rejected == [(FailureReason.IDENTITY, None)]
        theirs.handshake.rejection_received(_rejection(ours.sent[-1]))
        assert theirs.said.rejected == [(FailureReason.IDENTITY, None)]


async def test_both_are_told_which_of_them_is_older(monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_peers() as pair:
        ours, theirs = ends(pair.polite.context, pair.impolite.context)
        with monkeypatch.context() as newer:
            newer.setattr("peerdrop.core.hello.PROTOCOL_MAX", 9)
            theirs.handshake.begin(theirs.channel, has_place=True)
        ours.handshake.begin(ours.channel, has_place=True)
        ours.handshake.received(theirs.sent[0])
        assert ours.said.rejected == [(FailureReason.VERSION, OlderSide.OWN)]
        monkeypatch.setattr("peerdrop.core.handshake.PROTOCOL_MIN", 9)
        theirs.handshake.rejection_received(_rejection(ours.sent[-1]))
        assert theirs.said.rejected == [(FailureReason.VERSION, OlderSide.PEER)]


async def test_a_reason_of_a_later_version_is_a_hello_that_failed() -> None:
    async with two_peers() as pair:
        ours, _ = ends(pair.polite.context, pair.impolite.context)
        ours.handshake.begin(ours.channel, has_place=True)
        ours.handshake.received(
            encode(HelloRejection(reason="FULL_MOON", protocol_min=PROTOCOL_MAX, protocol_max=PROTOCOL_MAX))
        )
        assert ours.said.rejected == [(FailureReason.HELLO_TIMEOUT, None)]


async def test_whoever_speaks_twice_before_hello_was_checked_breaks_the_protocol() -> None:
    async with two_peers() as pair:
        ours, _ = ends(pair.polite.context, pair.impolite.context)
        ours.handshake.received(b"first")
        ours.handshake.received(b"second")
        assert ours.said.broken


async def test_a_channel_that_closes_under_hello_is_no_error() -> None:
    async with two_peers() as pair:
        ours, _ = ends(pair.polite.context, pair.impolite.context)

        def closed(_: bytes) -> None:
            raise SessionClosed

        for has_place in (True, False):
            said = Said()
            Handshake(pair.polite.context, closed, said).begin(ours.channel, has_place=has_place)
            assert len(said.rejected) == 1


def _rejection(raw: bytes) -> HelloRejection:
    message = codec.Codec((HelloRejection,)).decode(raw, limit_bytes=4096)
    assert isinstance(message, HelloRejection)
    return message
