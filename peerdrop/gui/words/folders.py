"""How a folder of this machine is written."""

from pathlib import Path


def folder_text(folder: Path) -> str:
    """The home folder stands as "~"."""
    home = Path.home()
    if folder != home and folder.is_relative_to(home):
        return f"~/{folder.relative_to(home).as_posix()}"
    return str(folder)
