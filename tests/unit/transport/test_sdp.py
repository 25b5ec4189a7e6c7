import contextlib
import ipaddress
from dataclasses import replace

import pytest
from aiortc.sdp import SessionDescription as LibraryDescription
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.link import DescriptionRefused
from peerdrop.transport.sdp import Candidate, CandidateType, SessionDescription, Setup, parse

FINGERPRINT = ":".join(f"{number:02X}" for number in range(32))

AIORTC_OFFER = f"""v=0
o=- 3973000000 3973000000 IN IP4 0.0.0.0
s=-
t=0 0
a=group:BUNDLE 0
a=msid-semantic:WMS *
m=application 41234 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 10.77.0.11
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
a=candidate:6b1d1b1b6e1c0f0e6b1d1b1b6e1c0f0e 1 udp 2130706431 10.77.0.11 41234 typ host
a=candidate:7b1d1b1b6e1c0f0e6b1d1b1b6e1c0f0e 1 udp 2130706431 fd77::11 41235 typ host
a=candidate:8b1d1b1b6e1c0f0e6b1d1b1b6e1c0f0e 1 udp 1694498815 203.0.113.9 41236 typ srflx raddr 10.77.0.11 rport 41234
a=end-of-candidates
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuv
a=fingerprint:sha-256 {FINGERPRINT}
a=fingerprint:sha-384 {FINGERPRINT}:AA:BB
a=fingerprint:sha-512 {FINGERPRINT}:AA:BB:CC
a=setup:actpass
""".replace("\n", "\r\n")

CHROMIUM_OFFER = f"""v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 50123 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:2162486046 1 udp 2113937151 5b2b1c0e-9d0e-4b1d-8f6c-0a1b2c3d4e5f.local 50123 typ host generation 0 network-cost 999
a=candidate:3360277886 1 tcp 1518280447 5b2b1c0e-9d0e-4b1d-8f6c-0a1b2c3d4e5f.local 9 typ host tcptype active generation 0
a=ice-ufrag:Wb1+
a=ice-pwd:7mC0v8/5o1s2j0u1Qw3e4r5t
a=ice-options:trickle
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
""".replace("\n", "\r\n")  # noqa: E501

FIREFOX_OFFER = f"""v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5185380425 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 {FINGERPRINT.lower()}
a=group:BUNDLE 0
a=ice-options:trickle
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:0123456789abcdef0123456789abcdef
a=ice-ufrag:0123abcd
a=mid:0
a=setup:actpass
a=sctp-port:5000
a=max-message-size:1073741823
""".replace("\n", "\r\n")


def test_an_offer_of_aiortc_is_understood() -> None:
    offer = parse(AIORTC_OFFER)
    assert (offer.mid, offer.setup, offer.ufrag, offer.sctp_port) == ("0", Setup.ACTPASS, "abcd", 5000)
    assert (offer.fingerprint, offer.max_message_bytes) == (FINGERPRINT, 262_144)
    assert [candidate.address for candidate in offer.candidates] == ["10.77.0.11", "fd77::11", "203.0.113.9"]
    assert offer.candidates[2].type is CandidateType.SRFLX


def test_an_offer_of_chromium_is_understood_and_only_its_udp_candidate_kept() -> None:
    offer = parse(CHROMIUM_OFFER)
    (candidate,) = offer.candidates
    assert candidate.is_local_name
    assert (candidate.port, candidate.type) == (50123, CandidateType.HOST)


def test_what_stands_in_the_session_part_counts_for_the_media() -> None:
    assert parse(FIREFOX_OFFER).fingerprint == FINGERPRINT


def test_lines_may_end_without_a_carriage_return() -> None:
    assert parse(AIORTC_OFFER.replace("\r\n", "\n")) == parse(AIORTC_OFFER)


@pytest.mark.parametrize("offer", [AIORTC_OFFER, CHROMIUM_OFFER, FIREFOX_OFFER])
def test_a_description_says_the_same_after_it_was_rendered(offer: str) -> None:
    parsed = parse(offer)
    assert parse(parsed.render()) == parsed


def test_the_rendered_description_is_understood_by_the_library() -> None:
    (media,) = LibraryDescription.parse(parse(AIORTC_OFFER).render()).media
    assert (media.kind, media.rtp.muxId, media.sctp_port) == ("application", "0", 5000)
    assert media.ice is not None
    assert media.ice.usernameFragment == "abcd"
    assert media.dtls is not None
    assert [(each.algorithm, each.value) for each in media.dtls.fingerprints] == [("sha-256", FINGERPRINT)]
    assert len(media.ice_candidates) == 3
    assert media.ice_candidates_complete


