"""A screen that nobody sees, with a mouse and a keyboard: Xvfb and xdotool."""

import asyncio
import os
import shutil
import struct
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

_START_S: Final = 20.0
_TOOL_S: Final = 30.0
_LEAVE_S: Final = 10.0
_HEADER: Final = struct.Struct(">25I")
_COLOUR_MAP_ENTRY_BYTES: Final = 12
_PIXEL_BYTES: Final = 4


def missing_for_a_screen() -> str:
    """What this machine lacks for a VirtualScreen; "" if nothing."""
    return ", ".join(each for each in ("Xvfb", "xdotool") if shutil.which(each) is None)


class Area(NamedTuple):
    """A rectangle of the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2


class VirtualScreen:
    """An X server on a display number of its own, gone when the context is left. There is no window manager."""

    def __init__(self, folder: Path, width_px: int, height_px: int) -> None:
        self._folder = folder
        self._width_px, self._height_px = width_px, height_px

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        reader, writer = os.pipe()
        try:
            # The frame buffer as a file is how the test sees: no program has to ask the server for a picture.
            self._server = await asyncio.create_subprocess_exec(
                *(
                    "Xvfb",
                    "-displayfd",
                    str(writer),
                    "-screen",
                    "0",
                    f"{self._width_px}x{self._height_px}x24",
                    "-nolisten",
                    "tcp",
                ),
                *("-fbdir", str(self._folder)),
                pass_fds=(writer,),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        finally:
            os.close(writer)
        try:
            async with asyncio.timeout(_START_S):
                number = await asyncio.to_thread(_line_from, reader)
        except BaseException:
            await self._end()
            raise
        finally:
            os.close(reader)
        assert number, "the X server ended before it had a display"
        self.display = f":{number}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    @property
    def environment(self) -> dict[str, str]:
        """For a program that is to appear here."""
        return {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "XDG_SESSION_TYPE": "x11"}

    async def do(self, *orders: str | int) -> str:
        """One run of xdotool; what it prints. AssertionError if it fails."""
        process = await asyncio.create_subprocess_exec(
            "xdotool",
            *(str(each) for each in orders),
            env={**os.environ, "DISPLAY": self.display},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_TOOL_S):
                said, complained = await process.communicate()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        assert process.returncode == 0, f"xdotool {orders}: {complained.decode()}"
        return said.decode().strip()

    async def click(self, x: int, y: int) -> None:
        """Point there and click."""
        await self.do("mousemove", x, y, "click", 1)

    def find(self, colour: str, within: Area, *, width_px: int = 40, height_px: int = 4) -> Area | None:
        """The lowest place in *within* at which at least that much is of *colour* (#RRGGBB) and nothing else.

        As wide as its uppermost line and as high as that width goes down without a break: the edge above a button's
        label, not all of the button.
        """
        rows = self._rows(within)
        pixel = bytes.fromhex(colour.removeprefix("#"))[::-1]
        best: Area | None = None
        open_runs: list[Area] = []
        for y, row in enumerate(rows):
            runs = _runs(row, pixel, width_px)
            grown = []
            for left, width in runs:
                above = [each for each in open_runs if each.left < left + width and left < each.left + each.width]
                area = above[0]._replace(height=above[0].height + 1) if above else Area(left, y, width, 1)
                grown.append(area)
                if area.height >= height_px and (best is None or area.top >= best.top):
                    best = area
            open_runs = grown
        return None if best is None else best._replace(left=best.left + within.left, top=best.top + within.top)

    def save(self, path: Path) -> None:
        """Write what is on the screen now as a picture (PPM)."""
        rows = self._rows(Area(0, 0, self._width_px, self._height_px))
        pixels = bytearray(self._width_px * self._height_px * 3)
        data = b"".join(rows)
        for channel in range(3):
            pixels[channel::3] = data[2 - channel :: _PIXEL_BYTES]
        path.write_bytes(b"P6 %d %d 255\n" % (self._width_px, self._height_px) + pixels)

    def _rows(self, within: Area) -> list[bytes]:
        data = (self._folder / "Xvfb_screen0").read_bytes()
        header = _HEADER.unpack_from(data)
        header_bytes, line_bytes, colours = header[0], header[12], header[19]
        start = header_bytes + colours * _COLOUR_MAP_ENTRY_BYTES
        lines = range(within.top, within.top + within.height)
        return [
            data[start + y * line_bytes + within.left * _PIXEL_BYTES :][: within.width * _PIXEL_BYTES] for y in lines
        ]

    async def _end(self) -> None:
        if self._server.returncode is None:
            self._server.terminate()
        try:
            async with asyncio.timeout(_LEAVE_S):
                await self._server.wait()
        except TimeoutError:
            self._server.kill()
            await self._server.wait()


def _runs(row: bytes, pixel: bytes, width_px: int) -> list[tuple[int, int]]:
    """Where *row* has at least *width_px* pixels of that colour side by side."""
    found = []
    begun = None
    for x in range(len(row) // _PIXEL_BYTES + 1):
        is_it = row[x * _PIXEL_BYTES : x * _PIXEL_BYTES + 3] == pixel
        if is_it and begun is None:
            begun = x
        elif not is_it and begun is not None:
            if x - begun >= width_px:
                found.append((begun, x - begun))
            begun = None
    return found


def _line_from(descriptor: int) -> str:
    read = b""
    while not read.endswith(b"\n"):
        more = os.read(descriptor, 64)
        if not more:
            return ""
        read += more
    return read.decode().strip()
