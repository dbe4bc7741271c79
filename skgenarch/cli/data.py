"""From the files that are named to sequences, targets, and a part that is held out."""

from argparse import Namespace
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .console import note
from .parsing import Parser, check_there, share

_OF_PROMOTERS = (
    "expression",
    "groups",
    "genes",
    "tss",
    "genome",
    "upstream",
    "downstream",
    "unequal_lengths",
)
_FILES_OF_PROMOTERS = _OF_PROMOTERS[:5]
_OF_PEAKS = ("test", "negatives")


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """Sequences with their targets.

    Attributes
    ----------
    sequences : ndarray of shape (n,) and dtype object
        The sequences.
    target : ndarray of shape (n,) or (n, n_outputs)
        Labels, or measurements.
    groups : ndarray of shape (n,)
        Sequences of a group must not be on both sides of a split.
    output_names : list of str or None
        Names of what is measured; None where the targets are labels.
    """

    sequences: Any
    target: Any
    groups: Any
    output_names: list[str] | None

    @property
    def is_regression(self) -> bool:
        """Whether the targets are measurements."""
        return self.output_names is not None

    @property
    def single_target(self):
        """The target; a single output as scikit-learn has it, without a column."""
        several = self.target.ndim == 2 and self.target.shape[1] > 1
        return self.target if several else self.target.ravel()

    def __len__(self):
        return len(self.sequences)

    def take(self, rows) -> "Data":
        """Return some of the sequences."""
        return replace(
            self,
            sequences=self.sequences[rows],
            target=self.target[rows],
            groups=self.groups[rows],
        )

    def folds(self, n: int, seed: int) -> list[tuple]:
        """Return training and test rows of some folds that keep groups together."""
        from sklearn.model_selection import GroupKFold

        n_groups = len(set(self.groups.tolist()))
        if not 2 <= n <= n_groups:
            raise ValueError(
                "--cv must be at least 2, and at most the number of sequences that "
                f"can be told apart, {n_groups}. Got {n}."
            )
        splitter = GroupKFold(n, shuffle=True, random_state=seed)
        return list(splitter.split(self.sequences, groups=self.groups))


def add_data(parser: Parser) -> None:
    """Add the arguments that say what to learn from."""
    parser.add_argument(
        "data",
        metavar="DATA",
        type=Path,
        nargs="?",
        help="peaks: FASTA (headers that begin with 0 or 1 are labels; without labels "
        "all are bound, and negatives are shuffles) or DeepBind .seq; promoters: FASTA "
        "with --expression, or a folder; gzip or not",
    )
    peaks = parser.add_argument_group("peaks")
    peaks.add_argument(
        "--test", type=Path, metavar="FILE", help="score on this file of both classes"
    )
    peaks.add_argument(
        "--negatives",
        choices=("auto", "shuffle", "none"),
        help="default: auto, which shuffles if the file has no negatives",
    )
    genes = parser.add_argument_group("promoters")
    genes.add_argument(
        "--expression", type=Path, metavar="FILE", help="table: genes by samples"
    )
    genes.add_argument(
        "--groups", type=Path, metavar="FILE", help="table: sample and its group"
    )
    genes.add_argument(
        "--no-average", action="store_true", help="keep the samples of a group apart"
    )
    genes.add_argument(
        "--genes", type=Path, metavar="FILE", help="table: gene, and its block"
    )
    genes.add_argument(
        "--tss", type=Path, metavar="FILE", help="start sites: BED, SGA or GTF"
    )
    genes.add_argument(
        "--genome", type=Path, metavar="FILE", help="FASTA to cut promoters from"
    )
    genes.add_argument("--upstream", type=int, metavar="N", help="default: 1000 bases")
    genes.add_argument(
        "--downstream", type=int, metavar="N", help="default: 1000 bases"
    )
    genes.add_argument(
        "--unequal-lengths",
        choices=("raise", "drop", "keep"),
        help="sequences not as long as most (default: raise)",
    )
    parser.add_argument(
        "--test-share",
        type=share,
        metavar="SHARE",
        help="share of the data held out to score on, if no --test; 0: no score "
        "(default: 0.2)",
    )


