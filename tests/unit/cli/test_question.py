"""peerdrop/cli/question.py: an answer typed at a terminal, while the loop goes on."""

import asyncio
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from peerdrop.cli.question import TerminalQuestions
from tests.manual_clock import settle
from tests.until import LIMIT_S

if sys.platform == "win32":
    pytest.skip("needs a pseudo terminal", allow_module_level=True)
else:
    import pty


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """The side that types, and the side that reads."""
    typing, reading = pty.openpty()
    with os.fdopen(reading, encoding="utf-8") as stdin:
        yield typing, stdin
    os.close(typing)


@pytest.mark.parametrize(
    ("typed", "answer"), [(b"y\n", "y"), (b" 1, 4-6 \n", " 1, 4-6 "), (b"\n", ""), (b"\x04", None)]
)
async def test_the_next_line_typed_is_the_answer(
    terminal: tuple[int, TextIO], typed: bytes, answer: str | None
) -> None:
    typing, stdin = terminal
    asking = asyncio.create_task(TerminalQuestions(stdin).ask(), name="asking")
    await settle()
    assert not asking.done()
    os.write(typing, typed)
    assert await asyncio.wait_for(asking, LIMIT_S) == answer


async def test_a_question_that_is_withdrawn_reads_nothing_more(terminal: tuple[int, TextIO]) -> None:
    typing, stdin = terminal
    questions = TerminalQuestions(stdin)
    first = asyncio.create_task(questions.ask(), name="asking")
    await settle()
    first.cancel()
    await asyncio.wait({first})
    os.write(typing, b"y\n")
    assert await asyncio.wait_for(questions.ask(), LIMIT_S) == "y"
