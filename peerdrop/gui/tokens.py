"""The colours of the window, by what they are for. The only place where a colour is written down."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme; each value is #RRGGBB, or #AARRGGBB for *scrim*."""

    rail: str
    surface: str
    card: str
    sunken: str
    hover: str
    selected: str
    border: str
    ctl: str
    """Edge of fields and check boxes: 3:1 against what it stands on."""
    btn: str
    """Edge of text buttons; decorative, the label is the control."""
    text: str
    text2: str
    text3: str
    """Placeholder, disabled; as text only on surface, rail and card."""
    accent: str
    accent_hover: str
    accent_tint: str
    on_accent: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    track: str
    bubble_in: str
    bubble_out: str
    scrim: str


LIGHT: Final = Tokens(
    rail="#F4F5F8",
    surface="#FFFFFF",
    card="#FFFFFF",
    sunken="#F1F3F6",
    hover="#E9ECF2",
    selected="#E3E8FA",
    border="#E0E4EA",
    ctl="#858D9B",
    btn="#C1C8D3",
    text="#191C22",
    text2="#545C69",
    text3="#666E7B",
    accent="#3353CC",
    accent_hover="#2843AE",
    accent_tint="#E9EDFC",
    on_accent="#FFFFFF",
    ok="#18743F",
    ok_tint="#E5F4EA",
    warn="#875600",
    warn_tint="#FCF2DB",
    bad="#B3261E",
    bad_tint="#FCEAE9",
    track="#E1E5EC",
    bubble_in="#F1F3F6",
    bubble_out="#E9EDFC",
    scrim="#66141822",
)

DARK: Final = Tokens(
    rail="#15171C",
    surface="#1B1E24",
    card="#22262E",
    sunken="#22262E",
    hover="#262B34",
    selected="#2A3354",
    border="#323843",
    ctl="#78818F",
    btn="#4C5564",
    text="#E9EBEF",
    text2="#AEB5C0",
    text3="#9AA2AF",
    accent="#93A8FF",
    accent_hover="#AABBFF",
    accent_tint="#29324F",
    on_accent="#0F1530",
    ok="#6FCF93",
    ok_tint="#1E3428",
    warn="#E6B65A",
    warn_tint="#382E19",
    bad="#FF948B",
    bad_tint="#422522",
    track="#383F4B",
    bubble_in="#272C35",
    bubble_out="#2C365A",
    scrim="#99000000",
)
