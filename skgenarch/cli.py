"""The command line: ``skgenarch report | explore | motifs``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__


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
        args.command(args)
    except (ImportError, OSError, RuntimeError, TypeError, ValueError) as error:
        # Some libraries tell in several lines.
        print(f"skgenarch: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # as shells say of a command that Ctrl-C has ended
    return 0


def _save_report(args: argparse.Namespace) -> None:
    print(f"Report: {_report(args).save(args.output)}")


def _explore(args: argparse.Namespace) -> None:
    _report(args).serve(port=args.port, open_browser=not args.no_browser)


def _report(args):
    from .report import SearchReport

    return SearchReport(
        args.run,
        score=args.score,
        params=args.param,
        maximize=False if args.minimize else None,
        group=args.group,
        title=args.title,
    )


def _motifs(args: argparse.Namespace) -> None:
    from .datasets import load_tfbs
    from .estimators import load_estimator
    from .interpretation import interpret, load_jaspar, read_meme, write_meme
    from .interpretation.plots.drawing import pyplot

    # What can go wrong goes wrong before the work, and nothing is half-written.
    for path in filter(None, (args.output, args.meme)):
        if not path.parent.is_dir():
            raise ValueError(f"There is no folder {str(path.parent)!r} to write to.")
    pyplot()
    database = load_jaspar() if args.database is None else read_meme(args.database)
    net = load_estimator(args.model)
    data = load_tfbs(args.peaks, negatives="none")
    classes = getattr(net, "classes_", None)
    labelled = classes is not None and set(classes.tolist()) == {0, 1}
    result = interpret(
        net,
        data.sequences,
        data.target if labelled else None,
        names=data.names,
        database=database,
        n_motifs=args.n_motifs,
        title=args.title,
        random_state=args.seed,
    )
    page = result.save(args.output)
    for number, motif in enumerate(result.motifs):
        names = ", ".join(result.names(number)[:3]) or "no name"
        print(f"{motif.consensus}  in {motif.support:.0%} of sequences  {names}")
    if not result.motifs:
        print("No motif that can be told from chance")
    elif args.meme is not None:
        write_meme(result.motifs, args.meme)
        print(f"Motifs: {args.meme}")
    print(f"Page: {page}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="skgenarch",
        description="See and steer hyperparameter runs, and what nets have learned.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = commands.add_parser("report", help="write a run as one HTML file")
    report.add_argument("-o", "--output", type=Path, default=Path("report.html"))
    report.set_defaults(command=_save_report)
    explore = commands.add_parser("explore", help="show a run, live, and steer it")
    explore.add_argument("--port", type=int, default=0, help="default: any free one")
    explore.add_argument("--no-browser", action="store_true", help="only print the URL")
    explore.set_defaults(command=_explore)
    for command in (report, explore):
        _add_run(command)
    _add_motifs(commands)
    return parser


def _add_run(command):
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


def _add_motifs(commands):
    motifs = commands.add_parser(
        "motifs", help="show where a saved net looks, and which motifs it reads"
    )
    motifs.add_argument(
        "model", type=Path, help="folder that an estimator's save wrote"
    )
    motifs.add_argument("peaks", type=Path, help="FASTA or DeepBind .seq, gzip or not")
    motifs.add_argument("-o", "--output", type=Path, default=Path("motifs.html"))
    motifs.add_argument(
        "--meme", type=Path, metavar="FILE", help="also write the motifs as MEME text"
    )
    motifs.add_argument(
        "--database", metavar="FILE", help="MEME file of names (default: JASPAR)"
    )
    motifs.add_argument("--n-motifs", type=int, default=5, help="default: 5")
    motifs.add_argument("--seed", type=int, default=0, help="default: 0")
    motifs.add_argument("--title", help="heading of the page")
    motifs.set_defaults(command=_motifs)


if __name__ == "__main__":
    sys.exit(main())
