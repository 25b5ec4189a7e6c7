"""peerdrop/cli/line_writer.py: a reader who does not read stops nobody."""

import threading

from peerdrop.cli.line_writer import LineWriter


class Stream:
    def __init__(self, shared: list[str], name: str) -> None:
        self._shared, self._name = shared, name

    def write(self, text: str) -> None:
        self._shared.append(f"{self._name}:{text}")

    def flush(self) -> None:
        self._shared.append(f"{self._name}:flushed")


class Stuck(Stream):
    """Blocks in write until let go."""

    def __init__(self) -> None:
        super().__init__([], "stuck")
        self.entered, self.let_go = threading.Event(), threading.Event()

    def write(self, text: str) -> None:
        self.entered.set()
        self.let_go.wait(10)


class Closed(Stream):
    def write(self, text: str) -> None:
        raise BrokenPipeError


def test_both_streams_get_their_text_in_order_and_at_once() -> None:
    got: list[str] = []
    writer = LineWriter(Stream(got, "out"), Stream(got, "err"))
    writer.out("a")
    writer.err("b")
    writer.out("c")
    writer.close()
    assert got == ["out:a", "out:flushed", "err:b", "err:flushed", "out:c", "out:flushed"]


def test_a_stream_that_blocks_does_not_block_the_writer() -> None:
    stuck = Stuck()
    writer = LineWriter(stuck, Stream([], "err"))
    for _ in range(1_000):
        writer.out("x" * 1_000)
    assert stuck.entered.wait(5)
    stuck.let_go.set()
    writer.close()


def test_a_closed_stdout_is_told_once_and_stderr_goes_on() -> None:
    got: list[str] = []
    told: list[bool] = []
    writer = LineWriter(Closed([], "out"), Stream(got, "err"), broken=lambda: told.append(True))
    writer.out("a")
    writer.out("b")
    writer.err("c")
    writer.close()
    assert told == [True]
    assert got == ["err:c", "err:flushed"]
