"""python -m peerdrop: the window, or one command of the command line."""

import sys


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    from peerdrop.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
