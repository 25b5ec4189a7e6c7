"""Who of those that wait for one device goes first."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction

import pytest

from peerdrop.core.states import QueueMove
from peerdrop.core.transfers.sending.send_line import SMALL_BYTES, SendLine
from tests.manual_clock import settle


class Member:
    """A job that does what the line says."""

    def __init__(self, name: str, line: SendLine, *, bytes_left: int = 10 * SMALL_BYTES) -> None:
        self.name = name
        self.bytes_left = bytes_left
        self.can_send = True
        self.is_on_offer = False
        self.held = False
        self.was_held_back = False
        self.rank = Fraction(7)
        self.ranks_kept = 0
        line.join(self)
        line.changed()

    def __repr__(self) -> str:
        return self.name

    def hold(self) -> None:
        self.held = True

    def release(self) -> None:
        self.held = False

    def held_back(self) -> None:
        self.was_held_back = True

    def stand_at(self, rank: Fraction) -> None:
        self.rank = rank
        self.ranks_kept += 1


def line_of(at_once: int, *names: str) -> tuple[SendLine, dict[str, Member]]:
    line = SendLine(lambda: at_once)
    return line, {name: Member(name, line) for name in names}


def going(members: dict[str, Member]) -> str:
    return "".join(name for name, member in members.items() if not member.held)


async def test_the_first_go_and_the_rest_waits() -> None:
    line, members = line_of(2, *"abcd")
    await settle()
    assert going(members) == "ab"
    line.leave(members.pop("a"))
    await settle()
    assert going(members) == "bc"


async def test_what_can_not_send_keeps_nobody_back() -> None:
    line, members = line_of(2, *"abcd")
    members["a"].can_send = False
    line.changed()
    await settle()
    assert going({name: members[name] for name in "bcd"}) == "bc"
    members["a"].can_send = True
    line.changed()
    await settle()
    assert going(members) == "ab"


async def test_a_small_job_does_not_wait_behind_large_ones() -> None:
    line, members = line_of(2, *"abcde")
    members["d"].bytes_left = members["e"].bytes_left = SMALL_BYTES
    line.changed()
    await settle()
    assert going(members) == "abd", "one at a time"
    line.leave(members.pop("d"))
    await settle()
    assert going(members) == "abe"


async def test_one_at_a_time_is_one_at_a_time() -> None:
    line, members = line_of(1, *"abc")
    members["b"].bytes_left = 1
    line.changed()
    await settle()
    assert going(members) == "a"


@pytest.mark.parametrize(
    ("move", "order"),
    [(QueueMove.FIRST, "cabd"), (QueueMove.UP, "acbd"), (QueueMove.DOWN, "abdc"), (QueueMove.LAST, "abdc")],
)
async def test_the_order_can_be_changed(move: QueueMove, order: str) -> None:
    line, members = line_of(1, *"abcd")
    line.move(members["c"], move)
    assert [line.position(members[name]) for name in order] == [1, 2, 3, 4]
    await settle()
    assert going(members) == order[0]


async def test_the_order_is_known_from_the_ranks_after_any_number_of_moves() -> None:
    rng = random.Random(4)
    line, members = line_of(1, *"abcdef")
    for _ in range(300):
        kept_before = {name: member.ranks_kept for name, member in members.items()}
        name = rng.choice("abcdef")
        line.move(members[name], rng.choice(list(QueueMove)))
        others = [each for each in members if each != name]
        assert all(members[each].ranks_kept == kept_before[each] for each in others), "one file is written, or none"
        again = SendLine(lambda: 1)
        for member in rng.sample(list(members.values()), 6):
            again.rejoin(member)
        assert [again.position(member) for member in members.values()] == [
            line.position(member) for member in members.values()
        ]


async def test_who_joins_after_a_restart_is_behind_those_who_rejoined_whatever_the_clock_says() -> None:
    _, members = line_of(1, *"ab")
    again = SendLine(lambda: 1)
    for member in members.values():
        again.rejoin(member)
    late = Member("c", again)
    assert again.position(late) == 3
    third = SendLine(lambda: 1)
    for member in (late, *members.values()):
        third.rejoin(member)
    assert third.position(late) == 3


async def test_the_ends_of_the_line_are_its_ends() -> None:
    line, members = line_of(1, *"ab")
    line.move(members["a"], QueueMove.UP)
    line.move(members["b"], QueueMove.DOWN)
    assert (line.position(members["a"]), line.position(members["b"])) == (1, 2)
    line.leave(members["a"])
    line.leave(members["a"])
    assert (line.position(members["a"]), line.position(members["b"])) == (None, 1)


async def test_whether_a_job_may_begin_is_known_before_it_can() -> None:
    line, members = line_of(2, *"abc")
    members["c"].can_send = False
    assert not line.takes(members["c"])
    line.move(members["c"], QueueMove.FIRST)
    assert line.takes(members["c"])


# Offers


@asynccontextmanager
async def tellers(line: SendLine, members: dict[str, Member]) -> AsyncIterator[dict[str, asyncio.Event]]:
    """Each makes its offer and is on it, once its event is set."""
    gates = {name: asyncio.Event() for name in members}

    async def tell(name: str) -> None:
        async with line.telling(members[name], lambda: True):
            told.append(name)
            await gates[name].wait()
            members[name].is_on_offer = True

    told: list[str] = []
    tasks = [asyncio.create_task(tell(name)) for name in members]
    await settle()
    assert told == list(members)[:2]
    yield gates
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_few_manifests_are_told_at_once_and_in_order() -> None:
    line, members = line_of(2, *"abcd")
    async with tellers(line, members) as gates:
        assert [member.was_held_back for member in members.values()] == [False, False, True, True]
        gates["b"].set()
        await settle()
        gates["c"].set()
        await settle()
        assert (members["c"].is_on_offer, members["a"].is_on_offer) == (True, False)


async def test_so_many_open_offers_are_enough() -> None:
    line, members = line_of(2, *(f"{number:02}" for number in range(20)))
    async with tellers(line, members) as gates:
        for gate in gates.values():
            gate.set()
        await settle()
        assert sum(member.is_on_offer for member in members.values()) == 16
        members["00"].is_on_offer = False
        line.changed()
        await settle()
        assert members["16"].is_on_offer
        assert not members["17"].is_on_offer


async def test_an_offer_that_is_not_wanted_any_more_is_not_made() -> None:
    line, members = line_of(2, *"abc")
    wanted = True
    async with tellers(line, {name: members[name] for name in "ab"}):

        async def tell() -> bool:
            async with line.telling(members["c"], lambda: wanted) as still:
                return still

        telling = asyncio.create_task(tell())
        await settle()
        assert not telling.done()
        wanted = False
        line.changed()
        assert await telling is False


async def test_a_job_that_was_accepted_waits_for_nobody_s_decision() -> None:
    line, members = line_of(2, *(f"{number:02}" for number in range(18)))
    async with tellers(line, members) as gates:
        for gate in gates.values():
            gate.set()
        await settle()
        async with line.telling(members["17"], lambda: True, is_known=True) as wanted:
            assert wanted
