"""The command line: ``skgenarch report RUN`` and ``skgenarch explore RUN``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .report import SearchReport


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, default=None
        What stands after ``skgenarch``; by default what the shell passed on.

    Returns
    -------
    code : int
        0, or 2 if something was wrong, which one line on stderr tells.

    Raises
    ------
    SystemExit
        If the arguments are no command, or ask for help.
    """
    args = _parser().parse_args(arguments)
    try:
        report = SearchReport(
            args.run,
            score=args.score,
            params=args.param,
            maximize=False if args.minimize else None,
            group=args.group,
            title=args.title,
        )
        args.command(report, args)
    except (ImportError, OSError, RuntimeError, TypeError, ValueError) as error:
        # Some libraries tell in several lines.
        print(f"skgenarch: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # as shells say of a command that Ctrl-C has ended
    return 0


def _save(report: SearchReport, args: argparse.Namespace) -> None:
    print(f"Report: {report.save(args.output)}")


def _explore(report: SearchReport, args: argparse.Namespace) -> None:
    report.serve(port=args.port, open_browser=not args.no_browser)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="skgenarch", description="See and steer hyperparameter runs."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = commands.add_parser("report", help="write a run as one HTML file")
    report.add_argument("-o", "--output", type=Path, default=Path("report.html"))
    report.set_defaults(command=_save)
    explore = commands.add_parser("explore", help="show a run, live, and steer it")
    explore.add_argument("--port", type=int, default=0, help="default: any free one")
    explore.add_argument("--no-browser", action="store_true", help="only print the URL")
    explore.set_defaults(command=_explore)
    for command in (report, explore):
        command.add_argument(
            "run", help="journal, CSV file, or address of an Optuna storage"
        )
        command.add_argument(
            "--score", action="append", metavar="NAME", help="metric; may be repeated"
        )
        command.add_argument(
            "--param", action="append", metavar="NAME", help="column of a CSV file"
        )
        command.add_argument("--group", metavar="NAME", help="column: drawn alike")
        command.add_argument(
            "--minimize", action="store_true", help="lower scores are better"
        )
        command.add_argument("--title", help="heading of the report")
    return parser


if __name__ == "__main__":
    sys.exit(main())
