"""What was refused, and how often."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Refusal(StrEnum):
    """Why something from the network was turned away. Those that answer a request are its `error` on the wire."""

    MALFORMED = "malformed"
    BAD_SIGNATURE = "bad_signature"
    WRONG_SENDER = "wrong_sender"
    WRONG_RECEIVER = "wrong_receiver"
    WRONG_EPOCH = "wrong_epoch"
    UNKNOWN_SENDER = "unknown_sender"
    OLD_INSTANCE = "old_instance"
    REPLAYED = "replayed"
    VERSION = "version"
    RATE_LIMITED = "rate_limited"
    FULL = "full"
    BAD_HOST = "bad_host"
    ORIGIN = "origin"
    CONTENT_TYPE = "content_type"
    CONTENT_ENCODING = "content_encoding"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_FOUND = "not_found"
    METHOD = "method"
    INTERNAL = "internal"

    TOO_MANY_CONNECTIONS = "too_many_connections"
    ANNOUNCEMENT_MALFORMED = "announcement_malformed"
    ANNOUNCEMENT_FLOOD = "announcement_flood"


class Refusals:
    """Counts refusals of one backend."""

    def __init__(self) -> None:
        self._counts: Counter[Refusal] = Counter()

    def count(self, refusal: Refusal) -> None:
        """One more of *refusal*."""
        self._counts[refusal] += 1

    def snapshot(self) -> Mapping[Refusal, int]:
        """The counts as of now; those never counted are missing."""
        return MappingProxyType(dict(self._counts))
