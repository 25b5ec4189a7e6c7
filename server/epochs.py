"""What this backend hands out against replays."""

import secrets
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.identifiers import Epoch
from peerdrop.wire.limits import EPOCH_S, NONCE_BYTES

_TOKEN_BYTES: Final = 16


class Epochs:
    """The current epoch and the one before it; both are valid. A new one begins each EPOCH_S."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._current = _new_epoch()
        self._previous: Epoch | None = None
        self._began_at = clock.monotonic()

    @property
    def current(self) -> Epoch:
        self._turn()
        return self._current

    @property
    def valid(self) -> frozenset[Epoch]:
        """Every epoch a message may name now."""
        self._turn()
        return frozenset({self._current} if self._previous is None else {self._current, self._previous})

    def _turn(self) -> None:
        elapsed_s = self._clock.monotonic() - self._began_at
        if elapsed_s < EPOCH_S:
            return
        # After a gap of two epochs nobody can hold the one that was current in between.
        self._previous = self._current if elapsed_s < 2 * EPOCH_S else None
        self._current = _new_epoch()
        self._began_at = self._clock.monotonic()


def _new_epoch() -> Epoch:
    return Epoch(secrets.token_hex(_TOKEN_BYTES))


def new_nonce() -> str:
    """A nonce that was never used before: 32 hex digits."""
    return secrets.token_hex(NONCE_BYTES)
