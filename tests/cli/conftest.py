"""Tiny files, and a net that is trained on them in no time."""

import pytest

from toys_cli import TINY, random_sequences, run


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Return a folder with peaks (FASTA and .seq) and a folder of promoters."""
    folder = tmp_path_factory.mktemp("cli")
    plain = random_sequences(60, 40)
    bound = [s[:16] + "CACGTGGC" + s[24:] for s in random_sequences(60, 40, seed=1)]
    (folder / "peaks.fa").write_text(
        "".join(f">peak{i} chr1\n{s}\n" for i, s in enumerate(bound))
    )
    (folder / "labelled.fa").write_text(
        "".join(f">1\n{s}\n>0\n{t}\n" for s, t in zip(bound, plain, strict=True))
    )
    rows = [f"A\tp{i}\t{s}\t1" for i, s in enumerate(bound[:20])]
    rows += [f"A\tn{i}\t{s}\t0" for i, s in enumerate(plain[:20])]
    (folder / "test.seq").write_text(
        "\n".join(["FoldID\tEventID\tseq\tBound", *rows, ""])
    )
    promoters = folder / "promoters"
    promoters.mkdir()
    (promoters / "promoters.fa").write_text(
        "".join(f">g{i:02}\n{s}\n" for i, s in enumerate(plain))
    )
    values = [(s.count("GC"), s.count("A")) for s in plain]
    (promoters / "expression.tsv").write_text(
        "gene\tliver\tskin\n"
        + "".join(f"g{i:02}\t{a}\t{b}\n" for i, (a, b) in enumerate(values))
    )
    return folder


@pytest.fixture(scope="session")
def trained(folder):
    """Return the folder of a run of ``train`` on peaks."""
    out = folder / "trained"
    assert run("train", folder / "peaks.fa", "--out", out, *TINY, "--quiet") == 0
    return out
