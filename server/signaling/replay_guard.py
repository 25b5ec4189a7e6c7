"""Every nonce that was used, for as long as its epoch is valid."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from peerdrop.wire.identifiers import DeviceId, Epoch

CAPACITY: Final = 100_000
PER_SENDER: Final = 4096


class GuardFull(Exception):
    """The nonce can't be remembered, so its message can't be taken."""


class ReplayGuard:
    """Remembers (sender, nonce) of each valid epoch.

    When it is full it takes no more, or, if *forgets_oldest*, lets go of the oldest: right only for messages that do
    no harm when they come twice.
    """

    def __init__(
        self,
        valid_epochs: Callable[[], frozenset[Epoch]],
        *,
        capacity: int = CAPACITY,
        per_sender: int = PER_SENDER,
        forgets_oldest: bool = False,
    ) -> None:
        self._valid_epochs = valid_epochs
        self._capacity = capacity
        self._per_sender = per_sender
        self._forgets_oldest = forgets_oldest
        self._seen: dict[Epoch, dict[tuple[DeviceId, str], None]] = {}
        self._by_sender: Counter[DeviceId] = Counter()

    def is_new(self, sender: DeviceId, nonce: str, epoch: Epoch) -> bool:
        """Remember the nonce; False if it was there already. Raises GuardFull. *epoch* must be a valid one."""
        self._forget_ended()
        key = (sender, nonce)
        if any(key in seen for seen in self._seen.values()):
            return False
        if sum(map(len, self._seen.values())) >= self._capacity:
            if not self._forgets_oldest:
                raise GuardFull
            self._forget_oldest()
        if self._by_sender[sender] >= self._per_sender:
            raise GuardFull
        self._seen.setdefault(epoch, {})[key] = None
        self._by_sender[sender] += 1
        return True

    def _forget_ended(self) -> None:
        valid = self._valid_epochs()
        for ended in self._seen.keys() - valid:
            for sender, _ in self._seen.pop(ended):
                self._uncount(sender)

    def _forget_oldest(self) -> None:
        seen = next(seen for seen in self._seen.values() if seen)
        sender, nonce = next(iter(seen))
        del seen[sender, nonce]
        self._uncount(sender)

    def _uncount(self, sender: DeviceId) -> None:
        self._by_sender[sender] -= 1
        if not self._by_sender[sender]:
            del self._by_sender[sender]
