"""A message bus of a test's own, and a desktop's services on it that note what they are asked."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

Answer = tuple[str, tuple[object, ...]]
"""Signature and values."""


@contextmanager
def private_bus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Popen[bytes]"]:
    """A bus that nothing else uses; its process may be ended early."""
    if which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    config = folder / "bus.conf"
    config.write_text(
        '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"'
        ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>'
        f"<listen>unix:dir={folder}</listen><policy context='default'><allow send_destination='*' eavesdrop='true'/>"
        "<allow eavesdrop='true'/><allow own='*'/></policy></busconfig>"
    )
    with Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"], stdout=PIPE, stderr=DEVNULL
    ) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", os.fsdecode(daemon.stdout.readline().strip()))
        try:
            yield daemon
        finally:
            daemon.terminate()


class FakeService:
    """Owns names on the bus; *answers* says what each method gives, everything else is an error there."""

    def __init__(self, connection: DBusConnection, answers: dict[str, Callable[..., Answer]]) -> None:
        self._connection = connection
        self._answers = answers
        self.calls: list[tuple[Any, ...]] = []
        """Method, signature and values of each call."""

    def called(self, method: str) -> list[tuple[Any, ...]]:
        """The values of each call of *method*."""
        return [values for name, _, values in self.calls if name == method]

    async def tell(self, address: DBusAddress, signal: str, signature: str, *values: object) -> None:
        """Broadcast a signal."""
        await self._connection.send(new_signal(address, signal, signature, values))

    async def serve(self) -> None:
        """Until cancelled or the bus ends."""
        with suppress(EOFError, OSError):
            while True:
                message = await self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    await self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        fields = message.header.fields
        method = fields[HeaderFields.member]
        self.calls.append((method, fields.get(HeaderFields.signature, ""), message.body))
        answer = self._answers.get(method)
        if answer is None:
            return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        signature, values = answer(*message.body)
        return new_method_return(message, signature, values)


@asynccontextmanager
async def fake_service(*names: str, answers: dict[str, Callable[..., Answer]]) -> AsyncIterator[FakeService]:
    """A service under *names* on the bus of this test."""
    connection = await open_dbus_connection("SESSION")
    service = FakeService(connection, answers)
    for name in names:
        await connection.send(message_bus.RequestName(name))
    serving = asyncio.create_task(service.serve(), name="fake service")
    try:
        yield service
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        with suppress(OSError):
            await connection.close()
