"""Two devices that remember: a text goes exactly once, whoever of them starts again in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from peerdrop.core.conversations import Conversations
from peerdrop.core.events import MessageDelivered, MessageReceived
from peerdrop.core.feature import SessionClosed
from peerdrop.link import Path as LinkPath
from peerdrop.wire.codec import Message
from peerdrop.wire.conversation import Delivered
from peerdrop.wire.identifiers import DeviceId
from tests.kept_history import BEA, CID, KeptHistory, kept_history
from tests.until import until


class Side:
    """One start of one device."""

    def __init__(self, own_id: DeviceId, kept: KeptHistory) -> None:
        self.own_id = own_id
        self.kept = kept
        self.texts = Conversations(kept.bus, kept.clock, keep=kept.history.keep)


class Wire:
    """The session that one side has with the other; *cut* loses what it says from then on."""

    def __init__(self, own: Side, other: Side) -> None:
        self.device_id = other.own_id
        self.peer_name = "Other"
        self.peer_features: frozenset[str] = frozenset()
        self.path: LinkPath | None = None
        self.own = own
        self.far: Side = other
        self.back: Wire | None = None
        self.loses: type[Message] | None = None
        self.lost: list[Message] = []

    def send(self, message: Message) -> None:
        if self.back is None:
            raise SessionClosed
        if self.loses is not None and isinstance(message, self.loses):
            self.lost.append(message)
        else:
            self.far.texts.message_received(self.back, message)

    async def send_frame(self, raw: bytes) -> None:
        raise AssertionError("texts are no frames")


def joined(left: Side, right: Side) -> tuple[Wire, Wire]:
    """A session between two sides, not yet open."""
    there, back = Wire(left, right), Wire(right, left)
    there.back, back.back = back, there
    return there, back


def opened(*wires: Wire) -> None:
    for wire in wires:
        wire.own.texts.session_opened(wire)


@asynccontextmanager
async def side(own_id: DeviceId, home: Path) -> AsyncIterator[Side]:
    await asyncio.to_thread(home.mkdir, exist_ok=True)
    async with kept_history(home) as kept:
        it = Side(own_id, kept)
        it.texts.restore(await kept.outbox.all())
        try:
            yield it
        finally:
            await it.texts.aclose()


async def test_a_text_that_waited_goes_once_though_both_sides_start_again(tmp_path: Path) -> None:
    ada_home, bea_home = tmp_path / "ada", tmp_path / "bea"
    async with side(CID, ada_home) as ada:
        message_id = ada.texts.post(BEA, "are you there?")
    async with side(CID, ada_home) as ada:
        # It arrives and is stored, but the answer is lost, and then both start again.
        async with side(BEA, bea_home) as bea:
            there, back = joined(ada, bea)
            back.loses = Delivered
            opened(there, back)
            await bea.kept.said.expect(MessageReceived)
            await until(lambda: back.lost)
        assert ada.kept.said.of(MessageDelivered) == []
    async with side(CID, ada_home) as ada, side(BEA, bea_home) as bea:
        opened(*joined(ada, bea))
        await ada.kept.said.expect(MessageDelivered)
        assert bea.kept.said.of(MessageReceived) == []
        assert await bea.kept.texts(CID) == ["are you there?"]
        assert await ada.kept.outbox.all() == ()
        (entry,) = (await ada.kept.history.page(BEA)).entries
        assert entry.message is not None
        assert (entry.message.message_id, entry.message.delivered) == (message_id, True)
    async with side(CID, ada_home) as ada:
        assert not ada.texts.has_work_for(BEA)


async def test_a_withdrawn_text_does_not_go_after_a_restart(tmp_path: Path) -> None:
    async with side(CID, tmp_path / "ada") as ada:
        ada.texts.withdraw(ada.texts.post(BEA, "never mind"), "WITHDRAWN")
    async with side(CID, tmp_path / "ada") as ada:
        assert not ada.texts.has_work_for(BEA)
        (entry,) = (await ada.kept.history.page(BEA)).entries
        assert entry.message is not None
        assert entry.message.reason == "WITHDRAWN"


async def test_hundreds_that_waited_arrive_in_order(tmp_path: Path) -> None:
    wanted = [f"text {number}" for number in range(400)]
    async with side(CID, tmp_path / "ada") as ada, side(BEA, tmp_path / "bea") as bea:
        for text in wanted:
            ada.texts.post(BEA, text)
        opened(*joined(ada, bea))
        await until(lambda: len(ada.kept.said.of(MessageDelivered)) == len(wanted))
        assert [event.text for event in bea.kept.said.of(MessageReceived)] == wanted
        assert (await bea.kept.texts(CID, limit=1_000))[::-1] == wanted
