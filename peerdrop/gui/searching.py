"""The search in a conversation: asks the history, goes from hit to hit, reads older pages to show one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject

from peerdrop.core.history.entries import HistoryEntry
from peerdrop.gui.commands import Commands
from peerdrop.gui.delegates.marks import is_found, searched_words
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.entries import CardEntry, Entry, TextEntry, identifier_of, kept_identifier
from peerdrop.gui.widgets.conversation_page import ConversationPage
from peerdrop.wire.identifiers import DeviceId

HITS_MAX: Final = 1000
_PAGE_ENTRIES: Final = 1000


@dataclass(frozen=True, slots=True)
class _Hit:
    identifier: str
    at: float


class Searching(QObject):
    """One search at a time; it ends with the bar, and when another conversation is opened."""

    def __init__(
        self,
        page: ConversationPage,
        conversations: Conversations,
        commands: Commands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._conversations = conversations
        self._commands = commands
        self._words: tuple[str, ...] = ()
        self._hits: list[_Hit] = []
        self._position = 0
        self._is_coming = False
        """The hit to be shown is in a page that was asked for."""
        page.search_bar.searched.connect(self._search)
        page.search_bar.stepped.connect(self._step)
        page.search_bar.closed.connect(self._end)
        page.actions_offered.search_asked.connect(page.search_bar.begin)
        page.conversation_shown.connect(lambda _: page.search_bar.end())
        conversations.history_added.connect(self._history_added)

    def _search(self, text: str) -> None:
        peer = self._page.peer
        self._words = searched_words(text)
        self._is_coming = False
        if peer is None or not self._words:
            self._forget()
            return
        device_id, words = peer.device_id, self._words

        def found(entries: tuple[HistoryEntry, ...]) -> None:
            if words == self._words and self._is_open(device_id):
                self._show_hits(device_id, entries)

        self._commands.run(device_id, lambda node: node.history.search(text, device_id, HITS_MAX), found)

    def _show_hits(self, device_id: DeviceId, entries: Sequence[HistoryEntry]) -> None:
        hits = {kept_identifier(each): _Hit(kept_identifier(each), each.at) for each in entries}
        # Where nothing is kept, what is on the screen can still be searched.
        for entry in self._conversations.model(device_id).entries():
            identifier = identifier_of(entry)
            if identifier and identifier not in hits and is_found(_text_of(entry), self._words):
                hits[identifier] = _Hit(identifier, entry.at)
        self._hits = sorted(hits.values(), key=lambda hit: hit.at, reverse=True)
        self._position = 0
        self._show()

    def _step(self, step: int) -> None:
        if self._hits:
            self._position = (self._position + step) % len(self._hits)
            self._show()

    def _show(self) -> None:
        bar, peer = self._page.search_bar, self._page.peer
        bar.show_position(self._position, len(self._hits), more=len(self._hits) >= HITS_MAX)
        self._is_coming = False
        if not self._hits or peer is None:
            self._page.view.set_search(self._words)
            return
        hit = self._hits[self._position]
        if self._page.view.reveal(hit.identifier):
            self._page.view.set_search(self._words, hit.identifier)
            return
        model = self._conversations.model(peer.device_id)
        if model.is_complete:
            # It was deleted meanwhile.
            del self._hits[self._position]
            self._position = min(self._position, max(0, len(self._hits) - 1))
            self._show()
            return
        self._is_coming = True
        before, model.older_from = model.older_from, None
        # None: a page is on its way already.
        if before is not None:
            self._commands.read_history(peer.device_id, before, _PAGE_ENTRIES)

    def _history_added(self, device_id: DeviceId) -> None:
        if self._is_coming and self._is_open(device_id):
            self._show()

    def _is_open(self, device_id: DeviceId) -> bool:
        return self._page.peer is not None and self._page.peer.device_id == device_id

    def _end(self) -> None:
        self._page.search_bar.field.clear()
        self._words = ()
        self._forget()
        self._page.composer.field.setFocus()

    def _forget(self) -> None:
        self._hits = []
        self._is_coming = False
        self._page.search_bar.show_position(None, 0)
        self._page.view.set_search(())


def _text_of(entry: Entry) -> str:
    match entry:
        case TextEntry():
            return entry.text
        case CardEntry():
            names = [entry.facts.transfer.label, *(each.path.name for each in entry.facts.published)]
            return "\n".join(names)
        case _:
            return ""
