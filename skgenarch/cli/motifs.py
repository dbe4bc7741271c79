"""``skgenarch motifs``: where a saved net looks, and what it reads."""

from argparse import Namespace
from pathlib import Path

from .console import Outcome, note
from .nets import model_folder
from .parsing import add_command, check_folder_of, check_there

_EXAMPLES = """\
  skgenarch motifs runs/peaks peaks.fa.gz -o motifs.html
  skgenarch motifs runs/peaks peaks.fa --meme found.meme --n-motifs 3
  skgenarch motifs model peaks.fa --database mine.meme --title "My factor"
"""


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "motifs",
        run,
        "show where a saved net looks, and which motifs it reads",
        _EXAMPLES,
    )
    parser.add_argument(
        "model",
        type=Path,
        metavar="MODEL",
        help="what train or search wrote to --out, or an estimator's save",
    )
    parser.add_argument(
        "peaks",
        type=Path,
        metavar="PEAKS",
        help="FASTA or DeepBind .seq, gzip or not",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("motifs.html"),
        metavar="FILE",
        help="replaced if there (default: motifs.html)",
    )
    parser.add_argument(
        "--meme", type=Path, metavar="FILE", help="also write the motifs as MEME text"
    )
    parser.add_argument(
        "--database",
        type=Path,
        metavar="FILE",
        help="MEME file of names (default: JASPAR)",
    )
    parser.add_argument(
        "--n-motifs", type=int, default=5, metavar="N", help="default: 5"
    )
    parser.add_argument("--seed", type=int, default=0, help="default: 0")
    parser.add_argument("--title", help="heading of the page")


def run(args: Namespace) -> Outcome:
    """Look for motifs, and write the page."""
    from ..datasets import load_tfbs
    from ..estimators import load_estimator
    from ..interpretation import interpret, load_jaspar, read_meme, write_meme
    from ..interpretation.plots.drawing import pyplot

    # What can go wrong goes wrong before the work, and nothing is half-written.
    check_folder_of(output=args.output, meme=args.meme)
    pyplot()
    check_there(database=args.database)
    database = load_jaspar() if args.database is None else read_meme(args.database)
    net = load_estimator(model_folder(args.model))
    check_there(PEAKS=args.peaks)
    data = load_tfbs(args.peaks, negatives="none")
    note(args, data.DESCR.removeprefix("Training data: "))
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
    motifs = [
        {
            "consensus": motif.consensus,
            "support": motif.support,
            "names": result.names(number)[:3],
        }
        for number, motif in enumerate(result.motifs)
    ]
    lines = [
        f"{motif['consensus']}  in {motif['support']:.0%} of sequences  "
        f"{', '.join(motif['names']) or 'no name'}"
        for motif in motifs
    ] or ["No motif that can be told from chance"]
    meme = args.meme if motifs else None
    if meme is not None:
        write_meme(result.motifs, meme)
        lines.append(f"Motifs: {meme}")
    facts = {"command": "motifs", "motifs": motifs, "page": page, "meme": meme}
    return Outcome([*lines, f"Page: {page}"], facts)
