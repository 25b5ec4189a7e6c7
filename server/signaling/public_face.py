"""The HTTP face that other machines see. Nothing here acts for the user."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import HEX_ID_PATTERN
from peerdrop.wire.limits import HTTP_BODY_BYTES
from peerdrop.wire.mailbox import Rejection
from server.discovery.visibility import Visibility
from server.refusals import Refusal, Refusals
from server.signaling.bounds import KEEPALIVE_S, Bounds, peer_host, read_body
from server.signaling.client import JSON_TYPE
from server.signaling.errors import Refused
from server.signaling.listener import Listener
from server.signaling.reception import Reception
from server.this_device import ThisDevice

logger = logging.getLogger(__name__)

_NOT_FOUND: Final = 404
_LINGER_S: Final = 1.0
_SHUTDOWN_S: Final = 1.0
_HEADER_BYTES: Final = 4096

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PublicFace:
    """GET /api/health, POST /api/contact, /api/signals and /api/mailbox; every error is a Rejection.

    Strangers from whom this device hides get the same 404 for everything, in which nothing tells of PeerDrop.
    """

    def __init__(
        self,
        this_device: ThisDevice,
        reception: Reception,
        bounds: Bounds,
        refusals: Refusals,
        listener: Listener,
        visibility: Visibility,
    ) -> None:
        self._this_device = this_device
        self._reception = reception
        self._bounds = bounds
        self._refusals = refusals
        self._listener = listener
        self._visibility = visibility
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Answer on the port that the listener has bound."""
        app = web.Application(middlewares=[self._guarded], client_max_size=HTTP_BODY_BYTES)
        app.router.add_get("/api/health", self._health, allow_head=False)
        app.router.add_post("/api/contact", self._contact)
        app.router.add_post("/api/signals", self._signals)
        app.router.add_post("/api/mailbox", self._mailbox)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_QuietLog(logger, {}),
            # The library's own default lets a half-sent header stand for over an hour.
            keepalive_timeout=KEEPALIVE_S,
            lingering_time=_LINGER_S,
            auto_decompress=False,
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            handler_cancellation=True,
            shutdown_timeout=_SHUTDOWN_S,
        )
        await self._runner.setup()
        assert self._runner.server is not None
        self._listener.accept_for(self._runner.server)

    async def move(self, port: int) -> int:
        """Answer on another port, as Listener's `move`; only while it is started."""
        assert self._runner is not None
        assert self._runner.server is not None
        return await self._listener.move(port, self._runner.server)

    async def stop_accepting(self) -> None:
        """Refuse new connections; those that exist go on."""
        await self._listener.aclose()

    async def aclose(self) -> None:
        """End every connection."""
        await self._listener.aclose()
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            self._bounds.check(request)
            return await handler(request)
        except Refused as exc:
            return self._reject(exc, request)
        except web.HTTPMethodNotAllowed as exc:
            response = self._reject(Refused(405, Refusal.METHOD, "Not by this method."), request)
            if response.status == _NOT_FOUND:
                return response
            response.headers[hdrs.ALLOW] = ", ".join(sorted(exc.allowed_methods))
            return response
        except web.HTTPException:
            return self._reject(Refused(_NOT_FOUND, Refusal.NOT_FOUND, "Nothing here."), request)
        except Exception:
            logger.exception("request failed path=%s", request.path[:64].encode("ascii", "backslashreplace"))
            return self._reject(Refused(500, Refusal.INTERNAL, "Something went wrong here."), request)

    async def _health(self, request: web.Request) -> web.StreamResponse:
        if not self._visibility.is_for_host(peer_host(request.transport)):
            raise Refused(_NOT_FOUND, Refusal.NOT_FOUND, "Nothing here.")
        nonces = request.query.getall("nonce", [])
        if len(nonces) != 1 or not re.fullmatch(HEX_ID_PATTERN, nonces[0]):
            raise Refused(400, Refusal.MALFORMED, "nonce must be 32 hex digits.")
        return _json(self._this_device.sign_card(nonces[0]))

    async def _contact(self, request: web.Request) -> web.StreamResponse:
        return _json(await self._reception.contact(await read_body(request), peer_host(request.transport)))

    async def _signals(self, request: web.Request) -> web.StreamResponse:
        return _json(self._reception.signal(await read_body(request), peer_host(request.transport)))

    async def _mailbox(self, request: web.Request) -> web.StreamResponse:
        return _json(await self._reception.poll(await read_body(request), peer_host(request.transport)))

    def _reject(self, refused: Refused, request: web.Request) -> web.Response:
        self._refusals.count(refused.refusal)
        if self._hides(refused, peer_host(request.transport)):
            return web.Response(status=_NOT_FOUND, text="404: Not Found")
        card = None if refused.nonce is None else self._this_device.sign_card(refused.nonce)
        return _json(Rejection(error=refused.refusal, message=refused.message[:512], card=card), refused.status)

    def _hides(self, refused: Refused, host: str) -> bool:
        """Nothing tells that PeerDrop is here. Who is shown our card with the refusal was let in before."""
        if self._visibility.discoverable or refused.nonce is not None:
            return False
        return refused.status == _NOT_FOUND or not self._visibility.is_for_host(host)


class _QuietLog(logging.LoggerAdapter[logging.Logger]):
    """Broken HTTP from strangers must not fill the log; what is our own fault is logged by PublicFace."""

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        self.debug(msg, *args, **kwargs)


def _json(message: msgspec.Struct, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=encode(message), content_type=JSON_TYPE, headers={"X-Content-Type-Options": "nosniff"}
    )
