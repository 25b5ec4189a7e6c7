"""`peerdrop` that tells how many tasks and blocks of memory it has: `python -m tests.soak.observed FILE ARGUMENTS...`.

Only the program itself knows. What else there is to count, the system tells.
"""

import asyncio
import contextlib
import sys
import threading
import time
from pathlib import Path

from peerdrop.__main__ import main

_EVERY_S = 1.0


def _tell(file: Path) -> None:
    while True:
        # Private, and of another name in each Python; where there is neither, nothing is told.
        tasks = getattr(asyncio.tasks, "_scheduled_tasks", None) or getattr(asyncio.tasks, "_all_tasks", None)
        if tasks is not None:
            # They come and go meanwhile.
            with contextlib.suppress(RuntimeError):
                live = sum(not task.done() for task in list(tasks))
                file.write_text(f"{live} {sys.getallocatedblocks()}")
        time.sleep(_EVERY_S)


if __name__ == "__main__":
    threading.Thread(target=_tell, args=(Path(sys.argv.pop(1)),), daemon=True).start()
    sys.exit(main())
