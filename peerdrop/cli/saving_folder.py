"""The folder given with --dir."""

import tempfile
from pathlib import Path

from peerdrop.core.errors import FolderUnwritable


def check_saving_folder(directory: Path) -> None:
    """Make *directory* if it is not there, and try to write in it; raises FolderUnwritable. Blocks on the disk."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        # Permissions alone don't tell: root may write anywhere but on a read-only file system.
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as exc:
        raise FolderUnwritable(
            f"Files can't be saved in {directory} ({exc.strerror}).", next_step="Choose another folder with --dir."
        ) from exc
