"""One run of one command: all that it works with."""

from dataclasses import dataclass
from typing import Protocol

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.output import Output
from peerdrop.cli.question import Questions
from peerdrop.cli.watch import Watch
from peerdrop.clock import Clock
from peerdrop.control.handle import NodeHandle
from peerdrop.core.events import NodeStarted
from peerdrop.core.states import AcceptMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """*started_at* is when `node_started` was printed, on the clock's monotonic time.

    *questions* is None where nobody can be asked.
    """

    arguments: Arguments
    node: NodeHandle
    started: NodeStarted
    started_at: float
    watch: Watch
    output: Output
    clock: Clock
    questions: Questions | None

    def warn_of_all(self) -> None:
        """Tell the user what --accept all means."""
        if self.arguments.accept is AcceptMode.ALL:
            self.output.note("Warning: --accept all takes files from anyone on this network while this runs.")


class Command(Protocol):
    """What can be typed after `peerdrop`. Made from the Arguments; ends with exit code 0 or raises."""

    async def check(self) -> None:
        """Refuse what can't work, before a node is started for it."""

    async def run(self, run: Run) -> None:
        """Do it."""
