"""``skgenarch benchmark``: the comparisons of the documentation, run again."""

from argparse import Namespace
from importlib import import_module
from pathlib import Path

from .console import Outcome, RunFailed, note, progress
from .parsing import add_command, count, seconds
from .writing import new_file

_NAMES = ("tfbs", "promoters", "search", "motifs")
_EXAMPLES = """\
  skgenarch benchmark tfbs --data data --out runs/benchmarks --datasets MYC TBP
  skgenarch benchmark promoters --data data --methods ridge_6mers PromoterNet
  skgenarch benchmark search --methods "SequentialSearchCV" "Optuna TPE" --seeds 5
  skgenarch benchmark motifs --data data --budget 2h
  skgenarch benchmark tfbs --data data --only-results

DIR/NAME.csv keeps each run as soon as it is done: the same command goes on where it
stopped. DIR/NAME.html shows all that is there. 'search' brings its own data; the others
look for --data/tfbs and --data/promoters.
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "benchmark",
        run,
        "compare nets, searches and motifs with others on real data",
        _EXAMPLES,
    )
    parser.add_argument("name", choices=_NAMES, help="what to compare")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="home of the data sets (default: $SKGENARCH_DATA, or ~/skgenarch_data)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("runs/benchmarks"),
        metavar="DIR",
        help="made if it is not there (default: runs/benchmarks)",
    )
    parser.add_argument(
        "--datasets",
        nargs="+",
        default=(),
        metavar="NAME",
        help="beginnings of names (default: all)",
    )
    parser.add_argument(
        "--methods",
        nargs="+",
        default=(),
        metavar="NAME",
        help="what to compare (default: all that do not take days)",
    )
    parser.add_argument(
        "--seeds", type=count, metavar="N", help="seeds for each method"
    )
    parser.add_argument(
        "--budget",
        type=seconds,
        metavar="TIME",
        help="begin no run after this time: 90, 30m, 2h",
    )
    parser.add_argument(
        "--only-results", action="store_true", help="run nothing, show what is there"
    )


def run(args: Namespace) -> Outcome:
    """Run what is missing, and show all that is there."""
    from ..benchmarks.page import render
    from ..benchmarks.running import Settings, carry_out, only, results_of
    from ..datasets import get_data_home
    from ..interpretation.plots.drawing import pyplot

    benchmark = import_module(f"..benchmarks.{args.name}", __package__).BENCHMARK
    settings = Settings(
        data=get_data_home(args.data),
        out=args.out,
        datasets=tuple(args.datasets),
        methods=tuple(args.methods),
        seeds=args.seeds,
        budget=args.budget,
    )
    if args.out.exists() and not args.out.is_dir():
        raise NotADirectoryError(
            f"--out must be a folder. {str(args.out)!r} is a file: name another."
        )
    pyplot()  # the page will need it: say so before hours of work
    n_missing = 0
    if not args.only_results:
        try:
            with progress(args):
                n_missing = carry_out(benchmark, settings)
        except KeyboardInterrupt as interruption:
            raise KeyboardInterrupt(
                f"What is done is in {args.out}: the same command goes on."
            ) from interruption
    results = results_of(benchmark, settings.out)
    rows = results.read()
    if rows.empty:
        raise RunFailed(f"There are no results in {str(results.path)!r} yet.")
    html = render(benchmark, benchmark.summarize(rows, settings.data), rows)
    page = _write(args.out / f"{args.name}.html", html, args)
    shown = only(rows, benchmark, settings)
    sections = benchmark.summarize(shown, settings.data) if len(shown) else []
    lines = []
    for section in sections:
        if section.table.empty:
            continue
        lines += [section.title, section.table.to_string(index=False, na_rep="-"), ""]
    if n_missing:
        note(args, f"{n_missing} runs are left: the same command goes on with them.")
    facts = {
        "command": "benchmark",
        "name": args.name,
        "csv": results.path,
        "page": page,
        "runs_left": n_missing,
        "sections": [
            {"title": section.title, "table": section.table.to_dict("records")}
            for section in sections
        ],
    }
    lines += [f"Rows: {results.path}"] + ([f"Page: {page}"] if page else [])
    return Outcome(lines, facts)


def _write(page, html, args):
    """Write the page; results that are only looked at may lie where one cannot."""
    try:
        with new_file(page) as file:
            file.write(html)
    except OSError as error:
        if not args.only_results:
            raise
        note(args, f"No page was written: {error}")
        return None
    return page
