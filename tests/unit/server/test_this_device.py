import pytest

from peerdrop.identity.errors import BadSignature
from peerdrop.identity.identity import Identity
from peerdrop.wire.codec import encode
from peerdrop.wire.errors import WireError
from peerdrop.wire.limits import NAME_CHARS
from peerdrop.wire.signed import Context
from server.epochs import Epochs, new_nonce
from server.signaling.opening import open_card
from server.this_device import ThisDevice
from tests.manual_clock import ManualClock
from tests.unit.server.devices import PROFILE, make_device, tampered


def test_the_card_is_signed_over_the_askers_nonce() -> None:
    device, nonce = make_device(), new_nonce()
    assert open_card(device.sign_card(nonce), nonce) == device.card
    with pytest.raises(WireError):
        open_card(device.sign_card(nonce), new_nonce())
    with pytest.raises(BadSignature):
        open_card(tampered(device.sign_card(nonce)), nonce)


def test_two_starts_of_one_device_are_two_instances() -> None:
    identity = Identity.generate()
    first, second = make_device(identity=identity), make_device(identity=identity)
    assert first.device_id == second.device_id
    assert first.instance != second.instance


@pytest.mark.parametrize("name", ["", "  ", "n" * 200, "bad\udc80name", "Zoë 🦊", "two\nlines", "\u202egnp.exe"])
def test_any_host_name_makes_a_card_that_others_can_read(name: str) -> None:
    device, nonce = make_device(name=name), new_nonce()
    shown = open_card(device.sign_card(nonce), nonce).name
    assert 1 <= len(shown) <= NAME_CHARS


def test_a_signature_for_one_purpose_is_worth_nothing_for_another() -> None:
    device = ThisDevice(Identity.generate(), PROFILE, Epochs(ManualClock()))
    signed = device.sign(Context.POLL, device.card)
    assert signed.payload == encode(device.card)
    with pytest.raises(BadSignature):
        open_card(signed, new_nonce())
