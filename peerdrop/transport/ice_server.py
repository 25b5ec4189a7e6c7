"""A server that helps to find a way between two networks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """A STUN or TURN server; *url* as in RFC 7064 and 7065. Of each kind only the first is asked.

    TURN gives no server-reflexive candidate: list a STUN server beside it.
    """

    url: str
    username: str | None = None
    credential: str | None = None
