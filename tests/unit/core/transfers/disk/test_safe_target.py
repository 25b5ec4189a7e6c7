"""Hostile names: those that went through in other programs, and whatever hypothesis finds."""

import os
import unicodedata
from pathlib import Path, PureWindowsPath
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerdrop.core.transfers.disk.safe_target import (
    BadName,
    collision_key,
    numbered,
    safe_label,
    safe_target,
    split_extension,
)

# Each was, in this or a like form, a hole in a program that takes files from others.
REFUSED: Final = {
    "../../etc/cron.d/x": "CVE-2025-27142 (LocalSend), CVE-2026-32116 (magic-wormhole)",
    "..": "the parent itself",
    ".": "the folder itself",
    "": "nothing",
    "photos/../../x": "CVE-2026-66050 (NitroShare): out by the way of a good folder",
    "photos/..": "a folder that is its parent",
    "a//b": "an empty step",
    "a/": "an empty end",
    "/etc/passwd": "absolute",
    "//server/share/x": "UNC with slashes",
    "\\\\server\\share\\x": "UNC",
    "\\windows\\system32\\x": "absolute for Windows",
    "C:\\Windows\\x.dll": "drive",
    "c:evil.exe": "drive-relative",
    "Z:/x": "drive",
    "~/.ssh/authorized_keys": "CVE-2023-43619 (croc), by the shell's home",
    "~": "home",
    "a\0b.txt": "NUL ends the name for C",
    "ok.txt\0.exe": "NUL hides the end",
    "\udc80.txt": "a lone surrogate",
    "a/" * 32 + "x": "33 parts",
    "x" * 1025: "longer than a path may be",
    "é" * 513: "longer in bytes than in characters",
}

MAPPED: Final = {
    "notes.txt": "notes.txt",
    "Bücher/Straße.pdf": "Bücher/Straße.pdf",
    "u\u0308ber.txt": "über.txt",
    ".ssh/authorized_keys": "_.ssh/authorized_keys",
    ".bashrc": "_.bashrc",
    "photos/.hidden": "photos/.hidden",
    " .bashrc": "_.bashrc",
    "~$report.docx": "_~$report.docx",
    "..\\..\\evil.exe": "_.._.._evil.exe",
    "...": "untitled",
    ". .": "untitled",
    "x/...": "x/untitled",
    "x/.. ": "x/untitled",
    " ": "untitled",
    "trailing. ": "trailing",
    "setup.exe. . ": "setup.exe",
    "file:stream.txt": "file_stream.txt",
    "notes.txt:Zone.Identifier": "notes.txt_Zone.Identifier",
    'a<b>c"d|e?f*g': "a_b_c_d_e_f_g",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "Aux.tar.gz": "_Aux.tar.gz",
    "nul .txt": "_nul .txt",
    "COM1": "_COM1",
    "lpt9.log": "_lpt9.log",
    "COM\u00b9": "_COM\u00b9",
    "\uff23\uff2f\uff2e": "_\uff23\uff2f\uff2e",
    "CONIN$": "_CONIN$",
    "console.log": "console.log",
    "x/prn": "x/_prn",
    "\u202egpj.exe": "_gpj.exe",
    "photo\u202egnp.scr": "photo_gnp.scr",
    "zero\u200bwidth": "zero_width",
    "\ufeffbom.txt": "_bom.txt",
    "line\nbreak": "line_break",
    "ansi\x1b[2Jclear": "ansi_[2Jclear",
    "bell\x07": "bell_",
    "sep\u2028line": "sep_line",
    "\uff0e\uff0e\uff0fetc": "\uff0e\uff0e\uff0fetc",
    "<img src=x onerror=y>.png": "_img src=x onerror=y_.png",
}


@pytest.mark.parametrize("path", REFUSED, ids=list(REFUSED.values()))
def test_a_name_that_no_honest_sender_sends_is_refused(path: str) -> None:
    with pytest.raises(BadName):
        safe_target(path)


@pytest.mark.parametrize(("path", "safe"), MAPPED.items(), ids=ascii)
def test_an_unsafe_name_becomes_a_safe_one(path: str, safe: str) -> None:
    assert "/".join(safe_target(path)) == safe


@pytest.mark.parametrize(
    "name", ["n" * 255 + ".txt", "é" * 200 + ".jpeg", "😀" * 90, "x" * 300 + ".tar.gz", "y" * 199 + "é.z"]
)
def test_a_long_name_is_cut_and_keeps_its_extension(name: str) -> None:
    (safe,) = safe_target(name)
    assert len(safe.encode()) <= 200
    assert split_extension(safe)[1] == split_extension(name)[1]
    assert len(numbered(safe, 1000).encode()) <= 255


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("notes.txt", "notes (1).txt"),
        ("archive.tar.gz", "archive (1).tar.gz"),
        (".profile", ".profile (1)"),
        ("README", "README (1)"),
        ("v1.2 final", "v1.2 final (1)"),
    ],
)
def test_the_number_stands_before_the_extension(name: str, first: str) -> None:
    assert numbered(name, 1) == first


def test_names_that_one_file_system_takes_for_the_same_collide() -> None:
    assert collision_key("A.TXT") == collision_key("a.txt")
    assert collision_key("Straße") == collision_key("STRASSE")
    assert collision_key("é") == collision_key("e\u0301")


def test_a_label_is_one_line_that_hides_nothing() -> None:
    assert safe_label("Drone\n\u202eday\x1b[2J \udc80") == "Drone__day_[2J ?"
    assert safe_label("") == "untitled"


NAMES: Final = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="./\\ ~:\0ACONconux1¹é\u0301\u202e\u200b\uff0e", max_size=40),
    st.lists(st.sampled_from(["..", ".", "", "a", "CON", " ", "...", "~", "x" * 260, "ü"]), max_size=40).map("/".join),
)


@given(NAMES)
@example("x" * 199 + "  .y")
def test_whatever_comes_it_stays_inside_and_fits(path: str) -> None:
    try:
        components = safe_target(path)
    except BadName:
        return
    root = Path("/inbox")
    assert os.path.commonpath([root, os.path.normpath(root.joinpath(*components))]) == str(root)
    assert len(components) == len(Path(os.path.normpath(root.joinpath(*components))).relative_to(root).parts)
    for component in components:
        assert 0 < len(component.encode()) <= 255
        assert component == unicodedata.normalize("NFC", component)
        assert component.strip(" ") == component
        assert not component.endswith(".")
        assert not set(component) & set('<>:"/\\|?*\0')
        assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in component)
        assert PureWindowsPath(component).name == component
        assert not PureWindowsPath(component).is_reserved()
    assert components[0][0] not in ".~"


@given(NAMES)
def test_a_safe_name_is_left_alone(path: str) -> None:
    try:
        components = safe_target(path)
    except BadName:
        return
    assert safe_target("/".join(components)) == components
