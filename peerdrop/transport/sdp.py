"""The part of SDP that a link needs, in a grammar of our own (PROTOCOL.md 6; RFC 8866, 8839, 8841, 8842).

A description from another machine is parsed into a SessionDescription and rendered anew: the WebRTC library never
sees a text that was not written here.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from peerdrop.link import DescriptionRefused
from peerdrop.wire.limits import SDP_BYTES, SDP_CANDIDATES, SDP_LOCAL_NAMES

MESSAGE_BYTES: Final = 262_144
"""The longest message both sides must take: what aiortc and Chromium advertise."""
SDP_LINES: Final = 256
COMPONENT: Final = 1

_LINE: Final = re.compile(r"([a-z])=([^\x00-\x1f\x7f]*)")
_FINGERPRINT: Final = re.compile(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}")
_OTHER_FINGERPRINT: Final = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*")
_UFRAG: Final = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD: Final = re.compile(r"[A-Za-z0-9+/]{22,256}")
_MID: Final = re.compile(r"[A-Za-z0-9_.+-]{1,32}")
_FOUNDATION: Final = re.compile(r"[A-Za-z0-9+/]{1,32}")
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,63}\.local")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_MEDIA: Final = re.compile(r"application ([0-9]{1,5}) UDP/DTLS/SCTP webrtc-datachannel")


class Setup(StrEnum):
    """Who opens the DTLS connection (RFC 8842)."""

    ACTPASS = "actpass"
    ACTIVE = "active"
    PASSIVE = "passive"


class CandidateType(StrEnum):
    """Where a candidate's address comes from (RFC 8445)."""

    HOST = "host"
    SRFLX = "srflx"
    PRFLX = "prflx"
    RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One UDP address at which the other side may be reached: an IP literal or a name of multicast DNS."""

    foundation: str
    priority: int
    address: str
    port: int
    type: CandidateType

    @property
    def is_local_name(self) -> bool:
        """The address is a `.local` name that hides the IP address (browsers)."""
        return self.address.endswith(".local")

    @property
    def is_loopback(self) -> bool:
        """The address is this machine's own, whichever machine reads it."""
        return not self.is_local_name and ipaddress.ip_address(self.address).is_loopback

    def render(self) -> str:
        line = f"{self.foundation} {COMPONENT} udp {self.priority} {self.address} {self.port} typ {self.type}"
        if self.type is not CandidateType.HOST:
            # The address behind it is nobody's business, but some parsers insist on the fields (RFC 8839, 5.1).
            line += " raddr 0.0.0.0 rport 9"
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDescription:
    """One side of a link; *fingerprint* is the SHA-256 of its certificate, 32 upper-case pairs joined by colons."""

    mid: str
    setup: Setup
    ufrag: str
    password: str
    fingerprint: str
    sctp_port: int
    max_message_bytes: int
    """0: of any length."""
    candidates: tuple[Candidate, ...]

    def render(self) -> str:
        """The shortest SDP that says this."""
        lines = [
            "v=0",
            "o=- 0 0 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            f"a=group:BUNDLE {self.mid}",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{self.mid}",
            f"a=sctp-port:{self.sctp_port}",
            f"a=max-message-size:{self.max_message_bytes}",
            *(f"a=candidate:{candidate.render()}" for candidate in self.candidates),
        ]
        if any(not candidate.is_local_name for candidate in self.candidates):
            # Without an address in the end aioice gives up at once; the peer may still reach us, and so be found,
            # when its name is not resolved here.
            lines.append("a=end-of-candidates")
        lines += [
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            f"a=fingerprint:sha-256 {self.fingerprint}",
            f"a=setup:{self.setup}",
        ]
        return "\r\n".join(lines) + "\r\n"


def parse(sdp: str) -> SessionDescription:
    """The description in *sdp*; raises DescriptionRefused, which names the rule. Unknown attributes are ignored."""
    session, media = _sections(sdp)
    attributes = _Attributes(session, media)
    setup = attributes.single("setup", shared=True)
    if setup not in Setup.__members__.values():
        raise DescriptionRefused("setup is actpass, active or passive")
    return SessionDescription(
        mid=_matched(_MID, attributes.single("mid"), "mid is a token of at most 32 characters"),
        setup=Setup(setup),
        ufrag=_matched(_UFRAG, attributes.single("ice-ufrag", shared=True), "ice-ufrag is 4 to 256 ICE characters"),
        password=_matched(_PASSWORD, attributes.single("ice-pwd", shared=True), "ice-pwd is 22 to 256 ICE characters"),
        fingerprint=_fingerprint(attributes),
        sctp_port=_number(attributes.single("sctp-port"), 1, 65_535, "sctp-port is 1 to 65535"),
        max_message_bytes=_max_message_bytes(attributes.single("max-message-size")),
        candidates=_candidates(attributes),
    )


class _Attributes:
    """The a= lines of the session and of its only m= section."""

    def __init__(self, session: list[str], media: list[str]) -> None:
        self._session = [_split(line) for line in session]
        self._media = [_split(line) for line in media]

    def all(self, name: str, *, shared: bool = False) -> list[str]:
        """Every value of *name* in the m= section or, if it is *shared* and there is none, of the session."""
        values = [value for key, value in self._media if key == name]
        if shared and not values:
            values = [value for key, value in self._session if key == name]
        return values

    def single(self, name: str, *, shared: bool = False) -> str:
        values = self.all(name, shared=shared)
        if len(values) != 1:
            raise DescriptionRefused(f"{name} stands {len(values)} times, not once")
        return values[0]


