"""Make the bundled database from the PyPI package pyjaspar.

Run in an environment that has the package, with nothing else to give::

    pip install pyjaspar==4.0.0
    python -m skgenarch.interpretation.motifs.jaspar.build
"""

from pathlib import Path

import numpy as np

from ..meme_files import write_meme
from ..motif import Motif
from .database import FAMILIES_FILE, MOTIFS_FILE

RELEASE = "JASPAR2026"
HERE = Path(__file__).parent


def main():
    """Write the motifs and the families into this folder."""
    from pyjaspar import jaspardb  # large, and only needed here

    records = jaspardb(release=RELEASE).fetch_motifs(
        collection="CORE", tax_group=["vertebrates"], all_versions=False
    )
    records.sort(key=lambda record: record.matrix_id)
    write_meme([_motif(record) for record in records], HERE / MOTIFS_FILE)
    matrices = {}
    for record in records:
        names = " :: ".join(name for name in record.tf_family or [] if name)
        matrices.setdefault(names, []).append(record.matrix_id)
    lines = [f"{names}\t{' '.join(matrices[names])}\n" for names in sorted(matrices)]
    text = "".join(["family\tmatrices\n", *lines])
    (HERE / FAMILIES_FILE).write_text(text, encoding="utf-8")
    print(f"{len(records)} motifs, {len(matrices)} families or pairs of families")


def _motif(record):
    counts = np.array([record.counts[base] for base in "ACGT"], dtype=float).T
    totals = counts.sum(axis=1, keepdims=True)
    return Motif(
        name=record.matrix_id,
        probabilities=counts / totals,
        alternate_name=record.name,
        n_sites=round(float(totals.max())),
    )


if __name__ == "__main__":
    main()
