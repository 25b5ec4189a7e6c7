"""The rows of the settings in little room: nothing is squeezed, and nothing half said."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from peerdrop.gui.language import Language
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.setting_rows import CheckSetting, SettingRow
from peerdrop.gui.widgets.settings_page import SettingsPage
from peerdrop.gui.words.phrase import translate


@pytest.fixture(params=["en", "de"])
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """What is made in this test speaks that language."""
    with closing(Language(qapp, request.param)):
        yield request.param


def show_in(host: QWidget, widget: QWidget, width: int) -> None:
    """Show *widget* in *host*, that wide and laid out."""
    widget.setParent(host)
    host.resize(width, 500)
    host.show()
    widget.setGeometry(host.rect())
    widget.show()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def test_a_click_on_the_words_of_a_check_box_is_one_on_the_box(theme: Theme) -> None:
    row = CheckSetting("Show notifications", "When the window is not in front.")
    changed: list[bool] = []
    row.changed.connect(changed.append)
    host = QWidget()
    show_in(host, row, 400)
    name = next(each for each in row.findChildren(QLabel) if each.text() == "Show notifications")
    for label in (name, row.help):
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    QTest.mouseClick(name, Qt.MouseButton.RightButton)
    assert changed == [True, False]
    row.box.setEnabled(False)
    QTest.mouseClick(name, Qt.MouseButton.LeftButton)
    assert changed == [True, False]


def test_a_button_stands_below_its_words_where_they_would_be_a_column_beside_it(theme: Theme) -> None:
    button = QPushButton("Delete all conversations now…")
    row = SettingRow("Conversations on this device", "Messages and cards of every device, for good.", button)
    host = QWidget()
    show_in(host, row, 900)
    assert button.geometry().top() < row.help.geometry().bottom()
    show_in(host, row, button.sizeHint().width() + 80)
    assert button.geometry().top() >= row.help.geometry().bottom()
    assert button.width() == button.sizeHint().width(), "it is no wider than its label wants"
    assert row.help.width() > row.width() // 2


@pytest.mark.parametrize("width", [300, 360, 400, 440, 500, 900])
def test_that_changes_apply_at_once_is_said_whole_or_not_at_all(theme: Theme, language: str, width: int) -> None:
    page = SettingsPage(theme)
    host = QWidget()
    show_in(host, page, width)
    text = translate("Settings", "Changes apply at once")
    label = next(each for each in page.findChildren(QLabel) if each.text() == text)
    if label.isVisible():
        assert label.width() >= label.sizeHint().width()
    else:
        assert width < 500
