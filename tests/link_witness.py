"""What a link told its session, kept so that a test can look at it."""

from peerdrop.link import Link, LinkFactory, LinkFailure
from peerdrop.wire.envelope import IceScope


class LinkWitness:
    """LinkEvents that only remembers."""

    def __init__(self) -> None:
        self.opened = 0
        self.control: list[bytes] = []
        self.frames: list[bytes] = []
        self.failures: list[LinkFailure] = []
        self.order: list[str] = []
        """"control", "frame", "opened" and "failed", as they came."""

    def link_opened(self) -> None:
        self.opened += 1
        self.order.append("opened")

    def control_received(self, raw: bytes) -> None:
        self.control.append(raw)
        self.order.append("control")

    def frame_received(self, raw: bytes) -> None:
        self.frames.append(raw)
        self.order.append("frame")

    def link_failed(self, failure: LinkFailure) -> None:
        self.failures.append(failure)
        self.order.append("failed")


class WitnessedLink:
    """A link of *factory* and what it told."""

    def __init__(
        self,
        factory: LinkFactory,
        *,
        ice: IceScope = IceScope.HOST,
        peer_addresses: tuple[str, ...] = ("127.0.0.1",),
        witness: LinkWitness | None = None,
    ) -> None:
        self.witness = witness or LinkWitness()
        self.link: Link = factory.create(self.witness, ice=ice, peer_addresses=peer_addresses)


async def negotiate(caller: Link, called: Link) -> None:
    """Carry offer and answer between two links, as signaling does."""
    answer = await called.create_answer(await caller.create_offer())
    await caller.apply_answer(answer)
