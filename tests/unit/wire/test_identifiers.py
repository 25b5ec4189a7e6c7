"""What people type and what machines send as names of things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import device_id_of, parse_device_id, parse_transfer_id, short_id

ID = device_id_of(bytes(range(32)))


@given(st.binary(min_size=32, max_size=32))
def test_a_device_id_is_parsed_as_it_is_shown(digest: bytes) -> None:
    device_id = device_id_of(digest)
    assert parse_device_id(device_id) == device_id
    grouped = "-".join(device_id[start : start + 4] for start in range(0, 52, 4))
    assert parse_device_id(grouped.lower()) == device_id
    assert parse_device_id(grouped.replace("-", " ")) == device_id


@pytest.mark.parametrize(
    "text", ["", ID[:-1], ID + "A", ID + "\n", "\n" + ID, ID[:-1] + "1", ID[:-1] + "ſ", ID[:-1] + "ı", ID[:-2] + "ß"]
)
def test_what_is_no_device_id_is_refused(text: str) -> None:
    with pytest.raises(MalformedMessage):
        parse_device_id(text)


def test_a_transfer_id_is_32_hex_digits() -> None:
    assert parse_transfer_id("0f" * 16) == "0f" * 16
    for text in ("", "0f" * 15, "0F" * 16, "0f" * 16 + "\n", "0g" * 16):
        with pytest.raises(MalformedMessage):
            parse_transfer_id(text)


def test_a_short_id_is_for_showing() -> None:
    assert short_id(ID) == f"{ID[:4]}-{ID[4:8]}"
