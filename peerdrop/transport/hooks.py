"""Places where a library object is made to call us: on one instance, never on its class or module."""

from collections.abc import Callable
from typing import Any

from peerdrop.link import TransportUnfit


def replace_method(owner: object, name: str, replacement: Callable[..., Any]) -> Callable[..., Any]:
    """Let *owner* call *replacement* where it called its method *name*; returns that method.

    A mangled name reaches a class-private method. Raises TransportUnfit if this version has no such method.
    """
    original = private(owner, name)
    if not callable(original):
        raise TransportUnfit(f"{type(owner).__name__}.{name} of the installed WebRTC library is no method")
    try:
        setattr(owner, name, replacement)
    except AttributeError as exc:
        raise TransportUnfit(f"{type(owner).__name__}.{name} of the installed WebRTC library can't be guarded") from exc
    return original  # type: ignore[no-any-return]


def private(owner: object, name: str) -> Any:
    """A private attribute of *owner*; raises TransportUnfit if this version has none of that name."""
    try:
        return getattr(owner, name)
    except AttributeError as exc:
        raise TransportUnfit(
            f"The installed WebRTC library has no {type(owner).__name__}.{name}, so its guards can't be fitted. "
            "Install the version that PeerDrop asks for."
        ) from exc
