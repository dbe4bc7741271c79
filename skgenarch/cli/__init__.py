"""The command line: ``skgenarch train``, ``predict``, ``search`` and others.

One file for each command; it has ``add``, which says what the command takes, and a
function that calls the library and returns an `Outcome`. What commands share:

- ``parsing``: arguments that several commands take, errors in one line
- ``data``: from the files that are named to sequences, targets and a held-out part
- ``nets``: from ``--net`` and ``--set`` to an estimator
- ``fitting``: to train and to score
- ``writing``: files that are whole or not there
- ``console``: what goes to stdout, what to stderr

Nothing here loads torch, or any other large library, before a command runs.
"""

import sys
import warnings
from collections.abc import Sequence

from .. import __version__
from . import benchmark, explore, motifs, predict, report, search, train
from .console import ReaderGone, RunFailed, complain, one_line, print_outcome
from .parsing import Parser

_COMMANDS = (train, predict, search, report, explore, motifs, benchmark)

# What is wrong with what was given: files that are not there, values out of range. All
# else is a failure of the run.
_BAD_INPUT = (
    FileExistsError,
    FileNotFoundError,
    ImportError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
    TypeError,
    ValueError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, default=None
        What stands after ``skgenarch``; by default what the shell passed on.

    Returns
    -------
    code : int
        0; 1 if the run failed; 2 if something that was given is wrong; 130 after
        Ctrl-C. One line on stderr says what happened.

    Raises
    ------
    SystemExit
        With code 2 if the arguments are no command, with 0 if they ask for help.
    """
    args = make_parser().parse_args(arguments)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            outcome = args.command(args)
            if outcome is not None:
                print_outcome(outcome, args.json)
        return 0
    except ReaderGone:
        return 0  # as in "skgenarch predict ... | head": what was wanted has been read
    except KeyboardInterrupt as interruption:
        if str(interruption):
            complain(f"Interrupted. {interruption}")
        return 130  # as shells say of a command that Ctrl-C has ended
    except Exception as error:
        if args.debug:
            import traceback

            traceback.print_exc()
        bad_input = isinstance(error, _BAD_INPUT)
        known = bad_input or isinstance(error, (RunFailed, RuntimeError, OSError))
        complain(one_line(error) if known else _unexpected(error))
        return 2 if bad_input else 1


def make_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="skgenarch",
        description="Nets for DNA: train them, search for better ones, and see what "
        "they have learned.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", parser_class=Parser
    )
    for command in _COMMANDS:
        command.add(commands)
    return parser


def _unexpected(error):
    return (
        f"{type(error).__name__}: {one_line(error)} (not expected; --debug shows where)"
    )


def _show_warning(message, category, filename, lineno, file=None, line=None):
    # Some are long: what follows the first line is for programmers.
    first = next(iter(str(message).strip().splitlines()), category.__name__)
    print(f"skgenarch: warning: {first}", file=sys.stderr)
