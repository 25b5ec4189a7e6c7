"""The words of the window: all of them are marked, every language has all of them, and a window shows them."""

import ast
import errno
import re
import shutil
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget

from peerdrop.backend_adapter import moving_error, start_error
from peerdrop.core.errors import NothingAnswers
from peerdrop.core.events import TransferOffered
from peerdrop.gui import app
from peerdrop.gui.desktop.hand_off import HandOff
from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.language import LANGUAGES, Language, spoken
from peerdrop.gui.resources import resource_path
from peerdrop.gui.safe_text import ElidedLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import files_text, left_text, size_text
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.devices import device_look
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.told import told
from peerdrop.home import Home
from peerdrop.settings import Settings, load_settings, save_settings
from server.errors import PortsTaken
from tests.conftest import ExpectedLog
from tests.fake_node import FakeNode, make_peer, make_transfer
from tests.gui.marked_words import unmarked_words
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push
from tests.translations import ROOT, SOURCES, TAGS, TRANSLATIONS, MarkUnreadable, marked_texts, update
from tests.until import until

BEA = make_peer()
FILES = sorted(SOURCES.rglob("*.py"))
TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]
NOT_WORDS = frozenset(
    # Names, and what is called otherwise nowhere.
    {"PeerDrop", "WebRTC", "English", "Deutsch", "Fusion", "Inter", "Noto Sans", "DejaVu Sans"}
    # Qt's, D-Bus's and Unicode's own names, and those of types and tasks.
    | {"currentColor", "Cc", "Cs", "QAccessibleAnnouncementEvent", "OverlaidButton", "ResultT"}
    | {"Inhibit", "Uninhibit", "UnInhibit", "GetCapabilities", "Notify", "CloseNotification", "ActionInvoked"}
    | {"NotificationClosed", "desktop bus", "sleep inhibitor", "the bus has gone"}
    | {"read outbox", "add address", "read settings", "change settings", "measure space", "measure room"}
    | {"keep picture"}
)
FILE_ENDINGS = re.compile(r"[a-z0-9]{2,4}( [a-z0-9]{2,4})+")
ON_STANDARD_ERROR = "desktop/hand_off.py"
"""What a second start says where it was typed, as the command line does, in English."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_every_word_a_window_could_show_is_marked(path: Path) -> None:
    if str(path.relative_to(SOURCES)) == ON_STANDARD_ERROR:
        return
    found = [
        f"{line}: {text}"
        for line, text in unmarked_words(path.read_text(encoding="utf-8"))
        if text not in NOT_WORDS and not FILE_ENDINGS.fullmatch(text) and not _is_told(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("done")',
        'label.setText(f"{count} files")',
        'BUTTONS = {1: "Retry"}',
        'QAction("&Copy", menu)',
        'title = "It is not known"',
        'IconButton("send", "Send (Enter)", theme)',
    ],
)
def test_the_lint_finds_what_it_is_for(source: str) -> None:
    assert list(unmarked_words(source))


@pytest.mark.parametrize(
    "source",
    [
        'translate("Menu", "&Copy")',
        'T = Phrase("A", "It is so")',
        'setObjectName("errorBar")',
        'name = "text2"',
        '"""A."""',
    ],
)
def test_the_lint_leaves_alone_what_is_marked_or_no_word(source: str) -> None:
    assert list(unmarked_words(source)) == []


def test_a_mark_that_cannot_be_read_from_the_source_is_refused() -> None:
    with pytest.raises(MarkUnreadable, match=r"made\.py:1"):
        list(marked_texts("translate('Menu', text)", "made.py"))
    with pytest.raises(MarkUnreadable):
        list(marked_texts("translate('Menu', f'{name} there')", "made.py"))


def test_plurals_comments_and_notes_are_read_from_the_source() -> None:
    source = '#: What it is.\nx = f\'{translate("A", "%Ln of {whole}", "B", n=len(y)).format(whole=z)}\''
    (found,) = marked_texts(source, "made.py")
    assert (found.context, found.text, found.comment, found.is_counted, found.note) == (
        "A",
        "%Ln of {whole}",
        "B",
        True,
        "What it is.",
    )


def test_a_number_is_asked_for_exactly_where_it_stands_in_the_text() -> None:
    marked = [each for path in FILES for each in marked_texts(path.read_text(encoding="utf-8"), path.name)]
    assert [each.text for each in marked if each.is_counted != ("%Ln" in each.text)] == []
    assert len(marked) > 300


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_translations_are_up_to_date_with_the_source(tag: str, tmp_path: Path) -> None:
    shutil.copytree(TRANSLATIONS, tmp_path, dirs_exist_ok=True)
    update(tmp_path)
    for ending in ("ts", "qm"):
        name = f"peerdrop_{tag}.{ending}"
        assert (tmp_path / name).read_bytes() == (TRANSLATIONS / name).read_bytes(), f"{name}: run `make translations`"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_language_that_can_be_chosen_has_all_words(tag: str) -> None:
    assert [source for source, forms, state in _messages(tag) if state or not all(forms)] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_translation_has_the_values_of_its_source(tag: str) -> None:
    wrong = []
    for source, forms, _ in _messages(tag):
        for form in forms:
            if _values(form) != _values(source) or ("%Ln" in form) != ("%Ln" in source):
                wrong.append((source, form))
    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_a_mnemonic_and_an_ellipsis_where_its_source_has(tag: str) -> None:
    wrong = []
    for source, forms, _ in _messages(tag):
        for form in forms:
            same_mnemonic = bool(re.search(r"&\w", source)) == bool(re.search(r"&\w", form))
            if not same_mnemonic or form.count("&") > 1 or source.endswith("…") != form.endswith("…"):
                wrong.append((source, form))
    assert wrong == []


def test_german_addresses_nobody() -> None:
    """Neither by a pronoun nor by an imperative: one way of speaking in the whole window."""
    address = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*|Ihnen|Wähle|Schreibe|Prüfe|Gib)\b")
    told = [form for _, forms, _ in _messages("de") for form in forms if address.search(form)]
    assert told == []


@pytest.mark.parametrize(
    ("gone_s", "line"), [(7200, "Offline · zuletzt vor 2 h"), (300, "Offline · zuletzt vor 5 min")]
)
def test_german_says_how_long_ago_a_device_was_seen(gone_s: int, line: str, qapp: QApplication) -> None:
    now = 1_750_000_000.0
    away = make_peer(online=False, last_seen_at=now - gone_s)
    with closing(Language(qapp, "de")):
        assert device_look(away, now).line == line


def test_every_sentence_the_node_can_say_is_known_again() -> None:
    unknown = [sentence for sentence in sorted(_sentences_of_the_node()) if not _is_told(sentence)]
    assert unknown == []
    assert len(_sentences_of_the_node()) > 80


def test_a_sentence_of_the_node_keeps_its_values_in_another_language(german: Language) -> None:
    assert told("There is no such transfer.") == "Diese Übertragung gibt es nicht."
    assert told("/srv/a.txt can't be read (Permission denied).") == "/srv/a.txt ist nicht lesbar (Permission denied)."
    assert told("Never heard of.") == "Never heard of."


def test_why_a_port_cannot_be_opened_is_said_in_the_user_s_language(german: Language) -> None:
    forbidden, walk = PermissionError(errno.EACCES, ""), "ports 3001 to 3010 are all in use."
    for failure in (
        PortsTaken.of("port 81", None),
        PortsTaken.of("port 81", forbidden),
        PortsTaken.of("port 3001", None, taken=walk),
    ):
        assert not re.search(r"\b(in use|opened|ports)\b", told(moving_error(failure).message))
        assert not re.search(r"\b(in use|opened|ports)\b", told(start_error(failure, 0).message))
    for failure in (PortsTaken.of("UDP port 81", None), PortsTaken.of("UDP port 81", forbidden)):
        assert not re.search(r"\b(in use|opened)\b", told(moving_error(failure).message))


def test_what_is_wrong_with_the_identity_is_said_in_the_user_s_language(german: Language) -> None:
    damaged = (
        "The identity file /h/identity.json is damaged. Put identity.json.backup in its place to stay the same "
        "device, or move it and any identity.json.backup away to become a new device for everybody."
    )
    assert told(damaged).startswith("Die Identitätsdatei /h/identity.json ist beschädigt.")
    assert "identity.json.backup" in told(damaged)


def test_english_is_as_it_stands_in_the_source() -> None:
    assert translate("Amounts", "%Ln files", n=3) == "3 files"
    assert Phrase("Cards", "{name} declined").translated(name="{x}") == "{x} declined"


def test_a_value_that_looks_like_a_place_for_one_is_not_looked_into(german: Language) -> None:
    assert Phrase("Cards", "{name} declined").translated(name="{name} %Ln &") == "{name} %Ln & hat abgelehnt"


def test_numbers_and_plurals_are_those_of_the_language(german: Language) -> None:
    assert (files_text(1), files_text(12340)) == ("1 Datei", "12.340 Dateien")
    assert "3,8\N{NO-BREAK SPACE}GB" in size_text(3_800_000_000).replace(" ", "\N{NO-BREAK SPACE}")
    assert left_text(4) == "noch 4 s"


def test_the_words_of_qt_itself_are_in_the_language(german: Language) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


@pytest.mark.parametrize(
    ("tag", "language"), [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("en-GB", "en"), ("tlh", "en"), ("C", "en")]
)
def test_a_language_without_words_is_english(tag: str, language: str) -> None:
    assert spoken(tag) == language


def test_every_language_that_can_be_chosen_is_packed() -> None:
    assert set(TAGS) == set(TRANSLATED)
    for tag in TRANSLATED:
        assert resource_path(f"translations/peerdrop_{tag}.qm").stat().st_size > 10_000


def test_a_language_takes_itself_back(qapp: QApplication) -> None:
    with closing(Language(qapp, "de")):
        assert QLocale().language() is QLocale.Language.German
        assert files_text(2) == "2 Dateien"
    assert files_text(2) == "2 files"
    assert QLocale() == QLocale.system()


def test_a_language_from_right_to_left_turns_the_window_round(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    monkeypatch.setitem(LANGUAGES, "ar", "العربية")
    expected_log("no words of peerdrop in the language ar")
    with closing(Language(qapp, "ar")):
        assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


async def test_the_language_that_was_chosen_is_spoken_from_the_next_start(
    theme: Theme, qapp: QApplication, tmp_path: Path
) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await _open_settings(window)
        row = window.window.settings.general.language
        restart = window.window.settings.general.restart

        async def choose(tag: str, *, is_offered: bool) -> None:
            row.box.setCurrentIndex(row.box.findData(tag))
            row.box.activated.emit(row.box.currentIndex())
            await until(lambda: node.kept_settings.language == tag)
            await until(lambda: restart.isVisible() is row.help.isVisible() is is_offered)

        for _ in range(2):
            await choose("en", is_offered=False)
            await choose("de", is_offered=True)
        assert "next start" in row.help.text()
    save_settings(tmp_path, node.kept_settings)
    with closing(Language(qapp, load_settings(Home(tmp_path).path).language)):
        async with opened_window(theme, FakeEngine(node).open_node) as window:
            await _open_settings(window)
            assert not window.window.settings.general.restart.isVisible()
            assert window.window.settings.general.language.box.currentData() == "de"


def test_the_window_is_made_in_the_language_of_the_settings(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    async def serve_window(*_: object, hand_off: HandOff, **__: object) -> int:
        said.append(translate("Rail", "No transfers"))
        hand_off.close()
        return 0

    monkeypatch.setattr(app, "serve_window", serve_window)
    save_settings(tmp_path, Settings(language="de"))
    assert app.run(tmp_path, Opening()) == 0
    assert said == ["Keine Übertragungen"]
    assert translate("Rail", "No transfers") == "No transfers"


def test_a_restart_opens_a_window_in_the_language_that_was_chosen(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, bool]] = []

    async def serve_window(*_: object, hand_off: HandOff, at_settings: bool, **__: object) -> int:
        said.append((translate("Rail", "No transfers"), at_settings))
        save_settings(tmp_path, Settings(language="de"))
        hand_off.close()
        return app.RESTART if len(said) == 1 else 0

    monkeypatch.setattr(app, "serve_window", serve_window)
    save_settings(tmp_path, Settings(language="en"))
    assert app.run(tmp_path, Opening()) == 0
    assert said == [("No transfers", False), ("Keine Übertragungen", True)]


async def test_a_german_window_shows_nothing_in_english(theme: Theme, german: Language) -> None:
    offer = make_transfer()
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(800, 600)
        assert _english(window.window) == []
        assert window.window.first_start.title.text() == "Ein Gerät wählen"
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=offer))
        await until(lambda: window.cards(BEA.device_id))
        labels = [each.label for each in card_face(window.cards(BEA.device_id)[0].facts).buttons]
        assert labels == ["Ablehnen", "Ansehen …", "Annehmen"]
        assert _english(window.window) == []
        await _open_settings(window)
        for tab in range(4):
            window.window.settings.show_tab(tab)
            assert _english(window.window) == []
        window.window.transfers_asked.emit()
        assert _english(window.window) == []


async def test_no_german_word_is_cut_in_a_small_window(theme: Theme, german: Language) -> None:
    node = FakeNode([replace(BEA, online=True)])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(800, 600)
        assert _cut(window.window) == []
        await window.open(BEA.device_id)
        assert _cut(window.window) == []
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(make_transfer().transfer_id)
        await until(window.window.page.sheet.isVisible)
        _lay_out()
        assert _cut(window.window.page.sheet) == []
        window.controller.reviewer.postpone()
        window.window.add_address.ask("192.168.1.20")
        window.window.add_address.show_error(NothingAnswers(""))
        _lay_out()
        assert _cut(window.window.add_address) == []
        window.window.add_address.dismiss()
        await _open_settings(window)
        for tab in range(4):
            window.window.settings.show_tab(tab)
            _lay_out()
            assert _cut(window.window) == []
        window.window.transfers_asked.emit()
        _lay_out()
        assert _cut(window.window) == []


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Language]:
    """What is made in this test speaks German."""
    with closing(Language(qapp, "de")) as language:
        yield language


async def _open_settings(window: OpenedWindow) -> None:
    window.window.settings_asked.emit()
    await until(window.window.settings.isEnabled, what="the settings are read")
    _lay_out()


def _messages(tag: str) -> list[tuple[str, list[str], str]]:
    """Source, the translation in each of its forms, and "unfinished" or "obsolete"."""
    found = []
    for message in ET.parse(TRANSLATIONS / f"peerdrop_{tag}.ts").getroot().iter("message"):
        source, translation = message.find("source"), message.find("translation")
        assert source is not None
        assert translation is not None
        forms = [each.text or "" for each in translation.findall("numerusform")] or [translation.text or ""]
        found.append((source.text or "", forms, translation.get("type", "")))
    return found


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _english(window: QWidget) -> list[str]:
    """What the parts of *window* say in English though there are German words for it."""
    foreign = {source for source, forms, _ in _messages("de") if source not in forms}
    said: list[tuple[QWidget | QAction, str]] = []
    for each in window.findChildren(QWidget):
        said += [(each, each.accessibleName()), (each, each.accessibleDescription())]
        said.append((each, re.sub("<[^>]+>", "", each.toolTip())))
        if isinstance(each, QLabel | QAbstractButton):
            said.append((each, each.text()))
        if isinstance(each, QLineEdit):
            said.append((each, each.placeholderText()))
    said += [(each, each.text()) for each in window.findChildren(QAction)]
    bare = {each.replace("&", "") for each in foreign}
    return [f"{type(each).__name__}: {text}" for each, text in said if text.replace("&", "") in bare]


def _cut(window: QWidget) -> list[str]:
    """The texts that have less room than they need; those that may be elided show the rest in a tooltip."""
    cut = []
    for each in window.findChildren(QWidget):
        if not each.isVisible() or isinstance(each, ElidedLabel):
            continue
        if isinstance(each, QLabel) and each.text() and each.pixmap().isNull():
            needed = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            if each.height() < needed or (not each.wordWrap() and each.width() < each.sizeHint().width()):
                cut.append(each.text())
        elif isinstance(each, QPushButton) and each.text() and each.width() < each.minimumSizeHint().width():
            cut.append(each.text())
    return cut


def _is_told(text: str) -> bool:
    """Whether *text*, or its beginning or end, is of a sentence that `told` knows."""
    source = (SOURCES / "words" / "told.py").read_text(encoding="utf-8")
    return any(_shape(each.text).fullmatch(text) for each in marked_texts(source, "told.py")) or any(
        len(text) > 8 and text in re.split(r"\{\w+\}", each.text) for each in marked_texts(source, "told.py")
    )


def _shape(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(each) for each in re.split(r"\{\w+\}", text)), re.DOTALL)


def _sentences_of_the_node() -> set[str]:
    """Every literal sentence of an error or a warning that can reach the window, with "X" for each value."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("peerdrop", "server")
        for path in (ROOT / folder).rglob("*.py")
        if "cli" not in path.parts and str(path.relative_to(ROOT)) != f"peerdrop/gui/{ON_STANDARD_ERROR}"
    }
    errors = {"PeerDropError", "WarningRaised"}
    classes = {node.name: node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for _ in classes:
        errors |= {name for name, node in classes.items() if {getattr(each, "id", "") for each in node.bases} & errors}
    found: set[str] = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors:
                given = [each.value for each in node.keywords if each.arg in ("message", "next_step")]
                given += node.args[:1] if getattr(node.func, "id", "") != "WarningRaised" else []
                for each in given:
                    found |= _literals(each)
    return found


def _literals(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _literals(node.body) | _literals(node.orelse)
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values)
        return {text}
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else set()


def _lay_out() -> None:
    """Let every layout that was asked for happen now."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
