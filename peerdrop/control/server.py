"""The control port of a running node: its NodeHandle over HTTP, for this user's other processes only."""

import asyncio
import hmac
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

import msgspec
from aiohttp import web

import peerdrop
from peerdrop.control import commands
from peerdrop.control.codec import (
    ErrorRecord,
    Reply,
    decode_value,
    encode_event,
    encode_value,
    record_error,
)
from peerdrop.control.handle import NodeHandle
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import PeerDropError
from peerdrop.home import ControlPoint, Home
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.limits import MIB

logger = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
READY_LINE: Final = b"{}\n"
"""The first line of a stream: what was asked for holds from here on."""
# A command may name every file of a large selection.
_BODY_BYTES: Final = 16 * MIB
# A process that is stopped, not killed, keeps its connection; its events must not pile up here.
_WRITE_LIMIT_S: Final = 30.0
_CLOSE_LIMIT_S: Final = 2.0

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlServer:
    """Serves *handle* on 127.0.0.1 and a port of the system's choice, both told in the home's control file.

    Whoever asks must show the token, name this very host and port, and not be a web page.
    """

    def __init__(self, handle: NodeHandle, home: Home) -> None:
        self._handle = handle
        self._home = home
        self._token = secrets.token_urlsafe(32)
        self._port = 0
        self._streams: set[asyncio.Task[object]] = set()
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """Where it listens; 0 before it does."""
        return self._port

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._guard], client_max_size=_BODY_BYTES)
        app.router.add_post("/command", self._command)
        app.router.add_post("/policy", self._policy)
        app.router.add_get("/events", self._events)
        app.on_shutdown.append(self._end_streams)
        # With handler_cancellation a client that dies takes its policy, its stream and its command with it.
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=_CLOSE_LIMIT_S)
        await runner.setup()
        self._runner = runner
        try:
            await web.TCPSite(runner, HOST, 0).start()
            self._port = int(runner.addresses[0][1])
            point = ControlPoint(port=self._port, token=self._token, pid=os.getpid(), version=peerdrop.__version__)
            await asyncio.to_thread(self._home.publish_control, point)
        except BaseException:
            await runner.cleanup()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._home.clear_control()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        # Before a byte of the body is read. A web page can reach 127.0.0.1, but it can neither know the token nor
        # leave Origin out of a POST; a rebound name shows in Host.
        if "Origin" in request.headers:
            raise web.HTTPForbidden(text="not for web pages")
        if request.headers.get("Host") != f"{HOST}:{self._port}":
            raise web.HTTPMisdirectedRequest(text="not this host")
        expected = f"Bearer {self._token}".encode()
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            raise web.HTTPUnauthorized(text="no valid token")
        try:
            return await handler(request)
        except ConnectionError:
            # The client was killed between its request and our answer: there is nobody left to be told.
            logger.info("a control client was gone before its answer")
            return web.Response(status=503)

    async def _command(self, request: web.Request) -> web.Response:
        try:
            command: commands.AnyCommand = decode_value(await _json_body(request), commands.AnyCommand)  # type: ignore[arg-type]
        except MalformedMessage as exc:
            raise web.HTTPBadRequest(text=str(exc)) from exc
        try:
            result = await command.run(self._handle)
        except PeerDropError as exc:
            return _reply(error=record_error(exc))
        except Exception as exc:
            logger.exception("command failed command=%s", type(command).__name__)
            raise web.HTTPInternalServerError from exc
        return _reply(result=result)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        async with AsyncExitStack() as stack:
            stack.enter_context(self._stream())
            events = await stack.enter_async_context(self._handle.events())
            response = await _start_stream(request)
            try:
                async for event in events:
                    async with asyncio.timeout(_WRITE_LIMIT_S):
                        await response.write(encode_event(event) + b"\n")
            except (ConnectionError, TimeoutError):
                logger.info("a control stream was given up: its reader is gone or stopped")
            return response

    async def _policy(self, request: web.Request) -> web.StreamResponse:
        try:
            policy = decode_value(await _json_body(request), AcceptPolicy)
        except MalformedMessage as exc:
            raise web.HTTPBadRequest(text=str(exc)) from exc
        async with AsyncExitStack() as stack:
            stack.enter_context(self._stream())
            await stack.enter_async_context(self._handle.hold_policy(policy))
            await _start_stream(request)
            # Held until this handler is cancelled: the client closed its connection or died, or the node ends.
            await asyncio.get_running_loop().create_future()
            raise AssertionError("nobody sets that future")

    def _stream(self) -> "_Stream":
        return _Stream(self._streams)

    async def _end_streams(self, _app: web.Application) -> None:
        for task in self._streams:
            task.cancel()


class _Stream:
    """Registers the handler that runs as one that ends only when told."""

    def __init__(self, streams: set[asyncio.Task[object]]) -> None:
        self._streams = streams

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        assert self._task is not None
        self._streams.add(self._task)

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._streams.discard(self._task)


async def _json_body(request: web.Request) -> bytes:
    if request.headers.get("Content-Type") != "application/json":
        raise web.HTTPUnsupportedMediaType(text="application/json only")
    return await request.read()


async def _start_stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    await response.write(READY_LINE)
    return response


def _reply(*, result: object = None, error: ErrorRecord | None = None) -> web.Response:
    body = encode_value(Reply(result=msgspec.Raw(encode_value(result)), error=error))
    return web.Response(body=body, content_type="application/json")
