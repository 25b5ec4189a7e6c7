"""Alice and Bob with a Transfers each, joined in memory, each with a home and a clock of their own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from peerdrop.core.bus import Bus
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.worker import ResultT, Worker
from peerdrop.core.transfers.flow.lane import Lanes
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.identifiers import DeviceId
from tests.manual_clock import ManualClock, settle
from tests.recorder import Recorder
from tests.session_pair import ALICE, BOB, SessionPair
from tests.until import LIMIT_S, until


class TransferPair:
    """Alice sends, Bob receives; Bob takes everything unless *decision* says otherwise."""

    alice_id = ALICE
    bob_id = BOB

    def __init__(self, root: Path, *, lanes: Lanes | None = None, **bob: Any) -> None:
        self.root = root
        self._lanes = lanes
        self.inbox = root / "inbox"
        self.outbox = root / "outbox"
        self.outbox.mkdir(exist_ok=True)
        self.clock = ManualClock()
        self.decision = OfferDecision.accept()
        self.alice_bus, self.bob_bus = Bus(), Bus()
        self.alice_events, self.bob_events = Recorder(self.alice_bus), Recorder(self.bob_bus)
        self.alice = self._make(self.alice_bus, "alice")
        self.bob = self._make(self.bob_bus, "bob", **bob)
        self._bob_more = bob
        self._at_work: set[asyncio.Future[Any]] = set()
        self.sessions = SessionPair(self.alice, self.bob)

    def _make(self, bus: Bus, name: str, **more: Any) -> Transfers:
        return Transfers(
            home=self.root / name,
            bus=bus,
            clock=self.clock,
            policy=self._decide,
            default_directory=lambda: self.inbox,
            lanes=self._lanes,
            **more,
        )

    def _decide(self, device_id: DeviceId) -> OfferDecision:
        return self.decision

    def connect(self) -> SessionPair:
        """A new link between the two."""
        self.sessions = SessionPair(self.alice, self.bob)
        return self.sessions.open()

    def restart_alice(self) -> None:
        """Another run of her program on the same home; the old one must be closed."""
        self.alice = self._make(self.alice_bus, "alice")

    def restart_bob(self) -> None:
        """Another run of his program on the same home; the old one must be closed."""
        self.bob = self._make(self.bob_bus, "bob", **self._bob_more)

    def source(self, name: str, content: bytes) -> Path:
        """A file for Alice to send."""
        path = self.outbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    async def advance(self, seconds: float, *, step_s: float = 0.05) -> None:
        """Let *seconds* pass in steps; threads do between them what can be done by then, however slow they are."""
        for _ in range(round(seconds / step_s)):
            await self.clock.advance(step_s)
            await self._rest()

    async def advance_until(self, predicate: Callable[[], object], *, step_s: float = 0.1) -> None:
        """Let time pass in the same way until *predicate* is true; AssertionError if time alone does not help."""
        deadline = time.monotonic() + LIMIT_S
        while not predicate():
            assert time.monotonic() < deadline, "time alone does not help"
            await self.advance(step_s, step_s=step_s)

    async def _rest(self) -> None:
        await settle()
        while self._at_work:
            await until(lambda: not self._at_work, what="the threads have done their work")
            await settle()

    def _submit(self, worker: Worker, call: Callable[[], ResultT]) -> "asyncio.Future[ResultT]":
        future = _SUBMIT(worker, call)
        self._at_work.add(future)
        future.add_done_callback(self._at_work.discard)
        return future

    async def leftovers(self) -> list[Path]:
        """Part files and journals that are still there when both have closed."""
        await self.aclose()
        return [*self.inbox.rglob("*.peerdrop-part"), *(self.root / "bob").rglob("*.journal")]

    async def aclose(self) -> None:
        await self.alice.aclose()
        await self.bob.aclose()


@asynccontextmanager
async def transfer_pair(
    root: Path, *, connected: bool = True, lanes: Lanes | None = None, **bob: Any
) -> AsyncIterator[TransferPair]:
    """A pair that is closed at the end; both have *lanes*, *bob* are more arguments for his Transfers."""
    pair = TransferPair(root, lanes=lanes, **bob)
    with patch.object(Worker, "submit", lambda worker, call: pair._submit(worker, call)):
        if connected:
            pair.sessions.open()
        try:
            yield pair
        finally:
            await pair.aclose()


_SUBMIT: Final = Worker.submit
