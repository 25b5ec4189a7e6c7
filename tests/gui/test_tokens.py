"""Every pair of colours that meets in the window can be read."""

from dataclasses import asdict

import pytest

from peerdrop.gui.tokens import DARK, LIGHT, Tokens

ON_RAIL = ("rail", "hover", "selected")
ON_PAGE = ("surface", "card", "bubble_in", "bubble_out")
TEXT_PAIRS = [
    *[("text", ground) for ground in (*ON_RAIL, *ON_PAGE, "sunken", "bad_tint", "warn_tint", "accent_tint")],
    *[("text2", ground) for ground in (*ON_RAIL, *ON_PAGE, "sunken", "bad_tint", "accent_tint")],
    *[("text3", ground) for ground in ("surface", "rail", "card")],
    *[("accent", ground) for ground in (*ON_RAIL, *ON_PAGE, "accent_tint")],
    *[("ok", ground) for ground in ("selected", "card", "ok_tint")],
    *[("warn", ground) for ground in ("selected", "card", "warn_tint")],
    *[("bad", ground) for ground in ("selected", "card", "bubble_out", "bad_tint")],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]
EDGE_PAIRS = [("ctl", "rail"), ("ctl", "surface"), ("ctl", "card"), ("accent", "track"), ("text3", "track")]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS, ids=lambda each: each)
def test_text_has_the_contrast_of_wcag_aa(tokens: Tokens, front: str, ground: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), EDGE_PAIRS, ids=lambda each: each)
def test_edges_and_bars_can_be_told_from_what_they_stand_on(tokens: Tokens, front: str, ground: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, ground)) >= 3


def test_both_themes_have_every_token() -> None:
    assert asdict(LIGHT).keys() == asdict(DARK).keys()
