"""``skgenarch search``: which net suits these sequences, and why, in words."""

import json
from argparse import Namespace
from pathlib import Path

from .. import __version__
from . import fitting
from .console import Outcome, RunFailed, note, progress, to_json
from .data import add_data, check, load
from .nets import add_net, check_names, make_net, setting, settings
from .parsing import add_command, check_folder_of, check_there, count, seconds
from .writing import ResultsFolder, new_file

_NAMES = ("model", "trials.csv", "rules.txt", "report.html", "summary.json")
# Candidates are compared after a short training; the winner is trained for longer.
_SHORT = {"max_epochs": 5, "epoch_size": 2048}
# Parameters of the search that are not to be set by --search-set.
_NOT_TO_SET = {
    "estimator": "--net",
    "param_distributions": "--space",
    "n_stages": "--n-stages",
    "n_iter": "--n-iter",
    "sampler": "--sampler",
    "cv": "--cv",
    "n_jobs": "--n-jobs",
    "max_time": "--max-time",
    "journal": "--journal",
    "random_state": "--seed",
    "verbose": "--quiet",
    **dict.fromkeys(("earlier", "refit", "scoring", "warm_start"), "Python"),
}
_EXAMPLES = """\
  skgenarch search peaks.fa.gz --out runs/search --n-jobs 2
  skgenarch search X_AC.seq.gz --test X_B.seq.gz --out runs/x --n-stages 4 --n-iter 12
  skgenarch search promoters/ --out runs/p --max-time 8h --set attention=soft
  skgenarch search --net deepbind --print-space > space.json
  skgenarch search peaks.fa --out runs/db --net deepbind --space space.json
  skgenarch search peaks.fa --out runs/fast --search-set racing=true --sampler random

The same command goes on where it stopped: every finished fit is in the journal. More
stages are added by a larger --n-stages and --overwrite, which replaces the results, not
the journal. Watch and steer from elsewhere with 'skgenarch explore DIR/run.db'.
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "search",
        run,
        "search for the net that suits peaks or promoters, and say in words which do",
        _EXAMPLES,
        usage="DATA --out DIR",
    )
    add_data(parser)
    add_net(parser, "passes over the data for each candidate (default: 5)")
    stages = parser.add_argument_group("search")
    stages.add_argument(
        "--space",
        type=Path,
        metavar="FILE",
        help="JSON, as --print-space writes it (default: the net's own space)",
    )
    stages.add_argument(
        "--print-space", action="store_true", help="print the space, and do nothing"
    )
    stages.add_argument("--n-stages", type=int, default=5, help="default: 5")
    stages.add_argument(
        "--n-iter", type=int, default=20, help="candidates in a stage (default: 20)"
    )
    stages.add_argument(
        "--sampler",
        choices=("gaussian_process", "forest", "random", "tpe", "gp"),
        default="gaussian_process",
        help="default: gaussian_process",
    )
    stages.add_argument("--cv", type=int, default=3, help="folds (default: 3)")
    stages.add_argument(
        "--n-jobs", "--jobs", type=int, metavar="N", help="fits in parallel"
    )
    stages.add_argument(
        "--max-time",
        "--time-budget",
        type=seconds,
        metavar="TIME",
        help="begin no more candidates after this time: 90, 30m, 2h",
    )
    stages.add_argument(
        "--final-epochs",
        type=count,
        metavar="N",
        help="passes over the data for the best one (default: the net's own)",
    )
    stages.add_argument(
        "--search-set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other parameter of SequentialSearchCV; may be repeated",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"folder for {', '.join(_NAMES)}"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace earlier results in DIR"
    )
    parser.add_argument(
        "--journal", type=Path, metavar="FILE", help="default: run.db in DIR"
    )


def run(args: Namespace) -> Outcome:
    """Search, train the winner, score, save."""
    if args.print_space:
        return _print_space(args)
    if args.out is None:
        raise ValueError("--out must name a folder for the results. Got none.")
    check(args)
    check_there(space=args.space)
    check_folder_of(journal=args.journal)
    with ResultsFolder(args.out, _NAMES, args.overwrite) as folder:
        net = make_net(args, **_SHORT)
        space = _space(args, net)
        data, test = load(args)
        journal = args.journal or args.out / "run.db"
        search = _make_search(args, net, space, data, journal)
        note(args, f"{type(net).__name__} on {len(data):,} sequences")
        note(args, f"To see how it goes on: skgenarch explore {journal}")
        try:
            _fit(search, data, args)
            note(args, f"The best of {len(search.trials_)} candidates is trained")
            net = _winner(args, search)
            fitting.fit(net, data, args)
            scores = fitting.score(net, test)
        except KeyboardInterrupt as interruption:
            n_kept = len(getattr(search, "cv_results_", {}).get("params", ()))
            raise KeyboardInterrupt(
                f"{n_kept or 'Finished'} candidates are kept in {journal}: the same "
                "command goes on from there."
            ) from interruption
        facts = {
            "command": "search",
            "skgenarch": __version__,
            "model": args.out / "model",
            "journal": journal,
            **fitting.facts_of(net, data),
            **_facts_of(search),
            "scores": scores,
        }
        _write(folder, search, net, data, facts)
    return Outcome(_lines(args, facts, search), facts)


def _make_search(args, net, space, data, journal):
    from .. import SequentialSearchCV
    from ..metrics import mean_pearson_r_scorer

    search = SequentialSearchCV(
        net,
        space,
        n_stages=args.n_stages,
        n_iter=args.n_iter,
        sampler=args.sampler,
        cv=data.folds(args.cv, args.seed),
        n_jobs=args.n_jobs,
        max_time=args.max_time,
        scoring=mean_pearson_r_scorer if data.is_regression else "roc_auc",
        refit=False,
        journal=journal,
        random_state=args.seed,
        verbose=1,
    )
    options = dict(args.search_set)
    known = search.get_params(deep=False)
    check_names("--search-set", options, known, "SequentialSearchCV", _NOT_TO_SET)
    return search.set_params(**options)


def _space(args, net):
    """Return the space, without what is set."""
    from ..search import Space

    fixed = settings(args)
    if args.space is None:
        space = net.default_space().items()
        return Space({name: values for name, values in space if name not in fixed})
    space = Space.from_json(args.space.read_text(encoding="utf-8"))
    both = sorted(set(space.params) & set(fixed))
    if both:
        raise ValueError(
            f"{both[0]!r} is set, and searched by --space. Take it out of one of them."
        )
    return space


def _print_space(args):
    text = _space(args, make_net(args)).to_json(indent=1)
    return Outcome([text], {"command": "search", "space": json.loads(text)})


def _fit(search, data, args):
    try:
        with progress(args):
            search.fit(data.sequences, data.single_target)
    except Exception as error:
        trials = getattr(search, "trials_", ())
        if trials and all(trial.failed for trial in trials):
            raise RunFailed(
                f"All {len(trials)} candidates failed, the last one with "
                f"{str(error).strip().splitlines()[-1]}"
            ) from error
        raise


def _winner(args, search):
    """Return the best net, to be trained as ``train`` does."""
    net = make_net(args)
    epochs = args.final_epochs or type(net)().max_epochs
    return net.set_params(**{"max_epochs": epochs, **search.best_params_})


def _facts_of(search):
    return {
        "best_params": search.best_params_,
        "best_score": search.best_score_,
        "overtuning": search.overtuning_._asdict(),
        "n_trials": len(search.trials_),
        "n_failed": sum(trial.failed for trial in search.trials_),
        "n_stages": len(search.stages_),
        "rules": search.rules_,
    }


def _write(folder, search, net, data, facts):
    from .. import SearchReport

    fitting.save(net, data, folder.new("model"))
    search.results_frame().to_csv(folder.new("trials.csv"), index=False)
    with new_file(folder.new("rules.txt")) as file:
        file.writelines(f"{rule}\n" for rule in search.rules_)
    SearchReport(search, title=type(net).__name__).save(folder.new("report.html"))
    with new_file(folder.new("summary.json")) as file:
        file.write(to_json(facts, indent=1) + "\n")


def _lines(args, facts, search):
    metric = "mean r" if facts["outputs"] else "AUC"
    return [
        f"Chosen among {facts['n_trials']} candidates: "
        f"{metric} {facts['best_score']:.3f} in cross-validation",
        *(f"  {name} = {_short(v)}" for name, v in facts["best_params"].items()),
        f"A search like this: {search.overtuning_}",
        *facts["rules"][-1:],  # the conclusion; rules.txt has all of them
        fitting.score_line(facts["scores"]),
        f"Model: {facts['model']}",
        f"Report, to be opened in a browser: {args.out / 'report.html'}",
    ]


def _short(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)
