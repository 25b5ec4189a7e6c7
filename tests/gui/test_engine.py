"""The node's thread: it starts, serves commands, ends in order, and says why it could not."""

import asyncio
import concurrent.futures
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from peerdrop.control.handle import NodeHandle
from peerdrop.core.errors import HomeInUse, PeerDropError
from peerdrop.core.events import PeerFound
from peerdrop.gui.engine import Engine, News, NodeClosed, NodeOpened, NotRunning
from tests.fake_node import FakeNode, make_peer
from tests.until import LIMIT_S


class Inbox:
    """What an engine delivers, from its own thread."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._came = threading.Condition()

    def deliver(self, news: News) -> None:
        with self._came:
            self.news.append(news)
            self._came.notify_all()

    def wait(self, predicate: Callable[[News], bool]) -> News:
        with self._came:
            assert self._came.wait_for(lambda: any(map(predicate, self.news)), LIMIT_S), self.news
            return next(each for each in self.news if predicate(each))

    def wait_for(self, kind: type) -> News:
        return self.wait(lambda each: isinstance(each, kind))


class Opening:
    """Opens a FakeNode and tells in what order things happened."""

    def __init__(self, node: FakeNode, error: Exception | None = None) -> None:
        self.node = node
        self.error = error
        self.steps: list[str] = []
        self.thread: threading.Thread | None = None

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[NodeHandle]:
        self.thread = threading.current_thread()
        if self.error is not None:
            raise self.error
        self.steps.append("opened")
        try:
            yield self.node
        finally:
            self.steps.append("closed")


def test_the_node_runs_in_a_thread_of_its_own_and_tells_what_it_knew_before_what_happens() -> None:
    inbox, opening = Inbox(), Opening(FakeNode([make_peer()]))
    engine = Engine(opening, inbox.deliver)
    engine.start()
    opened = inbox.wait_for(NodeOpened)
    assert isinstance(opened, NodeOpened)
    assert opened.peers == (make_peer(),)
    assert opening.thread is not threading.main_thread()

    async def tell(_: NodeHandle) -> None:
        opening.node.push(PeerFound(peer=make_peer("Cid", "CID")))

    engine.submit(tell).result(LIMIT_S)
    inbox.wait_for(PeerFound)
    engine.request_stop()
    assert engine.join()
    assert [type(each) for each in inbox.news] == [NodeOpened, PeerFound, NodeClosed]
    assert opening.steps == ["opened", "closed"]


def test_a_command_before_and_after_the_node_runs_is_refused() -> None:
    inbox = Inbox()
    engine = Engine(Opening(FakeNode()), inbox.deliver)
    with pytest.raises(NotRunning):
        engine.submit(lambda node: node.scan()).result(LIMIT_S)
    engine.start()
    inbox.wait_for(NodeOpened)
    engine.submit(lambda node: node.scan()).result(LIMIT_S)
    engine.request_stop()
    assert engine.join()
    with pytest.raises(NotRunning):
        engine.submit(lambda node: node.scan()).result(LIMIT_S)


def test_commands_that_still_run_end_before_the_node_does() -> None:
    inbox, opening = Inbox(), Opening(FakeNode())
    engine = Engine(opening, inbox.deliver)
    engine.start()
    inbox.wait_for(NodeOpened)
    begun = threading.Event()

    async def forever(_: NodeHandle) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            opening.steps.append("command ended")

    future = engine.submit(forever)
    assert begun.wait(LIMIT_S)
    engine.request_stop()
    assert engine.join()
    assert opening.steps == ["opened", "command ended", "closed"]
    with pytest.raises(concurrent.futures.CancelledError):
        future.result(LIMIT_S)


def test_an_error_at_the_start_is_told_and_the_engine_can_be_started_again() -> None:
    inbox, opening = Inbox(), Opening(FakeNode(), HomeInUse("Another PeerDrop runs."))
    engine = Engine(opening, inbox.deliver)
    engine.start()
    closed = inbox.wait_for(NodeClosed)
    assert isinstance(closed, NodeClosed)
    assert closed.error is opening.error
    assert engine.join()
    opening.error = None
    engine.start()
    inbox.wait_for(NodeOpened)
    engine.request_stop()
    assert engine.join()


def test_a_bug_at_the_start_is_logged_and_told_as_a_sentence(expected_log) -> None:  # type: ignore[no-untyped-def]
    expected_log("the node ended by itself")
    inbox = Inbox()
    engine = Engine(Opening(FakeNode(), RuntimeError("boom")), inbox.deliver)
    engine.start()
    closed = inbox.wait_for(NodeClosed)
    assert isinstance(closed, NodeClosed)
    assert isinstance(closed.error, PeerDropError)
    assert "boom" not in closed.error.message
    assert engine.join()


def test_stopping_twice_or_before_the_start_does_no_harm() -> None:
    inbox = Inbox()
    engine = Engine(Opening(FakeNode()), inbox.deliver)
    engine.request_stop()
    assert engine.join()
    engine.start()
    inbox.wait_for(NodeOpened)
    engine.request_stop()
    engine.request_stop()
    assert engine.join()
    assert not engine.is_alive


def test_a_stop_in_mid_opening_is_heeded() -> None:
    inbox = Inbox()
    waits = threading.Event()

    @asynccontextmanager
    async def slow() -> AsyncIterator[NodeHandle]:
        waits.set()
        await asyncio.Event().wait()
        yield FakeNode()

    engine = Engine(slow, inbox.deliver)
    engine.start()
    assert waits.wait(LIMIT_S)
    engine.request_stop()
    assert engine.join()
    assert [type(each) for each in inbox.news] == [NodeClosed]
