"""What this side's user wants of a job, as it is kept where the job is kept: it outlives a restart."""

from typing import Annotated

import msgspec


class Wishes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """*paused* until he says otherwise; a limit of its own of *bytes_per_second*, 0: none."""

    paused: bool = False
    bytes_per_second: Annotated[int, msgspec.Meta(ge=0)] = 0
