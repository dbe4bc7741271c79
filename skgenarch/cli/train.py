"""``skgenarch train``: a net from a file of peaks or of promoters."""

from argparse import Namespace
from pathlib import Path

from .. import __version__
from . import fitting
from .console import Outcome, note, to_json
from .data import add_data, check, load
from .nets import add_net, make_net
from .parsing import add_command
from .writing import ResultsFolder

_NAMES = ("model", "summary.json")
_EXAMPLES = """\
  skgenarch train peaks.fa.gz --out runs/peaks
  skgenarch train X_AC.seq.gz --test X_B.seq.gz --out runs/x --epochs 20
  skgenarch train peaks.fa --out runs/small --net deepbind --set n_filters=32
  skgenarch train promoters/ --out runs/promoters --test-share 0.1
  skgenarch train promoters.fa --expression rnaseq.tsv --out runs/r --net attention
  skgenarch train --tss tss.bed --genome hg38.fa --expression rnaseq.tsv --out runs/g
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "train",
        run,
        "train a net on peaks or promoters, and score it on what it has not seen",
        _EXAMPLES,
        usage="DATA --out DIR",
    )
    add_data(parser)
    add_net(parser, "passes over the data (default: the net's own)")
    parser.add_argument(
        "--early-stopping",
        action="store_true",
        help="stop when a tenth of the data, held out, gets no better",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for the model and summary.json",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace earlier results in DIR"
    )


def run(args: Namespace) -> Outcome:
    """Train, score, save."""
    check(args)
    with ResultsFolder(args.out, _NAMES, args.overwrite) as folder:
        try:
            net = make_net(args, early_stopping=args.early_stopping)
            data, test = load(args)
            note(args, f"{type(net).__name__} on {len(data):,} sequences")
            seconds = fitting.fit(net, data, args)
            scores = fitting.score(net, test)
        except KeyboardInterrupt as interruption:
            raise KeyboardInterrupt("Nothing was written.") from interruption
        fitting.save(net, data, folder.new("model"))
        facts = {
            "command": "train",
            "skgenarch": __version__,
            "model": args.out / "model",
            **fitting.facts_of(net, data),
            "scores": scores,
            "seconds": round(seconds, 3),
        }
        text = to_json(facts, indent=1) + "\n"
        folder.new("summary.json").write_text(text, encoding="utf-8")
    lines = [fitting.score_line(scores), f"Model: {args.out / 'model'}"]
    return Outcome(lines, facts)
