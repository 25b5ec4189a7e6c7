"""One node's way to tell what happened."""

import logging
from collections.abc import Callable

from peerdrop.core.events import Event

logger = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]


class Bus:
    """Hands each event to every subscriber, in order, at once. Lives on the node's loop; one per node."""

    def __init__(self) -> None:
        self._subscribers: dict[object, Subscriber] = {}

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call *subscriber* with each event from now on, until the returned function is called.

        A subscriber must not wait; what it raises is logged and reaches neither the publisher nor the others.
        """
        subscription = object()
        self._subscribers[subscription] = subscriber

        def unsubscribe() -> None:
            self._subscribers.pop(subscription, None)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell every subscriber."""
        for subscriber in tuple(self._subscribers.values()):
            try:
                subscriber(event)
            except Exception:
                logger.exception("subscriber failed event=%s", type(event).__name__)
