import msgspec
import pytest

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.card import Card, CardAnswer
from peerdrop.wire.errors import WireError
from peerdrop.wire.signed import Context
from server.epochs import new_nonce
from server.signaling.opening import open_card, open_signed
from tests.unit.server.devices import make_device, tampered


def test_the_signer_and_the_message_come_out() -> None:
    device = make_device()
    opened = open_signed(device.sign(Context.CARD, device.card), Context.CARD, Card)
    assert opened.signer == device.device_id
    assert opened.message == device.card
    assert len(opened.payload_hash) == 64


def test_nothing_is_parsed_before_the_signature_is_checked() -> None:
    device = make_device()
    broken = msgspec.structs.replace(device.sign(Context.CARD, device.card), payload=b"{" * 5000)
    with pytest.raises(BadSignature):
        open_signed(broken, Context.CARD, Card)


def test_signed_rubbish_is_still_rubbish() -> None:
    device = make_device()
    with pytest.raises(WireError):
        open_signed(device._identity.sign(Context.CARD, b"[" * 100 + b"]" * 100), Context.CARD, Card)


def test_a_card_of_another_device_under_the_own_signature_is_refused() -> None:
    mine, other, nonce = make_device(), make_device(), new_nonce()
    with pytest.raises(BadSignature):
        open_card(mine.sign(Context.CARD, CardAnswer(nonce=nonce, card=other.card)), nonce)


def test_a_sealing_key_that_its_owner_did_not_sign_is_refused() -> None:
    device, nonce = make_device(), new_nonce()
    card = msgspec.structs.replace(device.card, sealing_key=b"x" * 32)
    with pytest.raises(BadSignature):
        open_card(device.sign(Context.CARD, CardAnswer(nonce=nonce, card=card)), nonce)


def test_one_changed_bit_is_refused() -> None:
    device, nonce = make_device(), new_nonce()
    with pytest.raises(BadSignature):
        open_card(tampered(device.sign_card(nonce)), nonce)
