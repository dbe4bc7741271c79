"""What all commands have in common: help with examples, errors in one line."""

import argparse
import re
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose options are not abbreviated."""

    def __init__(self, **options):
        super().__init__(
            **options,
            allow_abbrev=False,  # or an option that comes later breaks old scripts
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with code 2."""
        stop = "" if message.endswith((".", "?")) else "."
        self.exit(2, f"{self.prog}: {message}{stop} See {self.prog} --help.\n")


def add_command(
    commands, name: str, run, help: str, examples: str, *, usage: str | None = None
) -> Parser:
    """Add a command with the options that all of them have.

    Parameters
    ----------
    commands : object
        Of ``add_subparsers``.
    name : str
        Name of the command.
    run : callable
        Takes the parsed arguments, returns an `Outcome`, or None.
    help : str
        What it does, in a line.
    examples : str
        Command lines that work, for the end of the help.
    usage : str, default=None
        What stands after the name at least; by default all there is, which is a lot
        for some commands.

    Returns
    -------
    parser : Parser
        To add more to.
    """
    parser = commands.add_parser(
        name,
        help=help,
        usage=usage and f"%(prog)s {usage} [options]",
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=f"examples:\n{examples}",
    )
    parser.add_argument(
        "--quiet", action="store_true", help="no progress on stderr, errors only"
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object on stdout"
    )
    parser.add_argument(
        "--debug", action="store_true", help="with a traceback, if something fails"
    )
    parser.set_defaults(command=run)
    return parser


def count(text: str) -> int:
    """Read a whole number, 1 or more."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(
            f"must be a whole number, 1 or more; got {text!r}"
        )
    return int(text)


def share(text: str) -> float:
    """Read a number from 0 up to, but not including, 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(
            f"must be a number from 0 up to, but not including, 1; got {text!r}"
        )
    return value


def seconds(text: str) -> float:
    """Read a time such as 90, 90s, 30m or 2h."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip())
    if match is None or float(match[1]) == 0:
        raise argparse.ArgumentTypeError(
            f"must be a time above 0 such as 90 (seconds), 30m or 2h; got {text!r}"
        )
    return float(match[1]) * _SECONDS[match[2]]


def did_you_mean(name: str, known) -> str:
    """Return a question with what comes near a name, or nothing."""
    near = get_close_matches(name, known, n=3)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def check_there(**paths: Path | None) -> None:
    """Check that files exist, before any work.

    Raises
    ------
    FileNotFoundError
        If one does not; names the argument.
    """
    for name, path in paths.items():
        if path is not None and not path.exists():
            raise FileNotFoundError(
                f"{_argument(name)} must be a file or folder that exists. There is no "
                f"{str(path)!r}: check the spelling, and the folder you are in."
            )


def check_folder_of(**paths: Path | None) -> None:
    """Check that there is a folder to write each file to, before any work.

    Raises
    ------
    FileNotFoundError
        If there is none; names the argument.
    """
    for name, path in paths.items():
        if path is not None and not path.parent.is_dir():
            raise FileNotFoundError(
                f"{_argument(name)} must be in a folder that exists. There is no "
                f"folder {str(path.parent)!r} to write to: make it first."
            )


def _argument(name):
    return name.upper() if name.isupper() else f"--{name.replace('_', '-')}"
