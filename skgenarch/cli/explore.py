"""``skgenarch explore``: a run, live, on a server of this machine."""

import sys
from argparse import Namespace
from contextlib import redirect_stdout

from .console import Outcome, print_outcome
from .parsing import add_command
from .runs import add_run, make_report

_EXAMPLES = """\
  skgenarch explore runs/search/run.db
  skgenarch explore trials.csv --score loss --minimize --port 8000 --no-browser
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "explore", run, "show a run, live, and steer it", _EXAMPLES
    )
    add_run(parser)
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="default: any free one"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the URL")


def run(args: Namespace) -> None:
    """Serve until Ctrl-C."""
    options = {"port": args.port, "open_browser": not args.no_browser}
    if not args.json:
        make_report(args).serve(**options)  # prints the address
        return
    with redirect_stdout(sys.stderr):
        server = make_report(args).serve(**options, block=False)
        facts = {"command": "explore", "url": server.url}
    print_outcome(Outcome([], facts), as_json=True)
    with redirect_stdout(sys.stderr):
        server.wait()
