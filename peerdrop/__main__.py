"""python -m peerdrop: the window, or one command of the command line."""

import signal
import sys


def main() -> int:
    """Run what the arguments ask for; the exit code."""
    # Ctrl-C while modules load ends the process without a word; a command that runs sets its own handlers.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    from peerdrop.cli.arguments import Arguments
    from peerdrop.cli.main import run

    def show_window(arguments: Arguments) -> int:
        # Only here do the two faces meet; a command never loads Qt.
        from peerdrop.gui.app import run as show
        from peerdrop.gui.desktop.opening import Opening

        opening = Opening(files=arguments.paths, link=arguments.link)
        return show(arguments.home, opening, name=arguments.name, port=arguments.port, at_login=arguments.at_login)

    return run(sys.argv[1:], show_window=show_window)


if __name__ == "__main__":
    sys.exit(main())
