"""How offers are answered: by the settings, or by the command that runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from peerdrop.core.states import AcceptMode, Trust
from peerdrop.wire.identifiers import DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptPolicy:
    """How offers are answered while a command runs. None leaves what the settings say.

    *attended* says whether somebody will decide what the mode leaves open; if not, such an offer is declined at
    once with NOT_ATTENDED. With *only_from*, offers of all other devices are declined.
    """

    mode: AcceptMode | None = None
    directory: Path | None = None
    only_from: DeviceId | None = None
    attended: bool = False


class AcceptPolicies:
    """The policies held at the moment; the last one held wins, and *standing* holds when none is."""

    def __init__(self, standing: AcceptPolicy, trust_of: Callable[[DeviceId], Trust]) -> None:
        self._held = [standing]
        self._trust_of = trust_of

    def change_standing(self, policy: AcceptPolicy) -> None:
        """Answer by *policy* where no held one says otherwise."""
        self._held[0] = policy

    @contextmanager
    def hold(self, policy: AcceptPolicy) -> Iterator[None]:
        """Answer by *policy* until left."""
        # A copy, and taken away by identity: two commands may hold what is equal, at different ranks.
        ours = replace(policy)
        self._held.append(ours)
        try:
            yield
        finally:
            self._held = [held for held in self._held if held is not ours]

    @property
    def directory(self) -> Path | None:
        """The folder for what is accepted."""
        return next((held.directory for held in reversed(self._held) if held.directory is not None), None)

    @property
    def is_attended(self) -> bool:
        """Somebody will decide what is left open."""
        return any(held.attended for held in self._held)

    def is_wanted(self, device_id: DeviceId) -> bool:
        """Files of *device_id* are taken at all."""
        return all(held.only_from in (None, device_id) for held in self._held)

    def takes(self, device_id: DeviceId) -> bool:
        """Files of *device_id* are taken without asking."""
        mode = next((held.mode for held in reversed(self._held) if held.mode is not None), AcceptMode.ASK)
        if mode is AcceptMode.ALL:
            return True
        return mode is AcceptMode.KNOWN and self._trust_of(device_id) in (Trust.KNOWN, Trust.VERIFIED)
