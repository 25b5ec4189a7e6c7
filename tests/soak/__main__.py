"""python -m tests.soak --minutes 5 [--seed N] [--nodes 3]: exit code 0 if nothing was wrong, lost or doubled."""
# ruff: noqa: T201

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.lab.network import Lab
from tests.own_network import enter_own_network
from tests.soak.soak import Plan, soak


def main() -> int:
    """Run one soak and tell of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--nodes", type=int, default=3, choices=(2, 3, 4))
    given = parser.parse_args()
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    if reason := enter_own_network():
        print(f"a soak needs a network of its own: {reason}")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="peerdrop-soak-"))
    lab = Lab()
    try:
        report = asyncio.run(soak(Plan(seed=seed, seconds=given.minutes * 60, members=given.nodes), lab, folder))
    finally:
        lab.close()
    print("\n".join(report.lines()), flush=True)
    if report.is_good:
        shutil.rmtree(folder)
    else:
        print(f"kept for looking at: {folder}")
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
