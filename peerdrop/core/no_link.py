"""What a session gets where a link could not be made, so that its attempt fails at once and by the usual way."""

import logging
from collections.abc import Sequence

from peerdrop.link import Description, Link, LinkClosed, LinkError, LinkEvents, LinkFactory, Path
from peerdrop.wire.envelope import IceScope

logger = logging.getLogger(__name__)


class LinkNotMade(LinkError):
    """This machine could not make a link."""


class NoLink:
    """A Link that is closed from the start; descriptions raise LinkNotMade."""

    own_fingerprint = ""
    peer_fingerprint = ""
    path: Path | None = None

    async def create_offer(self) -> Description:
        raise LinkNotMade("no link could be made")

    async def create_answer(self, offer: Description) -> Description:
        raise LinkNotMade("no link could be made")

    async def apply_answer(self, answer: Description) -> None:
        raise LinkNotMade("no link could be made")

    def send_control(self, raw: bytes) -> None:
        raise LinkClosed("no link could be made")

    async def send_frame(self, raw: bytes) -> None:
        raise LinkClosed("no link could be made")

    async def drain(self) -> None:
        """Nothing is queued."""

    def close(self) -> None:
        """It is."""


def make_link(links: LinkFactory, events: LinkEvents, *, ice: IceScope, peer_addresses: Sequence[str]) -> Link:
    """A new link of *links*; a NoLink if that raises."""
    try:
        return links.create(events, ice=ice, peer_addresses=peer_addresses)
    except Exception:
        # The seam allows no error: a fault of the library, or of the machine (no sockets, no memory).
        logger.exception("no link could be made")
        return NoLink()
