"""What the menu of a transfer offers beside its buttons: its place in the line, and how fast it may be."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from peerdrop.core.states import TransferReason, TransferState
from peerdrop.gui.safe_text import button_text
from peerdrop.gui.words.card_face import CardAction, CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import SPEED_CHOICES, choice_text

MOVES: Final = (CardAction.MOVE_FIRST, CardAction.MOVE_UP, CardAction.MOVE_DOWN, CardAction.MOVE_LAST)
_ON_OFFER: Final = frozenset({TransferState.NEW, TransferState.OFFERED})


def add_transfer_actions(
    menu: QMenu,
    facts: CardFacts,
    press: Callable[[str, CardAction], None],
    limit: Callable[[str, int | None], None],
) -> None:
    """Everything that can be done with a transfer now. *limit* is called with None for a speed of the user's own."""
    transfer = facts.transfer
    shown = [(button.action, button.label) for button in card_face(facts).buttons]
    offered = {action for action, _ in shown}
    shown += [(each, each.value.translated()) for each in more_actions(facts) if each not in offered]
    for action, label in shown:
        menu.addAction(button_text(label), partial(press, transfer.transfer_id, action))
    if can_move(facts):
        menu.addSeparator()
        for action in MOVES:
            menu.addAction(button_text(action.value.translated()), partial(press, transfer.transfer_id, action))
    if facts.counted is None and not transfer.state.is_final:
        menu.addMenu(speed_menu(menu, transfer.limit_bytes_per_second, partial(limit, transfer.transfer_id)))


def more_actions(facts: CardFacts) -> list[CardAction]:
    """What a transfer takes at each step, though there is no room for a button: to be paused, and to be canceled."""
    transfer = facts.transfer
    if facts.counted is not None or transfer.state.is_final:
        return []
    if transfer.state in _ON_OFFER and transfer.queue_position is None:
        return []  # An offer to us is answered, not paused.
    can_pause = not transfer.held and transfer.state is not TransferState.VERIFYING
    pause = [CardAction.PAUSE] if can_pause and transfer.reason is not TransferReason.USER else []
    return [*pause, CardAction.CANCEL]


def can_move(facts: CardFacts) -> bool:
    """It stands in a line in which it may have another place."""
    return facts.counted is None and not facts.transfer.state.is_final and facts.transfer.queue_position is not None


def speed_menu(parent: QMenu, bytes_per_second: int, choose: Callable[[int | None], None]) -> QMenu:
    """The usual speeds with the one in force checked, and one of the user's own."""
    menu = QMenu(translate("Speeds", "Speed &limit"), parent)
    group = QActionGroup(menu)
    for each in SPEED_CHOICES:
        action = menu.addAction(button_text(choice_text(each)), partial(choose, each))
        action.setCheckable(True)
        action.setChecked(each == bytes_per_second)
        group.addAction(action)
    own = menu.addAction(translate("Speeds", "&Other speed…"), partial(choose, None))
    own.setCheckable(True)
    own.setChecked(bytes_per_second not in SPEED_CHOICES)
    if own.isChecked():
        own.setText(button_text(translate("Speeds", "{rate}, change…").format(rate=choice_text(bytes_per_second))))
    group.addAction(own)
    return menu
