"""Devices that exist only as keys and cards: what they sign is real."""

from dataclasses import replace
from typing import Any

import msgspec

from peerdrop.clock import Clock
from peerdrop.identity.identity import Identity
from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import Envelope, Presence
from peerdrop.wire.signed import Context, Signed
from server.config import Profile
from server.discovery.registry import Registry
from server.epochs import Epochs, new_nonce
from server.events import BackendEvent
from server.record import DeviceRecord, Endpoint, Source
from server.this_device import ThisDevice
from tests.manual_clock import ManualClock
from tests.unit.server.hosts import SESSION

PROFILE = Profile(name="a device", kind="desktop", features=("text",), app_version="1.0")
HERE = Endpoint("192.0.2.7", 3001)


def make_device(clock: Clock | None = None, name: str = "a device", identity: Identity | None = None) -> ThisDevice:
    """A device that listens on port 3001, or says so."""
    epochs = Epochs(clock or ManualClock())
    device = ThisDevice(identity or Identity.generate(), replace(PROFILE, name=name), epochs)
    device.port = 3001
    return device


def make_registry(clock: ManualClock, max_devices: int = 8) -> tuple[Registry, list[BackendEvent]]:
    """An empty table and what it told."""
    events: list[BackendEvent] = []
    return Registry(clock, events.append, max_devices=max_devices), events


def learn(registry: Registry, card: Card, **more: Any) -> DeviceRecord:
    """Put *card* into *registry*, called both ways at HERE unless said otherwise."""
    given: dict[str, Any] = {
        "source": Source.BROADCAST,
        "endpoint": HERE,
        "can_call": Reach.YES,
        "called_by": Reach.YES,
    }
    return registry.learn(card, **(given | more))


def envelope(sender: ThisDevice, receiver: ThisDevice, **changes: Any) -> Envelope:
    """A good envelope, but for *changes*."""
    fields: dict[str, Any] = {
        "version": 1,
        "sender": sender.device_id,
        "sender_instance": sender.instance,
        "receiver": receiver.device_id,
        "receiver_instance": receiver.instance,
        "epoch": receiver.card.epoch,
        "nonce": new_nonce(),
        "session_id": SESSION,
        "generation": 0,
        "ttl_s": 60,
        "body": Presence(),
    }
    return Envelope(**(fields | changes))


def sealed(sender: ThisDevice, receiver: ThisDevice, **changes: Any) -> Signed:
    """A good envelope, but for *changes*, signed by *sender*."""
    return sender.sign(Context.ENVELOPE, envelope(sender, receiver, **changes))


def tampered(signed: Signed) -> Signed:
    """*signed* with one bit of its payload changed."""
    payload = signed.payload[:-3] + bytes([signed.payload[-3] ^ 1]) + signed.payload[-2:]
    return msgspec.structs.replace(signed, payload=payload)
