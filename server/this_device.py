"""This backend as other machines see it."""

import secrets
from dataclasses import replace

import msgspec

from peerdrop.identity.identity import Identity
from peerdrop.wire.card import Card, CardAnswer, fit_name
from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import DeviceId, Epoch, InstanceId
from peerdrop.wire.limits import FEATURES, PROTOCOL_MAX, PROTOCOL_MIN
from peerdrop.wire.signed import Context, Signed
from server.config import Profile
from server.epochs import Epochs


class ThisDevice:
    """Identity, instance, epoch and port of this backend, and everything it signs."""

    def __init__(self, identity: Identity, profile: Profile, epochs: Epochs) -> None:
        self._identity = identity
        self._profile = profile
        self._epochs = epochs
        self.instance = InstanceId(secrets.token_hex(16))
        self.port = 0
        """The real HTTP port; 0 until the backend listens."""

    @property
    def device_id(self) -> DeviceId:
        return self._identity.device_id

    def rename(self, name: str) -> None:
        """Be called *name* from the next card on."""
        self._profile = replace(self._profile, name=name)

    @property
    def card(self) -> Card:
        """The card as of now."""
        return Card(
            protocol_min=PROTOCOL_MIN,
            protocol_max=PROTOCOL_MAX,
            device_id=self._identity.device_id,
            sealing_key=self._identity.sealing_key,
            sealing_signature=self._identity.sealing_signature,
            name=fit_name(self._profile.name),
            kind=self._profile.kind,
            instance=self.instance,
            epoch=self._epochs.current,
            port=self.port,
            features=self._profile.features[:FEATURES],
            app_version=self._profile.app_version[:32],
        )

    def accepts_epoch(self, epoch: Epoch) -> bool:
        """A message that names *epoch* was made for this instance and is not older than two epochs."""
        return epoch in self._epochs.valid

    def sign(self, context: Context, message: msgspec.Struct) -> Signed:
        """*message*, encoded and signed for *context*."""
        return self._identity.sign(context, encode(message))

    def sign_card(self, nonce: str) -> Signed:
        """The card over the asker's *nonce*."""
        return self.sign(Context.CARD, CardAnswer(nonce=nonce, card=self.card))
