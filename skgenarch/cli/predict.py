"""``skgenarch predict``: what a saved net says about sequences."""

import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

from .console import Outcome, note, write_out
from .fitting import OUTPUT_NAMES
from .nets import model_folder
from .parsing import add_command, check_folder_of, check_there
from .writing import new_file

# Bases that are predicted at a time: a table of any length takes little memory.
_BASES = 2**22
_EXAMPLES = """\
  skgenarch predict runs/peaks new.fa.gz -o scores.tsv.gz
  skgenarch predict runs/peaks/model new.fa | sort -k3,3gr | head
  skgenarch predict runs/x X_B.seq.gz --json -o scores.tsv
"""


class _Stdout:
    """stdout as a file to write to."""

    write = staticmethod(write_out)


def add(commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "predict",
        run,
        "predict sequences with a saved net, as a table with a row for each",
        _EXAMPLES,
    )
    parser.add_argument(
        "model", type=Path, metavar="MODEL", help="what train or search wrote to --out"
    )
    parser.add_argument(
        "sequences",
        type=Path,
        metavar="SEQUENCES",
        help="FASTA or DeepBind .seq, gzip or not",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="TSV, gzip if it ends with .gz; replaced if there (default: stdout)",
    )
    parser.add_argument("--device", help="auto, cpu, cuda, mps ... (default: as saved)")


def run(args: Namespace) -> Outcome:
    """Write the table."""
    if args.json and args.output is None:
        raise ValueError("--json must go with --output: stdout is for one of the two.")
    check_there(MODEL=args.model, SEQUENCES=args.sequences)
    check_folder_of(output=args.output)
    from ..estimators import load_estimator

    folder = model_folder(args.model)
    net = load_estimator(folder)
    if args.device is not None:
        net.set_params(device=args.device)
    columns = _columns(net, folder)
    n = 0
    try:
        with _open(args.output) as file:
            # All that can be wrong with the first sequences comes before the header.
            rows = _rows(net, args.sequences)
            first = next(rows)
            file.write("\t".join(["name", *columns]) + "\n")
            for lines in chain([first], rows):
                file.write("".join(lines))
                n += len(lines)
                note(args, f"{n:,} sequences")
    except KeyboardInterrupt as interruption:
        kept = "The table is not complete." if args.output is None else "No file."
        raise KeyboardInterrupt(kept) from interruption
    facts = {
        "command": "predict",
        "model": folder,
        "net": type(net).__name__,
        "n": n,
        "columns": columns,
        "output": args.output,
    }
    return Outcome([] if args.output is None else [f"Table: {args.output}"], facts)


def _open(path):
    return nullcontext(_Stdout) if path is None else new_file(path)


def _columns(net, folder):
    """Name what is predicted."""
    if hasattr(net, "classes_"):
        return [f"probability_{label}" for label in net.classes_] + ["predicted"]
    names = folder / OUTPUT_NAMES
    if names.is_file():
        return json.loads(names.read_text(encoding="utf-8"))["outputs"]
    return [f"output_{number}" for number in range(net.n_outputs_)]


def _rows(net, path) -> Iterator[list[str]]:
    """Yield the lines of the table, some at a time."""
    for names, sequences in _parts(path):
        if hasattr(net, "classes_"):
            probabilities = net.predict_proba(sequences)
            labels = net.classes_[probabilities.argmax(axis=1)].tolist()
            ends = [f"\t{label}\n" for label in labels]
        else:
            probabilities = net.predict(sequences).reshape(len(names), -1)
            ends = ["\n"] * len(names)
        rows = zip(names, probabilities.tolist(), ends, strict=True)
        yield [
            "\t".join([name, *(f"{value:.6g}" for value in values)]) + end
            for name, values, end in rows
        ]


def _parts(path):
    """Yield names and sequences in the order of the file, some at a time."""
    names, sequences, n_bases = [], [], 0
    for name, sequence in _records(path):
        names.append(name)
        sequences.append(sequence)
        n_bases += len(sequence)
        if n_bases >= _BASES:
            yield names, sequences
            names, sequences, n_bases = [], [], 0
    if names:
        yield names, sequences


def _records(path):
    from ..sequences import iter_fasta, read_seq
    from ..sequences.fasta import first_word, is_fasta

    if is_fasta(path):
        for description, sequence in iter_fasta(path):
            yield first_word(description), sequence
    else:
        records = read_seq(path)
        yield from zip(records.names, records.sequences, strict=True)
