"""Text as the database keeps it: bytes, so that whatever a Python string holds comes back as it was."""

import unicodedata


def kept_text(text: str) -> bytes:
    """*text* for a BLOB, NUL and lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def shown_text(kept: bytes) -> str:
    """What `kept_text` was given."""
    return kept.decode("utf-8", "surrogatepass")


def folded_text(text: str) -> bytes:
    """*text* as it is searched: neither case nor the ways to write one letter make a difference."""
    return kept_text(unicodedata.normalize("NFKC", text).casefold())
