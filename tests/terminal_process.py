"""`peerdrop` at a terminal, as a person has it: what it shows, and what is typed."""

import asyncio
import os
import pty
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.until import until

_ROOT = Path(__file__).parents[1]


class TerminalProcess:
    """`python -m peerdrop ARGUMENTS`, all three streams on one terminal; killed on leaving the context."""

    def __init__(self, *arguments: str | Path) -> None:
        self._arguments = [str(argument) for argument in arguments]
        self._shown = bytearray()

    @property
    def text(self) -> str:
        """All that the terminal was sent so far, with what was typed."""
        return self._shown.decode(errors="replace").replace("\r\n", "\n")

    async def __aenter__(self) -> Self:
        self._typing, terminal = pty.openpty()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "peerdrop", *self._arguments),
            cwd=_ROOT,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        os.set_blocking(self._typing, False)
        asyncio.get_running_loop().add_reader(self._typing, self._read)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            sys.stderr.write(f"the terminal showed:\n{self.text}\n")
        asyncio.get_running_loop().remove_reader(self._typing)
        os.close(self._typing)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def shows(self, text: str, *, within_s: float, times: int = 1) -> None:
        """Return once *text* was shown, that many times; AssertionError if it is not in time."""
        await until(lambda: self.text.count(text) >= times, within_s, what=f"{text!r} was shown")

    def type(self, line: str) -> None:
        """Type *line* and Enter."""
        os.write(self._typing, f"{line}\n".encode())

    async def exit_code(self, *, within_s: float) -> int:
        """Its exit code, once it has ended."""
        async with asyncio.timeout(within_s):
            return await self._process.wait()

    def _read(self) -> None:
        try:
            self._shown.extend(os.read(self._typing, 65536))
        except OSError:
            asyncio.get_running_loop().remove_reader(self._typing)
