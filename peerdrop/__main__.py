"""python -m peerdrop: the window, or one command of the command line."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peerdrop.cli.arguments import Arguments


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    from peerdrop.cli.main import run

    return run(sys.argv[1:], show_window=_show_window)


def _show_window(arguments: "Arguments") -> int:
    # Only here do the two faces meet; a command never loads Qt.
    from peerdrop.gui.app import run

    return run(arguments.home, name=arguments.name, port=arguments.port)


if __name__ == "__main__":
    sys.exit(main())
