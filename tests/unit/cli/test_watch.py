"""peerdrop/cli/watch.py: each event printed once, node_started first, and no event lost to who waits."""

from collections.abc import Mapping, Sequence

from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.watch import Watch
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event, PeerFound, PeerLost, PeerUpdated, TransferConfirmed
from peerdrop.core.history.entries import OutboxItem
from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot
from peerdrop.wire.identifiers import DeviceId
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer

BEA, CEM = make_peer(), make_peer("Cem", "CEM")


class Printed:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def peers(self, peers: Sequence[PeerSnapshot]) -> None: ...

    def outbox(self, items: Sequence[OutboxItem], names: Mapping[DeviceId, str]) -> None: ...

    def waits(self, item_id: str, peer: PeerSnapshot) -> None: ...

    def transfers(self, transfers: Sequence[TransferSnapshot]) -> None: ...

    def files(self, transfer: TransferSnapshot, offer: OfferList) -> None: ...

    def note(self, text: str) -> None: ...

    def question(self, text: str) -> None: ...
    def answered(self) -> None: ...
    def missing(self, transfer: TransferSnapshot) -> None: ...

    def error(self, error: PeerDropError) -> None: ...


def begun(*peers: PeerSnapshot) -> tuple[Watch, Printed]:
    printed = Printed()
    watch = Watch(printed)
    watch.begin(FakeNode().started_as, peers)
    return watch, printed


async def test_what_comes_before_the_start_is_printed_after_it_and_once() -> None:
    printed = Printed()
    watch = Watch(printed)
    started = FakeNode().started_as
    for event in (started, PeerFound(peer=BEA), PeerFound(peer=CEM)):
        watch.take(event)
    assert printed.events == []
    watch.begin(started, [BEA, make_peer("Old", "OLD", online=False)])
    assert printed.events == [started, PeerFound(peer=BEA), PeerFound(peer=CEM)]
    assert watch.peers == (BEA, CEM)


async def test_a_device_is_found_again_only_after_it_was_lost() -> None:
    watch, printed = begun(BEA)
    for event in (PeerFound(peer=BEA), PeerLost(peer=BEA), PeerLost(peer=BEA), PeerFound(peer=BEA)):
        watch.take(event)
    assert printed.events[2:] == [PeerLost(peer=BEA), PeerFound(peer=BEA)]


async def test_an_update_of_who_is_not_here_is_not_news() -> None:
    watch, printed = begun()
    watch.take(PeerUpdated(peer=BEA))
    assert printed.events[1:] == []
    assert watch.peers == ()


async def test_everyone_who_listens_gets_every_event() -> None:
    watch, _ = begun()
    event = TransferConfirmed(transfer_id=TRANSFER_ID)
    with watch.listen() as first, watch.listen() as second:
        watch.take(event)
        assert await first.get() is event
        assert await second.get() is event
        assert first.empty()
    watch.take(event)
    assert first.empty()
