"""How one attempt at a connection goes from NEW to CLOSED (design: section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from peerdrop.core.states import ConnectionState as S
from peerdrop.core.states import FailureReason as R


class ConnectionEvent(StrEnum):
    """What can happen to an attempt; those of the peer are in the past tense."""

    DIAL = "dial"
    OFFER_RECEIVED = "offer_received"
    ANSWER_RECEIVED = "answer_received"
    ANSWER_SENT = "answer_sent"
    GLARE_POLITE = "glare_polite"
    GLARE_IMPOLITE = "glare_impolite"
    SIGNALING_FAILED = "signaling_failed"
    TIMEOUT = "timeout"
    CHANNEL_OPEN = "channel_open"
    TRANSPORT_FAILED = "transport_failed"
    HELLO_VERIFIED = "hello_verified"
    HELLO_REJECTED = "hello_rejected"
    KEEPALIVE_MISSED = "keepalive_missed"
    KEEPALIVE_OK = "keepalive_ok"
    BYE_RECEIVED = "bye_received"
    TRANSPORT_CLOSED = "transport_closed"
    CLOSE = "close"


E = ConnectionEvent

CONNECTION_TABLE: Final[Mapping[tuple[S, ConnectionEvent], S]] = {
    (S.NEW, E.DIAL): S.SIGNALING,
    (S.NEW, E.OFFER_RECEIVED): S.SIGNALING,
    (S.NEW, E.CLOSE): S.CLOSED,
    (S.SIGNALING, E.ANSWER_RECEIVED): S.CONNECTING,
    (S.SIGNALING, E.ANSWER_SENT): S.CONNECTING,
    (S.SIGNALING, E.GLARE_POLITE): S.SIGNALING,
    (S.SIGNALING, E.GLARE_IMPOLITE): S.SIGNALING,
    (S.SIGNALING, E.SIGNALING_FAILED): S.FAILED,
    (S.SIGNALING, E.TIMEOUT): S.FAILED,
    (S.SIGNALING, E.CLOSE): S.CLOSING,
    (S.CONNECTING, E.CHANNEL_OPEN): S.AUTHENTICATING,
    (S.CONNECTING, E.TRANSPORT_FAILED): S.FAILED,
    (S.CONNECTING, E.TIMEOUT): S.FAILED,
    (S.CONNECTING, E.CLOSE): S.CLOSING,
    (S.AUTHENTICATING, E.HELLO_VERIFIED): S.CONNECTED,
    (S.AUTHENTICATING, E.HELLO_REJECTED): S.FAILED,
    (S.AUTHENTICATING, E.TRANSPORT_FAILED): S.FAILED,
    (S.AUTHENTICATING, E.TIMEOUT): S.FAILED,
    (S.AUTHENTICATING, E.CLOSE): S.CLOSING,
    # Ours was checked after theirs.
    (S.CONNECTED, E.HELLO_REJECTED): S.FAILED,
    (S.CONNECTED, E.KEEPALIVE_MISSED): S.DISCONNECTED,
    (S.CONNECTED, E.BYE_RECEIVED): S.CLOSING,
    (S.CONNECTED, E.TRANSPORT_FAILED): S.FAILED,
    (S.CONNECTED, E.CLOSE): S.CLOSING,
    (S.DISCONNECTED, E.KEEPALIVE_OK): S.CONNECTED,
    (S.DISCONNECTED, E.BYE_RECEIVED): S.CLOSING,
    (S.DISCONNECTED, E.TRANSPORT_FAILED): S.FAILED,
    (S.DISCONNECTED, E.TIMEOUT): S.FAILED,
    (S.DISCONNECTED, E.CLOSE): S.CLOSING,
    (S.FAILED, E.CLOSE): S.CLOSING,
    (S.CLOSING, E.TRANSPORT_CLOSED): S.CLOSED,
    (S.CLOSING, E.TIMEOUT): S.CLOSED,
}


LIVE: Final = frozenset({S.CONNECTED, S.DISCONNECTED})
FINAL: Final = frozenset({S.FAILED, S.CLOSED})
UNDERWAY: Final = frozenset({S.SIGNALING, S.CONNECTING, S.AUTHENTICATING})
ONGOING: Final = UNDERWAY | LIVE

WHEN_TIMED_OUT: Final = {
    S.SIGNALING: R.SIGNALING_TIMEOUT,
    S.CONNECTING: R.CONNECT_TIMEOUT,
    S.AUTHENTICATING: R.HELLO_TIMEOUT,
    S.DISCONNECTED: R.LOST,
}
WHEN_LINK_FAILED: Final = {
    S.CONNECTING: R.ICE,
    S.AUTHENTICATING: R.HELLO_TIMEOUT,
    S.CONNECTED: R.LOST,
    S.DISCONNECTED: R.LOST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """How long each state may last, and how a connection is kept; seconds."""

    signaling_s: float = 15.0
    """The peer's backend took the offer."""
    mailbox_s: float = 45.0
    """The offer or the answer waits in our mailbox."""
    host_s: float = 8.0
    full_s: float = 30.0
    hello_s: float = 5.0
    ping_after_s: float = 2.0
    pings_missed: int = 3
    parallel_after_s: float = 3.0
    """After DISCONNECTED, until a new attempt runs beside the old link."""
    disconnected_s: float = 18.0
    """After DISCONNECTED, until the old link is given up: about 25 s of silence in all."""
    drain_s: float = 2.0
    """For what is queued to leave before bye."""
    closing_s: float = 2.0
    """For the peer to acknowledge bye."""
    visible_s: float = 60.0
    """From the user's wish until FAILED is shown at the latest."""
    retry_delays_s: tuple[float, ...] = (0.0, 1.0, 2.0, 5.0, 10.0)
    polite_delay_s: float = 1.0
    steady_s: float = 10.0
    """A link that breaks sooner was no success: the next dials wait longer and longer."""
    attempts_at_once: int = 32
