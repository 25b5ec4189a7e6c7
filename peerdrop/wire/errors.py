"""What can be wrong with bytes from another machine.

WireError
├── MalformedMessage
├── MessageTooLarge
└── UnknownMessage
"""


class WireError(ValueError):
    """Bytes from another machine break the protocol; the text names the rule."""


class MalformedMessage(WireError):
    """A message is not what its type says: a field is missing, of another type, or out of range."""


class MessageTooLarge(WireError):
    """A message is longer than its limit and was not parsed."""


class UnknownMessage(WireError):
    """A message is of a type this version does not know."""

    def __init__(self, type_name: str, *, critical: bool) -> None:
        super().__init__(f"unknown message type {type_name!a}")
        self.type_name = type_name
        self.critical = critical
