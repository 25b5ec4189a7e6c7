"""Ports for the servers under test that nobody else takes meanwhile."""

import itertools
import random
import socket
from typing import Final

# Below what systems give out by themselves: a port found free there is soon the other end of somebody's connection.
_FIRST: Final = 20_000
_COUNT: Final = 12_000
_START: Final = random.SystemRandom().randrange(_COUNT)
_NUMBERS: Final = itertools.count(_START)


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port that nobody uses, on no address of this machine, and that was not given to another test before."""
    for number in itertools.islice(_NUMBERS, _COUNT):
        port = _FIRST + number % _COUNT
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
    raise AssertionError("every port is taken")
