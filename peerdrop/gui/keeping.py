"""What is kept of a conversation, and for how long: deletes what the user wants gone."""

from PySide6.QtCore import QObject

from peerdrop.clock import Clock
from peerdrop.control.handle import NodeHandle
from peerdrop.core.history.entries import ConversationSnapshot
from peerdrop.core.history.retention import Retention
from peerdrop.gui.asking import Asking
from peerdrop.gui.commands import Commands
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.widgets.conversation_page import ConversationPage
from peerdrop.gui.words.keeping import delete_all, delete_conversation, delete_message, delete_transfer, keep_shorter
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId, MessageId


class Keeping(QObject):
    """Asks before anything goes; the rows go when the history has let go of them."""

    def __init__(
        self,
        page: ConversationPage,
        conversations: Conversations,
        commands: Commands,
        asking: Asking,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._conversations = conversations
        self._commands = commands
        self._asking = asking
        self._clock = clock
        self._retentions: dict[DeviceId, Retention] = {}
        self._default = Retention.FOR_EVER
        page.view.deletion_asked.connect(self._deletion_asked)
        page.view.message_withdrawn.connect(self._withdraw)
        page.actions_offered.deletion_asked.connect(self._conversation_deletion_asked)
        page.actions_offered.retention_chosen.connect(self._retention_chosen)
        page.conversation_shown.connect(self._conversation_shown)
        commands.settings_read.connect(self._settings_read)
        commands.conversations_read.connect(self._default_changed)

    def delete(self, device_id: DeviceId, identifier: str) -> None:
        """Delete one message or transfer, without a question."""
        self._commands.run(
            device_id,
            lambda node: node.history.delete_item(device_id, identifier),
            lambda _: self._conversations.remove(device_id, identifier),
        )

    def ask_to_clear_all(self) -> None:
        """Delete every conversation, after a question."""

        async def delete(node: NodeHandle) -> tuple[DeviceId, ...]:
            kept = tuple(each.device_id for each in await node.history.conversations())
            for device_id in kept:
                await node.history.delete_conversation(device_id)
            return kept

        def cleared(kept: tuple[DeviceId, ...]) -> None:
            for device_id in kept:
                self._conversations.clear(device_id)

        self._asking.ask(delete_all(), lambda: self._commands.run(None, delete, cleared))

    def _deletion_asked(self, identifier: str) -> None:
        peer = self._page.peer
        if peer is None:
            return
        model = self._conversations.model(peer.device_id)
        asked = delete_transfer() if model.text(MessageId(identifier)) is None else delete_message()
        self._asking.ask(asked, lambda: self.delete(peer.device_id, identifier))

    def _withdraw(self, message_id: str) -> None:
        peer = self._page.peer
        if peer is not None:
            self._commands.run(peer.device_id, lambda node: node.history.withdraw(message_id))

    def _conversation_deletion_asked(self) -> None:
        peer = self._page.peer
        if peer is None:
            return
        device_id = peer.device_id

        def delete() -> None:
            self._commands.run(
                device_id,
                lambda node: node.history.delete_conversation(device_id),
                lambda _: self._conversations.clear(device_id),
            )

        self._asking.ask(delete_conversation(peer.name), delete)

    def _conversation_shown(self, device_id: DeviceId) -> None:
        self._page.actions_offered.show_retention(self._retention(device_id))
        self._commands.run(device_id, lambda node: node.history.conversations(), self._conversations_read)

    def _conversations_read(self, kept: tuple[ConversationSnapshot, ...]) -> None:
        self._retentions = {each.device_id: each.retention for each in kept}
        peer = self._page.peer
        if peer is not None:
            self._page.actions_offered.show_retention(self._retention(peer.device_id))

    def _retention(self, device_id: DeviceId) -> Retention:
        return self._retentions.get(device_id, self._default)

    def _settings_read(self, settings: Settings) -> None:
        before, self._default = self._default, settings.retention
        if settings.retention is before:
            return
        # What is kept by the default is kept otherwise now.
        self._commands.read_conversations()

    def _default_changed(self, kept: tuple[ConversationSnapshot, ...]) -> None:
        self._conversations_read(kept)
        for device_id in self._conversations.devices():
            kept_s = self._retention(device_id).kept_s
            if kept_s is not None:
                self._conversations.clear(device_id, self._clock.wall() - kept_s)

    def _retention_chosen(self, retention: Retention) -> None:
        peer = self._page.peer
        if peer is None:
            return
        device_id = peer.device_id
        before = self._retention(device_id)

        def keep() -> None:
            self._commands.run(
                device_id,
                lambda node: node.history.set_retention(device_id, retention),
                lambda _: self._kept(device_id, retention),
            )

        if is_shorter(retention, before):
            self._asking.ask(keep_shorter(peer.name, retention), keep)
        else:
            keep()

    def _kept(self, device_id: DeviceId, retention: Retention) -> None:
        self._retentions[device_id] = retention
        if self._page.peer is not None and self._page.peer.device_id == device_id:
            self._page.actions_offered.show_retention(retention)
        kept_s = retention.kept_s
        if kept_s is not None:
            self._conversations.clear(device_id, self._clock.wall() - kept_s)


def is_shorter(retention: Retention, before: Retention) -> bool:
    """Something may go when *retention* takes the place of *before*."""
    kept_s, before_s = retention.kept_s, before.kept_s
    return kept_s is not None and (before_s is None or kept_s < before_s)
