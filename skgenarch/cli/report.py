"""``skgenarch report``: a run as one HTML file."""

from argparse import Namespace
from pathlib import Path

from .console import Outcome
from .parsing import add_command
from .runs import add_run, make_report

_EXAMPLES = """\
  skgenarch report runs/search/run.db -o report.html
  skgenarch report trials.csv --score auc --param learning_rate --param n_filters
  skgenarch report sqlite:///study.db --title "My study"
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "report", run, "write a run as one HTML file", _EXAMPLES
    )
    add_run(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("report.html"),
        metavar="FILE",
        help="replaced if there (default: report.html)",
    )


def run(args: Namespace) -> Outcome:
    """Write the page."""
    path = make_report(args).save(args.output)
    return Outcome([f"Report: {path}"], {"command": "report", "report": path})
