"""One thread for each process of the tests: small nets only get slower with more."""

import os
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # for processes that tests start, too

import pytest  # noqa: E402
import torch  # noqa: E402

from toys_cli import TINY, random_sequences, run  # noqa: E402

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def data_home():
    """Folder with the real data sets; tests that need it skip without it."""
    home = os.environ.get("SKGENARCH_DATA")
    if not home or not Path(home).is_dir():
        pytest.skip("SKGENARCH_DATA does not name a folder with the real data sets")
    return Path(home)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
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
def tiny_run(tiny):
    """Return the folder of a run of ``train`` on peaks."""
    out = tiny / "trained"
    assert run("train", tiny / "peaks.fa", "--out", out, *TINY, "--quiet") == 0
    return out