def _sections(sdp: str) -> tuple[list[str], list[str]]:
    """The values of the session's a= lines and of those below the m= line."""
    if len(sdp) > SDP_BYTES or len(sdp.encode("utf-8", "surrogatepass")) > SDP_BYTES:
        raise DescriptionRefused(f"longer than {SDP_BYTES} bytes")
    session: list[str] = []
    media: list[str] | None = None
    for index, (letter, value) in enumerate(_lines(sdp)):
        if index == 0 and (letter, value) != ("v", "0"):
            raise DescriptionRefused("the first line is v=0")
        if letter == "m":
            if media is not None:
                raise DescriptionRefused("exactly one media section")
            match = _MEDIA.fullmatch(value)
            if match is None:
                raise DescriptionRefused("the media section is application UDP/DTLS/SCTP webrtc-datachannel")
            if not 1 <= int(match[1]) <= 65_535:
                raise DescriptionRefused("the port of the media section is 1 to 65535")
            media = []
        elif letter == "a":
            (session if media is None else media).append(value)
    if media is None:
        raise DescriptionRefused("exactly one media section")
    return session, media


def _lines(sdp: str) -> Iterator[tuple[str, str]]:
    lines = sdp.removesuffix("\n").split("\n")
    if len(lines) > SDP_LINES:
        raise DescriptionRefused(f"more than {SDP_LINES} lines")
    for line in lines:
        match = _LINE.fullmatch(line.removesuffix("\r"))
        if match is None:
            raise DescriptionRefused("a line is a small letter, = and text without control characters")
        yield match[1], match[2]


def _split(attribute: str) -> tuple[str, str]:
    name, _, value = attribute.partition(":")
    return name, value


def _fingerprint(attributes: _Attributes) -> str:
    found: set[str] = set()
    for value in attributes.all("fingerprint", shared=True):
        algorithm, _, digest = value.partition(" ")
        if algorithm.lower() == "sha-256":
            found.add(_matched(_FINGERPRINT, digest.upper(), "a sha-256 fingerprint is 32 pairs of hex digits"))
        else:
            _matched(_OTHER_FINGERPRINT, digest, "a fingerprint is pairs of hex digits")
    if len(found) != 1:
        raise DescriptionRefused(f"exactly one sha-256 fingerprint, not {len(found)}")
    return found.pop()


def _max_message_bytes(value: str) -> int:
    size = _number(value, 0, 2**32 - 1, "max-message-size is a number of bytes")
    if 0 < size < MESSAGE_BYTES:
        raise DescriptionRefused(f"max-message-size is at least {MESSAGE_BYTES}")
    return size


def _candidates(attributes: _Attributes) -> tuple[Candidate, ...]:
    lines = attributes.all("candidate")
    if len(lines) > SDP_CANDIDATES:
        raise DescriptionRefused(f"at most {SDP_CANDIDATES} candidates, not {len(lines)}")
    kept = [candidate for line in lines if (candidate := _candidate(line)) is not None]
    if sum(candidate.is_local_name for candidate in kept) > SDP_LOCAL_NAMES:
        raise DescriptionRefused(f"at most {SDP_LOCAL_NAMES} candidates are .local names")
    return tuple(dict.fromkeys(kept))


def _candidate(line: str) -> Candidate | None:
    """The candidate, or None if it is none for us: TCP, another component."""
    fields = line.split(" ")
    if len(fields) < 8 or fields[6] != "typ":
        raise DescriptionRefused("a candidate is foundation, component, transport, priority, address, port, typ, type")
    foundation, component, transport, priority, address, port, _, kind = fields[:8]
    if transport.lower() != "udp" or _number(component, 1, 256, "a component is 1 to 256") != COMPONENT:
        return None
    if kind not in CandidateType.__members__.values():
        raise DescriptionRefused("a candidate's type is host, srflx, prflx or relay")
    return Candidate(
        foundation=_matched(_FOUNDATION, foundation, "a foundation is 1 to 32 ICE characters"),
        priority=_number(priority, 1, 2**31 - 1, "a priority is 1 to 2147483647"),
        address=_address(address),
        port=_number(port, 1, 65_535, "a candidate's port is 1 to 65535"),
        type=CandidateType(kind),
    )


def _address(text: str) -> str:
    if _LOCAL_NAME.fullmatch(text):
        return text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise DescriptionRefused("a candidate's address is an IP literal or a .local name") from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address.ipv4_mapped is not None:
            raise DescriptionRefused("a candidate's address has no scope and is not mapped")
    elif address.is_reserved:
        # 240.0.0.0/4, which the limited broadcast address is the last of.
        raise DescriptionRefused("a candidate's address is of one machine")
    if address.is_unspecified or address.is_multicast:
        raise DescriptionRefused("a candidate's address is of one machine")
    return str(address)


def _number(text: str, least: int, most: int, rule: str) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise DescriptionRefused(rule)
    return int(text)


def _matched(pattern: re.Pattern[str], text: str, rule: str) -> str:
    if not pattern.fullmatch(text):
        raise DescriptionRefused(rule)
    return text