def test_nothing_of_the_peers_own_text_is_rendered() -> None:
    offer = AIORTC_OFFER.replace("s=-", "s=<b>evil</b>").replace("a=mid:0", "a=evil:attribute\r\na=mid:0")
    assert "evil" not in parse(offer).render()
    assert "203.0.113.9 41236 typ srflx raddr 0.0.0.0 rport 9" in parse(offer).render()


def test_the_end_of_candidates_is_not_said_while_only_names_are_known() -> None:
    assert "end-of-candidates" not in parse(CHROMIUM_OFFER).render()
    assert "end-of-candidates" not in replace(parse(AIORTC_OFFER), candidates=()).render()


def candidate_line(address: str = "10.0.0.1", port: str = "5000", **changes: str) -> str:
    fields = {"foundation": "1", "component": "1", "transport": "udp", "priority": "100", "type": "host"} | changes
    return (
        f"a=candidate:{fields['foundation']} {fields['component']} {fields['transport']} {fields['priority']} "
        f"{address} {port} typ {fields['type']}\r\n"
    )


def with_lines(*lines: str) -> str:
    return FIREFOX_OFFER + "".join(lines)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("v=0", "v=1", "first line"),
        ("s=-", "S=-", "small letter"),
        ("s=-", "s=\x00", "control characters"),
        ("s=-", "", "small letter"),
        ("t=0 0", "t=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0", "media section"),
        ("m=application 9", "m=application 0", "port of the media"),
        ("m=application 9", "m=application 99999", "port of the media"),
        ("m=application 9 UDP/DTLS/SCTP", "m=application 9 TCP/DTLS/SCTP", "media section"),
        ("a=mid:0\r\n", "", "mid"),
        ("a=mid:0", "a=mid:a b", "mid"),
        ("a=mid:0", "a=mid:" + "x" * 33, "mid"),
        ("a=mid:0", "a=mid:0\r\na=mid:1", "mid"),
        ("a=setup:actpass", "a=setup:holdconn", "setup"),
        ("a=setup:actpass\r\n", "", "setup"),
        ("a=ice-ufrag:0123abcd", "a=ice-ufrag:abc", "ice-ufrag"),
        ("a=ice-ufrag:0123abcd", "a=ice-ufrag:ab:cd", "ice-ufrag"),
        ("a=ice-ufrag:0123abcd", "a=ice-ufrag:" + "a" * 257, "ice-ufrag"),
        ("a=ice-pwd:0123456789abcdef0123456789abcdef", "a=ice-pwd:short", "ice-pwd"),
        ("a=ice-pwd:0123456789abcdef0123456789abcdef\r\n", "", "ice-pwd"),
        (f"sha-256 {FINGERPRINT.lower()}", "sha-256 AA:BB", "fingerprint"),
        (f"sha-256 {FINGERPRINT.lower()}", f"sha-1 {FINGERPRINT}", "fingerprint"),
        (f"sha-256 {FINGERPRINT.lower()}", f"sha-256 {FINGERPRINT} x", "fingerprint"),
        ("a=sctp-port:5000", "a=sctp-port:0", "sctp-port"),
        ("a=sctp-port:5000", "a=sctp-port:-1", "sctp-port"),
        ("a=sctp-port:5000", "a=sctp-port:٥", "sctp-port"),
        ("a=max-message-size:1073741823", "a=max-message-size:65536", "max-message-size"),
        ("a=max-message-size:1073741823\r\n", "", "max-message-size"),
        ("a=max-message-size:1073741823", "a=max-message-size:99999999999", "max-message-size"),
    ],
)
def test_a_malformed_description_is_refused_by_the_name_of_the_rule(before: str, after: str, rule: str) -> None:
    assert before in FIREFOX_OFFER
    with pytest.raises(DescriptionRefused, match=rule):
        parse(FIREFOX_OFFER.replace(before, after, 1))


def test_a_line_break_that_only_python_knows_stays_within_its_line() -> None:
    assert "evil" not in parse(FIREFOX_OFFER.replace("s=-", "s=-\x85a=evil")).render()


@pytest.mark.parametrize("text", ["", "\r\n", "v=0\r\n", "v=0\r\na=mid:0\r\n", "\ud800", "v=0\r\n" * 300])
def test_what_is_no_description_is_refused(text: str) -> None:
    with pytest.raises(DescriptionRefused):
        parse(text)


def test_two_different_fingerprints_of_one_kind_are_refused() -> None:
    other = FINGERPRINT.replace("00:", "FF:", 1)
    with pytest.raises(DescriptionRefused, match="exactly one sha-256"):
        parse(AIORTC_OFFER + f"a=fingerprint:sha-256 {other}\r\n")


