"""The settings in the window: each applies at once, or says what is wrong and leaves the old one in force."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from peerdrop.core.errors import UsageError
from peerdrop.core.events import SettingsChanged, TransferOffered
from peerdrop.core.history.entries import ConversationSnapshot
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import FileConflict
from peerdrop.core.states import AcceptMode, ConflictOutcome, ConflictPolicy, Trust
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.question import Question
from peerdrop.gui.widgets.setting_rows import CheckSetting, ChoiceSetting, TextSetting
from peerdrop.gui.widgets.settings_page import NETWORK_TAB, PRIVACY_TAB, TRANSFERS_TAB
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.keeping import delete_all
from peerdrop.gui.words.settings import (
    SettingRefused,
    parse_at_once,
    parse_discovery_port,
    parse_folder,
    parse_host_names,
    parse_limit,
    parse_name,
    parse_networks,
    parse_port,
    parse_reserve,
    parse_server,
    parse_speed_limit,
    reserve_text,
)
from peerdrop.link import ServerFailure, ServerReport
from peerdrop.settings import IceServer, Settings, ThemeChoice
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, raising
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.kept_history import message_id, received
from tests.until import until

BEA = make_peer()
WORKS = ServerReport(rtt_ms=41.2, address="203.0.113.9")
TURN = IceServer(url="turn:relay.example:3478", username="ana", credential="secret")


async def open_settings(window: OpenedWindow) -> None:
    QTest.keyClick(window.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    if window.window.stack.currentWidget() is not window.window.settings:
        window.window.settings_asked.emit()
    await until(window.window.settings.isEnabled, what="the settings are read")


def enter(row: TextSetting, text: str) -> None:
    """Type and leave the field."""
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClick(row.field, Qt.Key.Key_Delete)
    QTest.keyClicks(row.field, text)
    QTest.keyClick(row.field, Qt.Key.Key_Return)


def choose(row: ChoiceSetting | CheckSetting, value: object) -> None:
    """Take another choice, or tick the box."""
    if isinstance(row, CheckSetting):
        assert row.box.isChecked() is not value
        row.box.click()
        return
    row.box.setCurrentIndex(row.box.findData(str(value)))
    row.box.activated.emit(row.box.currentIndex())


async def test_a_changed_name_is_in_force_at_once_and_stands_on_the_rail(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        enter(window.window.settings.general.name, "Kitchen")
        await until(lambda: node.kept_settings == Settings(name="Kitchen"))
        await until(lambda: window.window.rail.own.name.text() == "Kitchen")


async def test_a_wrong_value_says_so_below_and_the_old_one_stays_in_force(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        row = window.window.settings.network.port
        enter(row, "80")
        assert "A port is a number" in row.wrong.text()
        assert row.field.property("wrong") is True
        assert node.called("change_settings") == []
        enter(row, "4000")
        await until(lambda: node.kept_settings.port == 4000)
        assert row.wrong.text() == ""


async def test_what_the_node_refuses_is_said_at_the_field(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.replies["change_settings"] = raising(UsageError("That folder can't be written.", next_step="Choose another."))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        row = window.window.settings.transfers.folder
        enter(row, "/root/there")
        await until(lambda: row.wrong.text() == "That folder can't be written. Choose another.")
        assert node.kept_settings == Settings()


async def test_the_theme_changes_with_the_choice(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        row = window.window.settings.general.theme
        row.box.setCurrentIndex(row.box.findData(str(ThemeChoice.DARK)))
        row.box.activated.emit(row.box.currentIndex())
        await until(lambda: theme.is_dark)
        assert node.kept_settings.theme is ThemeChoice.DARK
    theme.choose(ThemeChoice.LIGHT)


async def test_servers_and_networks_are_kept_with_the_password_unseen(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.show_tab(1)
        enter(page.network.networks, "10.20.0.0/22, 10.9.0.0/24")
        enter(page.network.stun, "stun.example:3478")
        await until(lambda: len(node.kept_settings.ice_servers) == 1)
        assert not page.network.turn_user.isEnabled()
        enter(page.network.turn, "turn:relay.example:3478")
        await until(page.network.turn_user.isEnabled)
        enter(page.network.turn_user, "ana")
        await until(lambda: node.kept_settings.ice_servers[-1].username == "ana")
        enter(page.network.turn_password, "secret")
        await until(lambda: node.kept_settings.ice_servers[-1].credential == "secret")
        assert node.kept_settings.ice_servers == (IceServer(url="stun:stun.example:3478"), TURN)
        assert node.kept_settings.scan_networks == ("10.20.0.0/22", "10.9.0.0/24")
        assert page.network.turn_password.field.displayText() != "secret"


async def test_the_folder_and_whether_to_ask_are_set(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.transfers.set_folder(str(tmp_path))
        await until(lambda: node.kept_settings.directory == str(tmp_path))
        page.transfers.accept.box.setCurrentIndex(1)
        page.transfers.accept.box.activated.emit(1)
        await until(lambda: node.kept_settings.accept is AcceptMode.KNOWN)


async def test_a_server_is_tested_where_it_is_set(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.kept_settings = Settings(ice_servers=(IceServer(url="stun:stun.example:3478"), TURN))
    failed = ServerReport(failure=ServerFailure.NO_ANSWER)
    node.replies["test_ice_server"] = lambda server: failed if server.url.startswith("stun") else WORKS
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.show_tab(NETWORK_TAB)
        page.network.stun_test.button.click()
        page.network.turn_test.button.click()
        assert not page.network.stun_test.button.isEnabled()
        await until(lambda: page.network.stun_test.sentence.objectName() == "bad")
        assert page.network.stun_test.sentence.text() == "No answer in 5 s. Check the name or port 3478/UDP."
        await until(lambda: page.network.turn_test.sentence.objectName() == "ok")
        assert page.network.turn_test.sentence.text().startswith("Relay works: 41 ms, address 203.0.113.9 (checked ")
        assert node.called("test_ice_server") == [(IceServer(url="stun:stun.example:3478"),), (TURN,)]
        # A result of another server than the one that is set says nothing any more.
        enter(page.network.turn, "")
        await until(lambda: not page.network.turn_test.button.isEnabled())
        assert page.network.turn_test.sentence.text() == ""


async def test_everything_that_can_be_set_has_its_row(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        for row, text in (
            (page.network.limit, "3"),
            (page.network.host_names, "box.example, nas"),
            (page.network.discovery_port, "4001"),
            (page.transfers.speed, "2,5"),
            (page.transfers.at_once, "1"),
        ):
            enter(row, text)
        page.privacy.content.box.click()
        wanted = Settings(
            max_connections=3,
            configured_names=("box.example", "nas"),
            discovery_port=4001,
            notification_content=False,
            speed_limit_bytes_per_second=2_500_000,
            transfers_at_once=1,
        )
        await until(lambda: node.kept_settings == wanted)
        await until(lambda: page.transfers.speed.field.text() == "2.5")
        rows = {*page.rows, "ice_servers"} - {"stun", "turn", "turn_user", "turn_password"}
        assert rows == set(Settings.__struct_fields__)


async def test_what_another_face_changes_is_shown_and_what_is_being_typed_stays(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.general.name.field.setFocus()
        QTest.keyClicks(page.general.name.field, "Kit")
        node.kept_settings = Settings(name="Desk", discoverable=False)
        await push(window, node, SettingsChanged(name="Desk", discoverable=False))
        await until(lambda: not page.network.discoverable.box.isChecked())
        assert page.general.name.field.text() == "Kit"
        assert window.window.rail.own.name.text() == "Desk"
        QTest.keyClicks(page.general.name.field, "chen")
        QTest.keyClick(page.general.name.field, Qt.Key.Key_Return)
        await until(lambda: node.kept_settings == Settings(name="Kitchen", discoverable=False))


async def test_conversations_are_cleared_only_after_a_question_that_names_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    kept = ConversationSnapshot(device_id=BEA.device_id, unread=0, last_at=1.0, retention=Retention.FOR_EVER)
    node.replies["history_conversations"] = lambda: (kept,)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.show_tab(PRIVACY_TAB)
        page.privacy.clear.control.click()  # type: ignore[attr-defined]
        question = window.controller.asking.question
        assert question is not None
        assert question.agree.text().replace("&", "") == "Clear conversations"
        assert question.refuse.hasFocus()
        assert node.called("history_delete_conversation") == []
        question.agree.click()
        await until(lambda: node.called("history_delete_conversation") == [(BEA.device_id,)])


async def test_escape_goes_back_to_the_conversation(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await open_settings(window)
        assert window.window.stack.currentWidget() is window.window.settings
        window.window.settings.closed.emit()
        assert window.window.stack.currentWidget() is window.window.page


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_name, " Ana's Laptop ", "Ana's Laptop"),
        (parse_port, "", 0),
        (parse_port, "3001", 3001),
        (parse_folder, "", ""),
        (parse_networks, "10.20.1.7/22; 192.168.7.0/24", ("10.20.0.0/22", "192.168.7.0/24")),
        (parse_networks, " ", ()),
        (parse_discovery_port, "", 3001),
        (parse_limit, "", 8),
        (parse_limit, "64", 64),
        (parse_at_once, "", 3),
        (parse_at_once, "16", 16),
        (parse_speed_limit, "", 0),
        (parse_speed_limit, "0", 0),
        (parse_speed_limit, "5 MB/s", 5_000_000),
        (parse_speed_limit, ".5", 500_000),
        (parse_speed_limit, "0,01", 10_000),
        (parse_host_names, "box.example, nas;", ("box.example", "nas")),
    ],
)
def test_what_may_be_typed(parse, text: str, value: object) -> None:  # type: ignore[no-untyped-def]
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "scheme", "url"),
    [
        ("stun.example", "stun", "stun:stun.example"),
        ("turns:relay.example:5349", "turn", "turns:relay.example:5349"),
        ("turn:[fe80::1]:3478?transport=tcp", "turn", "turn:[fe80::1]:3478?transport=tcp"),
        ("", "turn", ""),
    ],
)
def test_a_server_gets_its_scheme(text: str, scheme: str, url: str) -> None:
    assert parse_server(text, scheme) == url


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_name, "x" * 65),
        (parse_name, "two\nlines"),
        (parse_port, "80"),
        (parse_port, "70000"),
        (parse_port, "٣٠٠١"),
        (parse_folder, "Downloads"),
        (parse_networks, "10.0.0.0/8"),
        (parse_networks, "10.0.0.0/33"),
        (parse_networks, "fe80::/120"),
        (parse_networks, "everything"),
        (parse_limit, "0"),
        (parse_limit, "65"),
        (parse_limit, "many"),
        (parse_at_once, "0"),
        (parse_at_once, "17"),
        (parse_speed_limit, "0.009"),
        (parse_speed_limit, "-1"),
        (parse_speed_limit, "nan"),
        (parse_speed_limit, "1_0"),
        (parse_speed_limit, "٣"),
        (parse_speed_limit, "999999"),
        (parse_host_names, "http://box"),
        (lambda text: parse_server(text, "stun"), "stun:a b"),
        (lambda text: parse_server(text, "stun"), "turn:relay.example"),
        (lambda text: parse_server(text, "turn"), "http://relay.example"),
    ],
)
def test_what_does_not_do_is_refused_with_a_sentence(parse, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingRefused) as refused:
        parse(text)
    assert str(refused.value).endswith(".")


async def test_taken_names_kept_space_and_kept_conversations_are_set(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await open_settings(window)
        page = window.window.settings
        page.show_tab(TRANSFERS_TAB)
        choose(page.transfers.conflicts, ConflictPolicy.REPLACE)
        await until(lambda: node.kept_settings.conflicts is ConflictPolicy.REPLACE)
        enter(page.transfers.reserve, "2,5")
        await until(lambda: node.kept_settings.reserve_bytes == 2_500_000_000)
        await until(lambda: page.transfers.reserve._shown == "2.5")
        enter(page.transfers.reserve, "a lot")
        assert "Write a number" in page.transfers.reserve.wrong.text()
        enter(page.transfers.reserve, "")
        await until(lambda: node.kept_settings.reserve_bytes == 0)
        page.show_tab(PRIVACY_TAB)
        choose(page.privacy.content, False)
        await until(lambda: not node.kept_settings.notification_content)


async def test_conversations_are_kept_shorter_only_after_a_question_and_what_is_older_is_not_shown_any_more(
    theme: Theme,
) -> None:
    node = FakeNode([BEA])
    now = time.time()
    node.replies["conversations"] = lambda: ()
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        for number, at in enumerate((now - 2 * 86_400, now)):
            await push(window, node, received(f"text {number}", number, BEA.device_id, at=at))
        model = window.conversation(BEA.device_id)
        await until(lambda: model.text(message_id(0)) and model.text(message_id(1)))
        await open_settings(window)
        page = window.window.settings
        page.show_tab(PRIVACY_TAB)
        row, asking = page.privacy.retention, window.controller.asking
        choose(row, Retention.DAY)
        assert asking.question is not None
        assert asking.question.title.text() == "Keep messages for 24 hours only?"
        asking.question.refuse.click()
        assert row.box.currentData() == Retention.FOR_EVER
        assert not node.called("change_settings")
        choose(row, Retention.DAY)
        asking.question.agree.click()
        await until(lambda: node.kept_settings.retention is Retention.DAY)
        await until(lambda: model.text(message_id(0)) is None)
        assert model.text(message_id(1)) is not None
        await window.open(BEA.device_id)
        menu = window.window.page.actions_offered
        await until(lambda: menu.retentions[Retention.DAY].isChecked())
        # Longer loses nothing.
        await open_settings(window)
        choose(row, Retention.FOR_EVER)
        await until(lambda: node.kept_settings.retention is Retention.FOR_EVER)


@pytest.mark.parametrize("policy", list(ConflictPolicy))
async def test_the_sheet_offers_first_what_is_set_for_taken_names(theme: Theme, policy: ConflictPolicy) -> None:
    node = FakeNode([make_peer(trust=Trust.KNOWN)])
    node.kept_settings = Settings(conflicts=policy)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await until(lambda: window.controller.reviewer._conflicts is policy)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        sheet = window.window.page.sheet
        await until(sheet.isVisible)
        sheet.accept.click()
        await until(was_called(node, "accept"))
        assert node.called("accept")[0][-1] == {"conflicts": policy.choice}


@pytest.mark.parametrize("taken", [True, False])
async def test_accept_on_a_card_shows_the_sheet_only_where_a_name_is_taken_and_that_is_to_be_asked(
    theme: Theme, taken: bool
) -> None:
    node = FakeNode([BEA])
    node.kept_settings = Settings(conflicts=ConflictPolicy.ASK)
    conflict = FileConflict(index=0, outcome=ConflictOutcome.DIFFERENT, kept_as="a (1).txt")
    node.replies["conflicts"] = lambda *_: (conflict,) if taken else ()
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await until(lambda: window.controller.card_actions._conflicts is ConflictPolicy.ASK)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await window.open(BEA.device_id)
        await window.press(TRANSFER_ID, CardAction.ACCEPT)
        if taken:
            await until(window.window.page.sheet.isVisible)
            assert not node.called("accept")
        else:
            await until(was_called(node, "accept"))
            assert node.called("accept") == [(TRANSFER_ID, None)]


@pytest.mark.parametrize(
    ("text", "reserve_bytes", "shown"),
    [
        ("", 0, ""),
        ("0", 0, ""),
        ("2", 2_000_000_000, "2"),
        (" 0,5 GB", 500_000_000, "0.5"),
        (".125", 125_000_000, "0.125"),
    ],
)
def test_space_to_keep_is_read_in_gb_and_shown_so(text: str, reserve_bytes: int, shown: str) -> None:
    assert parse_reserve(text) == reserve_bytes
    assert reserve_text(reserve_bytes) == shown


@pytest.mark.parametrize("text", ["-1", "1e3", "nan", "٢", "1_000", "2 TB", "12345678"])
def test_other_space_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused):
        parse_reserve(text)


async def opened_question(window: OpenedWindow, node: FakeNode) -> Question:
    """The question whether to keep nothing, unanswered."""
    node.replies["conversations"] = lambda: ()
    await open_settings(window)
    window.window.settings.show_tab(PRIVACY_TAB)
    choose(window.window.settings.privacy.retention, Retention.OFF)
    question = window.controller.asking.question
    assert question is not None
    assert question.isVisible()
    return question


async def test_what_is_set_while_it_is_asked_whether_to_keep_nothing_does_not_answer_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        question = await opened_question(window, node)
        page = window.window.settings
        assert page.privacy.retention.box.currentData() == Retention.FOR_EVER
        choose(page.privacy.content, False)
        await until(was_called(node, "change_settings"))
        assert node.called("change_settings") == [(Settings(notification_content=False),)]
        await until(lambda: page._settings == Settings(notification_content=False))
        question.refuse.click()
        choose(page.privacy.content, True)
        await until(lambda: len(node.called("change_settings")) == 2)
        assert node.kept_settings == Settings()


async def test_a_late_answer_to_keep_nothing_undoes_nothing_that_was_set_meanwhile(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        question = await opened_question(window, node)
        node.kept_settings = Settings(discoverable=False, speed_limit_bytes_per_second=5_000_000)
        question.agree.click()
        # Asked for before the answer is in force: it goes along.
        choose(window.window.settings.privacy.content, False)
        await until(lambda: len(node.called("change_settings")) == 2)
        assert node.called("change_settings")[0] == (
            Settings(discoverable=False, speed_limit_bytes_per_second=5_000_000, retention=Retention.OFF),
        )
        assert node.kept_settings.retention is Retention.OFF
        await until(lambda: window.window.settings.privacy.retention.box.currentData() == Retention.OFF)


async def test_a_question_that_another_takes_the_place_of_is_answered_with_no(theme: Theme) -> None:
    answers: list[str] = []
    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        asking = window.controller.asking
        asking.ask(delete_all(), lambda: answers.append("yes"), lambda: answers.append("no"))
        asking.ask(delete_all(), lambda: answers.append("second yes"), lambda: answers.append("second no"))
        assert answers == ["no"]
        assert asking.question is not None
        assert asking.question.refuse.hasFocus()


async def test_a_page_that_is_opened_below_a_question_does_not_take_the_keys(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.controller.asking.ask(delete_all(), lambda: None)
        question = window.controller.asking.question
        assert question is not None
        # As the tray does, whose menu no question covers.
        window.window.settings_asked.emit()
        page = window.window.settings
        await until(page.isEnabled)
        await until(question.refuse.hasFocus)
        page.general.name.field.setFocus()
        assert question.refuse.hasFocus()
        QTest.keyClick(question.refuse, Qt.Key.Key_Tab)
        assert question.agree.hasFocus()
        QTest.keyClick(question.agree, Qt.Key.Key_Escape)
        assert page.general.name.field.hasFocus(), "what would have had the focus gets it"
