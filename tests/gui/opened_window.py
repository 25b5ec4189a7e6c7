"""A window over a node of the test's choice, with nothing left when it is closed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.clock import Clock, SystemClock
from peerdrop.control.handle import NodeHandle
from peerdrop.core.events import Event
from peerdrop.gui.app import stop_engine
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.controller import Controller
from peerdrop.gui.engine import Engine, OpenNode
from peerdrop.gui.home_node import StoppedSettings
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.models.entries import CardEntry
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import DeviceId, TransferId
from tests.fake_node import FakeNode
from tests.until import until


class OpenedWindow:
    """What a user can do with a window, and what can be seen there."""

    def __init__(self, controller: Controller, engine: Engine, bridge: Bridge, opened_paths: list[Path]) -> None:
        self.controller = controller
        self.engine = engine
        self.bridge = bridge
        self.opened_paths = opened_paths
        """What the desktop was asked to open."""

    @property
    def window(self) -> MainWindow:
        return self.controller.window

    @property
    def error_text(self) -> str:
        """What the error bar of the conversation says; "" while there is none."""
        bar = self.window.page.error_bar
        return "" if bar.isHidden() else bar.cause.text()

    def conversation(self, device_id: DeviceId) -> ConversationModel:
        return self.controller.conversations.model(device_id)

    def cards(self, device_id: DeviceId) -> list[CardEntry]:
        return [each for each in self.conversation(device_id).entries() if isinstance(each, CardEntry)]

    async def open(self, device_id: DeviceId) -> None:
        """Choose a device that must be in the list, or come."""
        await until(lambda: self.controller.order.index_of(device_id).isValid(), what="the device is in the list")
        self.window.rail.devices.open_device(device_id)
        assert self.controller.opened == device_id

    def type(self, text: str, *, enter: bool = True) -> None:
        """Write into the composer."""
        QTest.keyClicks(self.window.page.composer.field, text)
        if enter:
            QTest.keyClick(self.window.page.composer.field, Qt.Key.Key_Return)

    def drop(self, files: Sequence[Path], onto: QWidget | None = None) -> None:
        """Drag files over a widget (the conversation) and let go."""
        target = onto or self.window.page
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
        at, copy = QPoint(target.width() // 2, target.height() // 2), Qt.DropAction.CopyAction
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(target, QDragEnterEvent(at, copy, mime, button, keys))
        QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, mime, button, keys))

    def _offered(self, transfer_id: TransferId) -> list[CardAction]:
        device_id = self.controller.conversations.owner(transfer_id)
        card = None if device_id is None else self.conversation(device_id).card(transfer_id)
        return [] if card is None else [each.action for each in card_face(card.facts).buttons]

    async def press(self, transfer_id: TransferId, action: CardAction) -> None:
        """Click a button of a card, as soon as it is there: what another window shows may not be shown here yet."""
        view = self.window.page.view
        await until(lambda: action in self._offered(transfer_id), what=f"the button {action}")
        device_id = self.controller.conversations.owner(transfer_id)
        assert device_id is not None
        model = self.conversation(device_id)
        card = model.card(transfer_id)
        assert card is not None
        view.doItemsLayout()
        index = model.index_of(transfer_id)
        view.scrollTo(index)
        row = view.visualRect(index)
        layout = view.delegate.card_layout(card, row.width())
        rect = next(rect for button, rect in layout.buttons if button.action is action)
        position = rect.center() + row.topLeft()
        assert view.viewport().rect().contains(position), "the button is not in view"
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, position)


@asynccontextmanager
async def opened_window(
    theme: Theme,
    open_node: OpenNode,
    *,
    downloads: Path = Path("/nowhere/Downloads"),
    wait: bool = True,
    clock: Clock | None = None,
    stopped: StoppedSettings | None = None,
) -> AsyncIterator[OpenedWindow]:
    """A window that is shown, with its engine started."""
    bridge = Bridge()
    engine = Engine(open_node, bridge.deliver)
    opened_paths: list[Path] = []
    controller = Controller(
        engine,
        bridge,
        theme,
        clock or SystemClock(),
        download_directory=downloads,
        open_path=opened_paths.append,
        stopped=stopped,
    )
    controller.window.show()
    engine.start()
    try:
        if wait:
            await until(controller.window.first_start.scan.isEnabled, what="the node is open")
            # A shortcut is heard by the active window alone, which it becomes some turns after it is shown.
            controller.window.activateWindow()
            await until(controller.window.isActiveWindow, what="the window has the keyboard")
        yield OpenedWindow(controller, engine, bridge, opened_paths)
    finally:
        controller.window.hide()
        await controller.commands.aclose()
        assert await stop_engine(engine)
        controller.window.deleteLater()
        controller.deleteLater()
        await asyncio.sleep(0)


class FakeEngine:
    """Opens one FakeNode after another, and pushes events from its thread."""

    def __init__(self, node: FakeNode) -> None:
        self.node = node
        self.opens = 0
        self.refusals: list[Exception] = []
        """Raised one after the other instead of opening."""

    @asynccontextmanager
    async def open_node(self) -> AsyncIterator[NodeHandle]:
        self.opens += 1
        if self.refusals:
            raise self.refusals.pop(0)
        yield self.node


async def push(window: OpenedWindow, node: FakeNode, *events: Event) -> None:
    """Let the node tell *events*, and return when the window has taken them."""

    async def tell(_: NodeHandle) -> None:
        node.push(*events)

    await asyncio.wrap_future(window.engine.submit(tell))
    # One turn of the engine's loop for its stream of events; the window takes many at once in several turns.
    await asyncio.wrap_future(window.engine.submit(lambda _: asyncio.sleep(0)))
    await until(lambda: not window.bridge._is_woken, what="the window has taken what was told")


def was_called(node: FakeNode, name: str) -> Callable[[], bool]:
    """For `until`."""
    return lambda: bool(node.called(name))