def test_a_description_has_at_most_sixteen_kilobytes() -> None:
    room = 16 * 1024 - len(FIREFOX_OFFER) - len("a=x:\r\n")
    parse(FIREFOX_OFFER + f"a=x:{'x' * room}\r\n")
    with pytest.raises(DescriptionRefused, match="longer"):
        parse(FIREFOX_OFFER + f"a=x:{'x' * (room + 1)}\r\n")
    with pytest.raises(DescriptionRefused, match="longer"):
        parse(FIREFOX_OFFER + f"a=x:{'ä' * (room // 2 + 1)}\r\n")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "::",
        "224.0.0.251",
        "ff02::fb",
        "255.255.255.255",
        "240.0.0.1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "example.org",
        "a.b.local",
        "10.0.0.1.local.",
        ".local",
        "10.0.0",
        "010.0.0.1",
        "",
    ],
)
def test_a_candidate_that_is_no_single_machine_is_refused(address: str) -> None:
    with pytest.raises(DescriptionRefused, match="address"):
        parse(with_lines(candidate_line(address)))


@pytest.mark.parametrize("address", ["10.0.0.255", "127.0.0.1", "169.254.3.4", "fe80::1", "2001:db8::1", "x-1.local"])
def test_addresses_of_single_machines_are_taken(address: str) -> None:
    (candidate,) = parse(with_lines(candidate_line(address))).candidates
    assert candidate.address == address


@pytest.mark.parametrize(
    "line",
    [
        candidate_line(port="0"),
        candidate_line(port="65536"),
        candidate_line(port="08080"),
        candidate_line(priority="0"),
        candidate_line(priority="4294967296"),
        candidate_line(component="0"),
        candidate_line(component="x"),
        candidate_line(foundation="a:b"),
        candidate_line(foundation="a" * 33),
        candidate_line(type="tunnel"),
        "a=candidate:1 1 udp 100 10.0.0.1 5000 host host\r\n",
        "a=candidate:1 1 udp 100 10.0.0.1 5000\r\n",
        "a=candidate\r\n",
    ],
)
def test_a_malformed_candidate_is_refused(line: str) -> None:
    with pytest.raises(DescriptionRefused):
        parse(with_lines(line))


def test_candidates_that_are_none_for_us_are_left_out() -> None:
    tcp, second = candidate_line(transport="TCP", port="9"), candidate_line(component="2")
    assert parse(with_lines(tcp, second)).candidates == ()


def test_a_candidate_that_is_said_twice_counts_once() -> None:
    assert len(parse(with_lines(candidate_line(), candidate_line())).candidates) == 1


def test_there_are_at_most_32_candidates_and_4_names() -> None:
    addresses = [candidate_line(f"10.0.0.{number}") for number in range(1, 34)]
    assert len(parse(with_lines(*addresses[:32])).candidates) == 32
    with pytest.raises(DescriptionRefused, match="32 candidates"):
        parse(with_lines(*addresses))
    names = [candidate_line(f"name-{number}.local") for number in range(5)]
    assert len(parse(with_lines(*names[:4])).candidates) == 4
    with pytest.raises(DescriptionRefused, match="4 candidates"):
        parse(with_lines(*names))


@given(text=st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for sdp in (text, f"v=0\r\n{text}", with_lines(f"a=candidate:{text}\r\n"), with_lines(text)):
        with contextlib.suppress(DescriptionRefused):
            parse(sdp)


ICE_CHARACTERS = st.characters(codec="ascii", categories=("L", "Nd"))
CANDIDATES = st.builds(
    Candidate,
    foundation=st.text(ICE_CHARACTERS, min_size=1, max_size=32),
    priority=st.integers(1, 2**31 - 1),
    address=st.ip_addresses(network="10.0.0.0/8").map(str)
    | st.integers(1, 2**64).map(lambda number: str(ipaddress.IPv6Address((0xFD77 << 112) + number))),
    port=st.integers(1, 65_535),
    type=st.sampled_from(CandidateType),
)


@given(
    description=st.builds(
        SessionDescription,
        mid=st.text(ICE_CHARACTERS, min_size=1, max_size=32),
        setup=st.sampled_from(Setup),
        ufrag=st.text(ICE_CHARACTERS, min_size=4, max_size=256),
        password=st.text(ICE_CHARACTERS, min_size=22, max_size=256),
        fingerprint=st.just(FINGERPRINT),
        sctp_port=st.integers(1, 65_535),
        max_message_bytes=st.just(0) | st.integers(262_144, 2**32 - 1),
        candidates=st.lists(CANDIDATES, max_size=32, unique=True).map(tuple),
    )
)
def test_every_description_survives_rendering_and_parsing(description: SessionDescription) -> None:
    assert parse(description.render()) == description
