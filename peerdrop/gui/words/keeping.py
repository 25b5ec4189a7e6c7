"""How long a conversation is kept, and what is asked before something of it is deleted."""

from typing import Final

from peerdrop.core.history.retention import Retention
from peerdrop.gui.asking import Asked
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import size_text
from peerdrop.gui.words.phrase import Phrase, translate

RETENTIONS: Final = {
    Retention.OFF: Phrase("Keeping", "Off"),
    Retention.DAY: Phrase("Keeping", "24 hours"),
    Retention.WEEK: Phrase("Keeping", "7 days"),
    Retention.FOR_EVER: Phrase("Keeping", "For ever"),
}
"""In the order of the menu."""


def delete_message() -> Asked:
    """Before one message goes."""
    return Asked(
        title=translate("Keeping", "Delete this message here?"),
        line=translate("Keeping", "It goes from this device. The other device keeps its own."),
        agree=translate("Keeping", "&Delete here"),
        refuse=translate("Keeping", "&Keep"),
    )


def delete_transfer() -> Asked:
    """Before the card of a transfer goes."""
    return Asked(
        title=translate("Keeping", "Delete this transfer from the list?"),
        line=translate("Keeping", "Only the entry goes. The files stay where they are."),
        agree=translate("Keeping", "&Delete here"),
        refuse=translate("Keeping", "&Keep"),
    )


def delete_all() -> Asked:
    """Before every conversation goes."""
    return Asked(
        title=translate("Keeping", "Clear all conversations?"),
        line=translate("Keeping", "Messages and the list of transfers go from this device. Files stay where they are."),
        agree=translate("Keeping", "&Clear conversations"),
        refuse=translate("Keeping", "&Keep"),
    )


def delete_conversation(name: str) -> Asked:
    """Before everything goes."""
    return Asked(
        title=translate("Keeping", "Delete the conversation with {name}?").format(name=_shown(name)),
        line=translate(
            "Keeping",
            "All its messages and transfers go from this device, and what waits to be sent is withdrawn. "
            "Saved files stay where they are.",
        ),
        agree=translate("Keeping", "&Delete conversation"),
        refuse=translate("Keeping", "&Keep"),
    )


def keep_shorter(name: str, retention: Retention) -> Asked:
    """Before what is older than *retention* goes."""
    if retention is Retention.OFF:
        return Asked(
            title=translate("Keeping", "Keep nothing of the conversation with {name}?").format(name=_shown(name)),
            line=translate(
                "Keeping", "What is there is deleted here now. New messages are shown until PeerDrop is closed."
            ),
            agree=translate("Keeping", "&Delete and keep nothing"),
            refuse=translate("Keeping", "Leave as it &is"),
        )
    day = retention is Retention.DAY
    return Asked(
        title=translate("Keeping", "Keep messages with {name} for 24 hours only?").format(name=_shown(name))
        if day
        else translate("Keeping", "Keep messages with {name} for 7 days only?").format(name=_shown(name)),
        line=translate("Keeping", "What is older is deleted here now. Saved files stay where they are."),
        agree=translate("Keeping", "&Delete what is older"),
        refuse=translate("Keeping", "Leave as it &is"),
    )


def keep_all_shorter(retention: Retention) -> Asked:
    """Before what is older than *retention* goes from every conversation for which nothing else was chosen."""
    rest = translate("Keeping", "Conversations for which you have chosen otherwise stay as they are.")
    if retention is Retention.OFF:
        gone = translate(
            "Keeping", "What is there is deleted here now. New messages are shown until PeerDrop is closed."
        )
        return Asked(
            title=translate("Keeping", "Keep nothing of conversations?"),
            line=f"{gone} {rest}",
            agree=translate("Keeping", "&Delete and keep nothing"),
            refuse=translate("Keeping", "Leave as it &is"),
        )
    gone = translate("Keeping", "What is older is deleted here now. Saved files stay where they are.")
    day = retention is Retention.DAY
    return Asked(
        title=translate("Keeping", "Keep messages for 24 hours only?")
        if day
        else translate("Keeping", "Keep messages for 7 days only?"),
        line=f"{gone} {rest}",
        agree=translate("Keeping", "&Delete what is older"),
        refuse=translate("Keeping", "Leave as it &is"),
    )


def throw_away(done_bytes: int) -> Asked:
    """Before a transfer is canceled of which much is done."""
    return Asked(
        title=translate("Keeping", "Cancel and throw away {size}?").format(size=size_text(done_bytes)),
        line=translate("Keeping", "What has arrived of it is deleted."),
        agree=translate("Keeping", "&Throw away"),
        refuse=translate("Keeping", "&Keep going"),
    )


def discard_kept(done_bytes: int) -> Asked:
    """Before what is kept of a transfer that failed is thrown away."""
    return Asked(
        title=translate("Keeping", "Throw away {size}?").format(size=size_text(done_bytes)),
        line=translate("Keeping", "It has to come again from its beginning then."),
        agree=translate("Keeping", "&Throw away"),
        refuse=translate("Keeping", "&Keep"),
    )


def _shown(name: str) -> str:
    return isolated(one_line(name))
