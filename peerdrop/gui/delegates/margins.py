"""Measures that all rows of a conversation share."""

from typing import Final

NARROW_PX: Final = 500
"""Below this width of the conversation, rows use nearly all of it."""
SIDE_PX: Final = 24
SIDE_NARROW_PX: Final = 12
