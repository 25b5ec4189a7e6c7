"""The desktop's message bus (D-Bus), on Qt's own loop.

By jeepney: QtDBus in Python can send neither the unsigned numbers nor the typed arrays that these services want.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

logger = logging.getLogger(__name__)

_CALL_S: Final = 5.0

Heard = Callable[[str, tuple[Any, ...]], None]
"""Takes the name and the values of a signal."""


class BusFailed(Exception):
    """The bus, or who was called on it, is not there, refuses, or does not answer in time."""


def has_session_bus() -> bool:
    """Whether there is a bus to connect to; it may still not answer."""
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))


class SessionBus:
    """One connection, opened by the first call, and again by the first after it was lost. `aclose` it."""

    def __init__(self) -> None:
        self._listeners: list[tuple[DBusAddress, Heard]] = []
        self._connection: DBusConnection | None = None
        self._receiving: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._opening = asyncio.Lock()

    def listen(self, address: DBusAddress, heard: Heard) -> None:
        """Call *heard* for each signal from *address*. To be set up before the first call."""
        self._listeners.append((address, heard))

    async def call(self, address: DBusAddress, method: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        """What *method* answers; raises BusFailed."""
        message = new_method_call(address, method, signature or None, body)
        try:
            async with asyncio.timeout(_CALL_S):
                answer = await self._ask(await self._connected(), message)
        except BusFailed:
            raise
        except Exception as exc:
            # What the library raises for a bus that is not there, or ends while it is spoken to, has no other base.
            raise BusFailed(f"{method}: {exc!r}") from exc
        if answer.header.message_type is MessageType.error:
            raise BusFailed(f"{method}: {answer.header.fields.get(HeaderFields.error_name)}")
        return tuple(answer.body)

    async def aclose(self) -> None:
        """Leave the bus; whatever a service held for this connection, it releases."""
        receiving, self._receiving = self._receiving, None
        if receiving is not None:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                await connection.close()

    async def _connected(self) -> DBusConnection:
        async with self._opening:
            if self._connection is not None and self._receiving is not None and not self._receiving.done():
                return self._connection
            await self.aclose()
            self._connection = connection = await open_dbus_connection("SESSION")
            self._receiving = asyncio.create_task(self._receive(connection), name="desktop bus")
            for address, _ in self._listeners:
                await self._ask(connection, message_bus.AddMatch(_signals_of(address)))
            return connection

    async def _ask(self, connection: DBusConnection, message: Message) -> Message:
        serial = next(connection.outgoing_serial)
        answer = self._answers[serial] = asyncio.get_running_loop().create_future()
        try:
            await connection.send(message, serial=serial)
            return await answer
        finally:
            del self._answers[serial]

    async def _receive(self, connection: DBusConnection) -> None:
        try:
            while True:
                self._take(await connection.receive())
        except (OSError, EOFError, ValueError) as exc:
            logger.info("the desktop's bus has gone: %r", exc)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(BusFailed("the bus has gone"))

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        answer = self._answers.get(fields.get(HeaderFields.reply_serial, -1))
        if answer is not None:
            if not answer.done():
                answer.set_result(message)
            return
        if message.header.message_type is not MessageType.signal:
            return
        for address, heard in self._listeners:
            place = (fields.get(HeaderFields.path), fields.get(HeaderFields.interface))
            if place == (address.object_path, address.interface):
                heard(fields[HeaderFields.member], tuple(message.body))


def _signals_of(address: DBusAddress) -> MatchRule:
    return MatchRule(type="signal", sender=address.bus_name, interface=address.interface, path=address.object_path)
