"""What a peer sends is shown as text, and can't turn or break what stands around it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from peerdrop.gui.safe_text import ElidedLabel, PlainLabel, button_text, isolated, many_lines, one_line, tooltip
from peerdrop.gui.theme import Theme


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Studio PC", "Studio PC"),
        ("two\nlines\r\n and\ttabs", "two lines and tabs"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u2066b\u2069\u200fc\u061c", "abc"),
        ("nul\x00bell\x07", "nul bell"),
        ("  spaces  ", "spaces"),
        ("x" * 400, "x" * 299 + "…"),
        ("<img src=x>", "<img src=x>"),
    ],
)
def test_a_name_becomes_one_line_without_controls(given: str, shown: str) -> None:
    assert one_line(given) == shown


def test_a_message_keeps_its_lines_and_loses_only_controls() -> None:
    assert many_lines("one\r\ntwo\rthree\u2028four\x07\u202e") == "one\ntwo\nthree\nfour"


def test_only_a_name_that_reads_the_other_way_is_isolated() -> None:
    assert isolated("Studio") == "Studio"
    assert isolated("سلام") == "\u2068سلام\u2069"


def test_a_tooltip_shows_markup_as_it_was_typed() -> None:
    assert tooltip("<b>x</b> & y") == "<qt>&lt;b&gt;x&lt;/b&gt; &amp; y</qt>"
    assert tooltip("") == ""


def test_an_ampersand_on_a_button_is_no_mnemonic() -> None:
    assert button_text("A & B") == "A && B"


def test_labels_are_plain_text(qapp: QApplication) -> None:
    for label in (PlainLabel("<b>x</b>"), ElidedLabel("<b>x</b>")):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == "<b>x</b>"


def test_an_elided_label_may_be_narrower_than_its_text_and_keeps_it_as_tooltip(qapp: QApplication) -> None:
    label = ElidedLabel("a very long name " * 10, mode=Qt.TextElideMode.ElideMiddle)
    assert label.minimumSizeHint().width() < 100 < label.sizeHint().width()
    assert "a very long name" in label.toolTip()
    label.resize(100, 30)
    label.grab()


@pytest.mark.parametrize("text", ["Save to", "سلام"])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("kind", [PlainLabel, ElidedLabel])
def test_a_label_begins_where_the_lines_of_the_window_do(
    theme: Theme, qapp: QApplication, kind: type[PlainLabel], direction: Qt.LayoutDirection, text: str
) -> None:
    label = kind(text)
    label.resize(400, 30)
    qapp.setLayoutDirection(direction)
    try:
        label.setText(text)
        image = label.grab().toImage()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    ground = image.pixelColor(200, 1)
    inked = {x for x in range(400) for y in range(30) if image.pixelColor(x, y) != ground}
    assert inked
    at_right = direction is Qt.LayoutDirection.RightToLeft
    assert min(inked) > 200 if at_right else max(inked) < 200


@pytest.mark.parametrize("text", ["Studio PC wants to send 36 files", "x" * 60, "😀" * 40])
def test_a_label_of_two_lines_is_as_high_as_they_are_and_cuts_only_the_second(
    theme: Theme, qapp: QApplication, text: str
) -> None:
    label = ElidedLabel(text, lines=2)
    metrics = label.fontMetrics()
    wide, narrow = metrics.horizontalAdvance(text) + 10, metrics.horizontalAdvance(text) // 3
    assert label.hasHeightForWidth()
    assert label.heightForWidth(wide) <= metrics.lineSpacing() + 2
    assert label.heightForWidth(narrow) >= 2 * metrics.lineSpacing()
    first, second = label._broken(narrow)
    assert text.startswith(first)
    assert first
    assert second.endswith("…")
    assert max(metrics.horizontalAdvance(each) for each in (first, second)) <= narrow + 1
    whole = ElidedLabel(text, lines=9)._broken(narrow)
    assert "".join(whole).replace(" ", "") == text.replace(" ", "")
    assert not ElidedLabel(text).hasHeightForWidth()
