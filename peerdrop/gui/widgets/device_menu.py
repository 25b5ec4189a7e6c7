"""The menu of one device, at its row and in the header of its conversation."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.safe_text import in_own_direction
from peerdrop.gui.words.device_actions import DeviceAction, action_label, device_menu

Act = Callable[[DeviceAction, PeerSnapshot], None]
MoreActions = Callable[[QMenu, PeerSnapshot], None]
"""Adds actions of its own to the menu of a device."""


def fill_device_menu(menu: QMenu, peer: PeerSnapshot, act: Act, more: tuple[MoreActions, ...] = ()) -> None:
    """Put what can be done with *peer* now into *menu*, in place of what was there; *more* before the last group."""
    menu.clear()
    groups = device_menu(peer)
    for number, group in enumerate(groups):
        if number == len(groups) - 1:
            for add in more:
                add(menu, peer)
            menu.addSeparator()
        for action in group:
            menu.addAction(in_own_direction(action_label(action, peer)), partial(act, action, peer))
        if number == 0 and len(groups) > 2:
            menu.addSeparator()
