"""A disk that a test stops and lets go on."""

import threading

from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.part_file import PartFile


class GatedDisk:
    """For *open_part*: writes wait for the gate after *free_writes*."""

    def __init__(self, free_writes: int) -> None:
        self.free_writes = free_writes
        self.gate = threading.Event()
        self.waiting = threading.Event()

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                disk.free_writes -= 1
                if disk.free_writes < 0:
                    disk.waiting.set()
                    assert disk.gate.wait(60)
                return super().write(data)

        return OnDisk(folder, name)
