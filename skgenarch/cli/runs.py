"""What ``report`` and ``explore`` have in common: which run to look at."""

from argparse import Namespace

from .parsing import Parser


def add_run(parser: Parser) -> None:
    """Add the arguments that name a run."""
    parser.add_argument(
        "run",
        metavar="RUN",
        help="journal, CSV file, or address of an Optuna storage",
    )
    parser.add_argument(
        "--score", action="append", metavar="NAME", help="metric; may be repeated"
    )
    parser.add_argument(
        "--param", action="append", metavar="NAME", help="column of a CSV file"
    )
    parser.add_argument("--group", metavar="NAME", help="column: drawn alike")
    parser.add_argument(
        "--minimize", action="store_true", help="lower scores are better"
    )
    parser.add_argument("--title", help="heading of the report")


def make_report(args: Namespace):
    """Read the run."""
    from ..report import SearchReport

    return SearchReport(
        args.run,
        score=args.score,
        params=args.param,
        maximize=False if args.minimize else None,
        group=args.group,
        title=args.title,
    )