def is_promoters(args: Namespace) -> bool:
    """Tell whether the data are promoters, not peaks."""
    given = any(
        getattr(args, name) is not None for name in ("expression", "tss", "genome")
    )
    return given or (args.data is not None and args.data.is_dir())


def check(args: Namespace) -> None:
    """Check the arguments before anything is read.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is not there; if arguments do not go together.
    """
    _check_together(args, is_promoters(args))
    files = ("test", *_FILES_OF_PROMOTERS)
    check_there(DATA=args.data, **{name: getattr(args, name) for name in files})


def load(args: Namespace) -> tuple[Data, Data | None]:
    """Load what is to be learned from, and what is to be scored on, if anything.

    Raises
    ------
    ValueError
        If a file is not what it should be, or a part of it cannot be held out.
    """
    if is_promoters(args):
        return _hold_out(args, _load_promoters(args))
    return _load_peaks(args)


def _check_together(args, promoters):
    kind = "promoters" if promoters else "peaks"
    wrong = _OF_PEAKS if promoters else _OF_PROMOTERS
    given = [name for name in wrong if getattr(args, name) is not None]
    if args.no_average and not promoters:
        given.append("no_average")
    if given:
        raise ValueError(
            f"--{given[0].replace('_', '-')} does not go with {kind}. "
            + (
                "Hold out a part with --test-share."
                if promoters
                else "For promoters, give --expression, or a folder as DATA."
            )
        )
    if args.data is None and args.genome is None:
        raise ValueError(
            "DATA must say what to learn from. Give a FASTA or .seq file, or a folder "
            "of promoters."
        )
    if args.test is not None and args.test_share is not None:
        raise ValueError(
            "--test and --test-share both say what to score on. Give one of them."
        )


def _load_peaks(args):
    from ..datasets import load_tfbs

    loaded = load_tfbs(
        args.data,
        test_path=args.test,
        negatives=args.negatives or "auto",
        random_state=args.seed,
    )
    note(args, loaded.DESCR)
    # A shuffle has the rank of its parent: they stay on one side of a split.
    data = Data(
        sequences=loaded.sequences,
        target=loaded.target,
        groups=loaded["rank"],
        output_names=None,
    )
    if args.test is None:
        return _hold_out(args, data)
    test = Data(
        sequences=loaded.test_sequences,
        target=loaded.test_target,
        groups=loaded.test_names,
        output_names=None,
    )
    return data, test


def _load_promoters(args):
    import numpy as np

    from ..datasets import load_promoters

    given = {name: getattr(args, name) for name in _OF_PROMOTERS}
    loaded = load_promoters(
        args.data,
        average=not args.no_average,
        **{name: value for name, value in given.items() if value is not None},
    )
    note(args, loaded.DESCR)
    blocks = loaded.blocks
    if blocks is None:
        note(
            args,
            "Where the promoters lie is not known: neighbours may be on both sides of "
            "a split. --genes or --tss tells.",
        )
        blocks = np.arange(len(loaded.sequences))
    return Data(
        sequences=loaded.sequences,
        target=loaded.target,
        groups=blocks,
        output_names=loaded.output_names,
    )


def _hold_out(args, data):
    """Split off what is scored on."""
    from sklearn.model_selection import GroupShuffleSplit

    test_share = 0.2 if args.test_share is None else args.test_share
    if test_share == 0:
        return data, None
    splitter = GroupShuffleSplit(1, test_size=test_share, random_state=args.seed)
    try:
        train, test = next(splitter.split(data.sequences, groups=data.groups))
    except ValueError as error:
        raise ValueError(
            f"--test-share {test_share:g} cannot be held out of {len(data)} sequences: "
            "nothing would be left on one side. Give more sequences, another share, "
            "or 0 for no score."
        ) from error
    for part in (train, test):
        if not data.is_regression and len(set(data.target[part].tolist())) < 2:
            raise ValueError(
                f"--test-share {test_share:g} leaves one class only on one side. Give "
                "more sequences of both classes, another --seed or share, or a --test "
                "file."
            )
    return data.take(train), data.take(test)
