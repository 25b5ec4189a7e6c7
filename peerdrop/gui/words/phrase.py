"""Words that stand in another language for another user; `make translations` finds them by these two names."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str, comment: str = "", n: int = -1) -> str:
    """*text* in the user's language, or as it is if that has none of it.

    *context* names the module's noun, *comment* tells two equal texts apart; both and *text* are literals, for they
    are read from the source. *n* picks the plural form and stands where "%Ln" is. Values stand as "{name}" in *text*
    and are put in by str.format afterwards, so that what a peer wrote is never looked up.
    """
    return QCoreApplication.translate(context, text, comment or None, n)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that is kept before it is known in which language it will be shown: in a table, a default, an enum."""

    context: str
    text: str
    comment: str = ""

    def translated(self, **values: object) -> str:
        """The text in the user's language now, with *values* in the place of their names."""
        text = translate(self.context, self.text, self.comment)
        return text.format(**values) if values else text
