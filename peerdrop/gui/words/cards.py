"""What a file card says and offers in each state of its transfer."""

from typing import Final

from peerdrop.core.states import Direction
from peerdrop.gui.safe_text import one_line
from peerdrop.gui.words.card_face import CardAction, CardFace, CardFacts
from peerdrop.gui.words.card_frame import job_title
from peerdrop.gui.words.ended_cards import ENDED_CARDS
from peerdrop.gui.words.live_cards import LIVE_CARDS, counting_card
from peerdrop.gui.words.phrase import Phrase, translate

__all__ = ["card_face", "job_title", "spoken_card"]

_BUILDERS: Final = {**LIVE_CARDS, **ENDED_CARDS}


def card_face(facts: CardFacts) -> CardFace:
    """What the card of one transfer shows."""
    if facts.counted is not None:
        return counting_card(facts, facts.counted)
    return _BUILDERS[facts.transfer.state](facts)


def spoken_card(facts: CardFacts, face: CardFace) -> str:
    """A card for a screen reader."""
    transfer = facts.transfer
    name = one_line(transfer.peer_name)
    outgoing = transfer.direction is Direction.OUTGOING
    head = translate("Cards", "Sending {what} to {name}") if outgoing else translate("Cards", "{what} from {name}")
    head = head.format(what=face.title, name=name)
    hints = [_HINTS[each.action].translated() for each in face.buttons if each.action in _HINTS]
    parts = [f"{head}, {face.detail}", face.note, face.status, ", ".join(hints)]
    return " ".join(" ".join(_sentence(each) for each in parts if each).replace(" · ", ", ").split())


def _sentence(text: str) -> str:
    """*text* with the full stop that some statuses have and some have not."""
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


_HINTS: Final = {
    CardAction.PAUSE: Phrase("Cards", "Space pauses"),
    CardAction.RESUME: Phrase("Cards", "Space resumes"),
    CardAction.CANCEL: Phrase("Cards", "Delete cancels"),
}
