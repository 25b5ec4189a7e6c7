"""Names that can be shown anywhere, and the version two devices have in common."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.wire.card import UNNAMED, Card, NameField, common_version, fit_name
from peerdrop.wire.limits import NAME_CHARS, PROTOCOL_MAX


def is_taken(name: str) -> bool:
    try:
        msgspec.convert(name, NameField)
    except msgspec.ValidationError:
        return False
    return True


@given(st.text(st.characters()))
def test_whatever_is_fitted_is_taken_and_stays_as_it_is(text: str) -> None:
    name = fit_name(text)
    assert is_taken(name)
    assert fit_name(name) == name


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=NAME_CHARS))
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert fit_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Küche", "Küche"),
        ("  Anna's laptop \n", "Anna's laptop"),
        ("a\x1b[31mb", "a[31mb"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\ud800x", "x"),
        ("", UNNAMED),
        (" \t\n", UNNAMED),
        ("x" * 100, "x" * NAME_CHARS),
        ("مطبخ", "مطبخ"),
        ("👩‍💻 desk", "👩‍💻 desk"),
    ],
)
def test_names_lose_only_what_could_forge(text: str, name: str) -> None:
    assert fit_name(text) == name


@pytest.mark.parametrize(
    "name", ["", "   ", "a\nb", "\x7f", "a\x85", "\u2028", "\u2066x", "\ufeff", "x" * (NAME_CHARS + 1)]
)
def test_a_name_that_forges_or_shows_nothing_is_refused(name: str) -> None:
    assert not is_taken(name)


@pytest.mark.parametrize(
    ("lowest", "highest", "common"),
    [
        (1, PROTOCOL_MAX, PROTOCOL_MAX),
        (1, PROTOCOL_MAX + 5, PROTOCOL_MAX),
        (PROTOCOL_MAX, PROTOCOL_MAX, PROTOCOL_MAX),
        (PROTOCOL_MAX + 1, PROTOCOL_MAX + 2, None),
    ],
)
def test_the_common_version_is_the_highest_of_both(lowest: int, highest: int, common: int | None) -> None:
    assert common_version(card_of(lowest, highest)) == common


def card_of(lowest: int, highest: int) -> Card:
    return msgspec.convert(
        {
            "protocol_min": lowest,
            "protocol_max": highest,
            "device_id": "A" * 52,
            "sealing_key": bytes(32),
            "sealing_signature": bytes(64),
            "name": "x",
            "instance": "0" * 32,
            "epoch": "0" * 32,
            "port": 3001,
        },
        Card,
    )
