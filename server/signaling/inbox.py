"""Where every envelope for this device goes through, whichever way it came."""

from collections.abc import Callable

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.envelope import Envelope
from peerdrop.wire.errors import WireError
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import PROTOCOL_MAX, PROTOCOL_MIN
from peerdrop.wire.signed import Context, Signed
from server.discovery.registry import Registry
from server.events import SignalArrived
from server.refusals import Refusal
from server.signaling.errors import Refused
from server.signaling.opening import open_signed
from server.signaling.replay_guard import GuardFull, ReplayGuard
from server.this_device import ThisDevice


class Inbox:
    """Checks an envelope and tells of it once."""

    def __init__(
        self,
        this_device: ThisDevice,
        registry: Registry,
        guard: ReplayGuard,
        on_signal: Callable[[SignalArrived], None],
    ) -> None:
        self._this_device = this_device
        self._registry = registry
        self._guard = guard
        self._on_signal = on_signal

    def take(self, signed: Signed, *, via_mailbox: bool) -> DeviceId:
        """Check *signed* and tell of it; its sender. Raises Refused, and then nothing was told."""
        try:
            opened = open_signed(signed, Context.ENVELOPE, Envelope)
        except BadSignature:
            raise Refused(401, Refusal.BAD_SIGNATURE, "The signature does not fit.") from None
        except WireError as exc:
            raise Refused(400, Refusal.MALFORMED, str(exc)[:200]) from None
        envelope = opened.message
        if envelope.sender != opened.signer:
            raise Refused(403, Refusal.WRONG_SENDER, "The envelope is signed by another device than it is from.")
        self._check_addressing(envelope)
        try:
            if not self._guard.is_new(envelope.sender, envelope.nonce, envelope.epoch):
                raise Refused(409, Refusal.REPLAYED, "This envelope came before.", nonce=envelope.nonce)
        except GuardFull:
            raise Refused(429, Refusal.FULL, "Too many envelopes in this hour.") from None
        self._on_signal(SignalArrived(envelope=envelope, payload_hash=opened.payload_hash, via_mailbox=via_mailbox))
        return envelope.sender

    def _check_addressing(self, envelope: Envelope) -> None:
        """Everything that a fresh card, ours or theirs, can put right is a 409."""
        own = self._this_device
        if envelope.receiver != own.device_id:
            raise Refused(409, Refusal.WRONG_RECEIVER, "This is another device.", nonce=envelope.nonce)
        if envelope.receiver_instance != own.instance or not own.accepts_epoch(envelope.epoch):
            raise Refused(409, Refusal.WRONG_EPOCH, "The envelope was made for an earlier epoch.", nonce=envelope.nonce)
        if not PROTOCOL_MIN <= envelope.version <= PROTOCOL_MAX:
            raise Refused(426, Refusal.VERSION, "No common protocol version.", nonce=envelope.nonce)
        record = self._registry.get(envelope.sender)
        if record is None or record.card.instance != envelope.sender_instance:
            raise Refused(409, Refusal.UNKNOWN_SENDER, "Make contact first.", nonce=envelope.nonce)
