"""Where the icons and the style are, from source, from a wheel and in the frozen app."""

import sys
from pathlib import Path


def resource_path(relative: str) -> Path:
    """The file or folder *relative* ("icons/send.svg") of resources/; it may not exist."""
    return _resource_root() / relative


def _resource_root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent.parent
    packed = package / "_resources"
    return packed if packed.is_dir() else package.parent / "resources"
