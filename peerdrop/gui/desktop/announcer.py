"""Decides what is worth a notification: news of a device while the user looks elsewhere."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from peerdrop.clock import Clock
from peerdrop.core.events import MessageReceived, TransferStateChanged
from peerdrop.core.states import Trust
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.desktop.notifier import Notification, NotificationAction, Notifier
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.devices import DeviceModel
from peerdrop.gui.words.notifications import Lines, ended_lines, message_lines, offer_lines
from peerdrop.wire.identifiers import DeviceId, TransferId

_STRANGERS_S: Final = 60.0
MUTE_S: Final = 3600.0


class Announcer(QObject):
    """One per window. *is_active*: the user looks at the window; *shows_content*: texts and file names may be shown."""

    def __init__(
        self,
        bridge: Bridge,
        devices: DeviceModel,
        conversations: Conversations,
        notifier: Notifier,
        clock: Clock,
        *,
        is_active: Callable[[], bool],
        shows_content: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._devices = devices
        self._conversations = conversations
        self._notifier = notifier
        self._clock = clock
        self._is_active = is_active
        self._shows_content = shows_content
        self._muted_until = 0.0
        self._next_stranger_at = 0.0
        self._offers: dict[DeviceId, TransferId] = {}
        bridge.message_received.connect(self._message_received)
        bridge.transfer_state_changed.connect(self._transfer_state_changed)
        conversations.offer_arrived.connect(self._offer_arrived)
        conversations.offer_ended.connect(self._offer_ended)

    @property
    def is_muted(self) -> bool:
        """Whether `set_muted` holds."""
        return self._clock.monotonic() < self._muted_until

    def set_muted(self, muted: bool) -> None:
        """Show none for MUTE_S, or show them again."""
        self._muted_until = self._clock.monotonic() + MUTE_S if muted else 0.0

    def looked_at(self, device_id: DeviceId) -> None:
        """The user sees this conversation: nothing about it needs to be told any more."""
        self._offers.pop(device_id, None)
        self._notifier.withdraw(device_id)

    def _message_received(self, event: MessageReceived) -> None:
        if self._wanted(event.device_id):
            self._show(event.device_id, message_lines(event.name, event.text, shows_content=self._shows_content()))

    def _offer_arrived(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        card = self._conversations.model(device_id).card(transfer_id)
        if card is None or not self._wanted(device_id):
            return
        # Who can't be told from a stranger gets no button that takes files.
        verified = self._trust(device_id) is Trust.VERIFIED
        action = NotificationAction.ACCEPT if verified else NotificationAction.REVIEW
        lines = offer_lines(card.facts.transfer, shows_content=self._shows_content())
        self._show(device_id, lines, action=action, transfer_id=transfer_id)
        self._offers[device_id] = transfer_id

    def _offer_ended(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        if self._offers.get(device_id) == transfer_id:
            self.looked_at(device_id)

    def _transfer_state_changed(self, event: TransferStateChanged) -> None:
        transfer = event.transfer
        lines = ended_lines(transfer, shows_content=self._shows_content())
        if lines is not None and self._wanted(transfer.device_id):
            self._show(transfer.device_id, lines)

    def _show(
        self,
        device_id: DeviceId,
        lines: Lines,
        *,
        action: NotificationAction | None = None,
        transfer_id: TransferId | None = None,
    ) -> None:
        self._offers.pop(device_id, None)
        title, body = lines
        actions = () if action is None else (action,)
        self._notifier.show(
            Notification(device_id=device_id, title=title, body=body, actions=actions, transfer_id=transfer_id)
        )

    def _wanted(self, device_id: DeviceId) -> bool:
        if self._is_active() or self.is_muted:
            return False
        trust = self._trust(device_id)
        if trust is Trust.BLOCKED:
            return False
        if trust in (Trust.KNOWN, Trust.VERIFIED):
            return True
        now = self._clock.monotonic()
        if now < self._next_stranger_at:
            return False
        self._next_stranger_at = now + _STRANGERS_S
        return True

    def _trust(self, device_id: DeviceId) -> Trust:
        peer = self._devices.peer(device_id)
        return Trust.SEEN if peer is None else peer.trust
