"""An address that a user wrote: whoever is there, by the quickest of all ways."""

import asyncio
import contextlib
from typing import Final

from server.discovery.address import parse_address, resolve
from server.discovery.announcer import Announcer
from server.discovery.registry import Registry
from server.errors import AnswersItself, NobodyAnswers, NoCommonVersion
from server.record import DeviceRecord, Endpoint, Source
from server.signaling.contact import Contacts

# How long a device that TCP can't reach has to make contact with us, once it was told by UDP.
_ANSWER_BY_CONTACT_S: Final = 2.0


class TypedAddress:
    """Makes contact with `host`, `host:port` or `[v6]:port`; all addresses of a name are tried at once."""

    def __init__(self, registry: Registry, contacts: Contacts, announcer: Announcer) -> None:
        self._registry = registry
        self._contacts = contacts
        self._announcer = announcer

    async def meet(self, text: str, source: Source) -> DeviceRecord:
        """Whoever is at *text*; as Backend.add_address says."""
        address = parse_address(text)
        endpoints = await resolve(address)
        with self._registry.expectation((endpoint.host for endpoint in endpoints), source) as made_contact:
            try:
                return await self._first_met(endpoints, source)
            except NobodyAnswers:
                for endpoint in endpoints:
                    self._announcer.announce_to(endpoint.host)
                further = tuple(Endpoint(each.host, port) for each in endpoints for port in address.further_ports)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_ANSWER_BY_CONTACT_S):
                        return await self._met_or_heard(further, source, made_contact)
                raise NobodyAnswers(f"No PeerDrop answers at {text.strip()}.") from None

    async def _met_or_heard(
        self, further: tuple[Endpoint, ...], source: Source, made_contact: asyncio.Future[DeviceRecord]
    ) -> DeviceRecord:
        """Whoever answers at *further*, or makes contact with us meanwhile."""
        if further:
            walk = asyncio.create_task(self._first_met(further, source), name="address:walk")
            try:
                await asyncio.wait({walk, made_contact}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not walk.done():
                    walk.cancel()
                await asyncio.wait({walk})
            if not walk.cancelled() and not isinstance(walk.exception(), NobodyAnswers):
                return walk.result()
        return await made_contact

    async def _first_met(self, endpoints: tuple[Endpoint, ...], source: Source) -> DeviceRecord:
        """Whoever answers first; if nobody does, the refusal that says most."""
        attempts = [
            asyncio.create_task(self._contacts.meet(endpoint, source, lead=True), name=f"address:{endpoint.host}")
            for endpoint in endpoints
        ]
        failures: list[BaseException] = []
        try:
            for finished in asyncio.as_completed(attempts):
                try:
                    return await finished
                except (NobodyAnswers, AnswersItself, NoCommonVersion) as exc:
                    failures.append(exc)
        finally:
            for attempt in attempts:
                attempt.cancel()
            await asyncio.gather(*attempts, return_exceptions=True)
        raise min(failures, key=lambda failure: isinstance(failure, NobodyAnswers))
