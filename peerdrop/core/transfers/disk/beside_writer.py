"""A job that comes beside the files of another one."""

from collections.abc import Collection
from typing import Any

from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.job_writer import JobWriter
from peerdrop.core.transfers.disk.journal import TopLine


class BesideWriter(JobWriter):
    """Goes into the folders *standing*, where it makes no second copy; any other that it wants is a new one."""

    def __init__(self, *, standing: Collection[str], **more: Any) -> None:
        super().__init__(conflicts=ConflictChoice.SKIP_IDENTICAL, **more)
        self._standing = standing

    def _take_top(self, root: Folder, name: str) -> None:
        if name in self._standing:
            super()._take_top(root, name)
            return
        # Nobody said that what its sender names now may be mixed with what is there.
        self.tops[name] = root.make_new_folder(name)
        self._made_tops.add(name)
        self._journal_of().append(TopLine(wanted=name, got=self.tops[name]))
