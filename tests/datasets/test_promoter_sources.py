"""Promoters from DataFrames, AnnData-like objects, and start sites in a genome."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from skgenarch.datasets import load_promoters
from skgenarch.datasets.gene_coordinates import neighbourhoods
from skgenarch.sequences import TssRecords

NAN = np.nan
FRAME = pd.DataFrame(
    {"liver_1": [9, 1, NAN], "skin_1": [8, 2, 4], "liver_2": [7, 5, 6.0]},
    index=["ACTB", "GAPDH", "MYC"],
)
GROUPS = {"liver_2": "liver", "skin_1": "skin", "liver_1": "liver"}
SEQUENCES = {"MYC": "TTTTTT", "ACTB": "GGGCCC", "GAPDH": "CATCAT"}
#                   0123456789012345678901234567
GENOME = {"chr1": "AACCGGTTACGATTACAGATTACAACGT", "chr2": "GGGGGCCCCC"}


@pytest.fixture
def fasta(tmp_path):
    path = Path(tmp_path, "promoters.fa")
    path.write_text("".join(f">{n}\n{s}\n" for n, s in SEQUENCES.items()))
    return path


def annotated(frame, **tables):
    """What AnnData has, with cells (here samples) in rows."""
    return SimpleNamespace(
        X=frame.to_numpy(), obs_names=frame.index, var_names=frame.columns, **tables
    )


def sites(*records):
    return TssRecords(*(list(column) for column in zip(*records, strict=True)))


def assert_expected(data):
    assert data.gene_names.tolist() == ["ACTB", "GAPDH", "MYC"]
    assert data.sequences.tolist() == ["GGGCCC", "CATCAT", "TTTTTT"]
    expected = [[9, 8, 7], [1, 2, 5], [NAN, 4, 6]]
    assert np.array_equal(data.target, expected, equal_nan=True)
    assert data.output_names == ["liver_1", "skin_1", "liver_2"]


@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
@pytest.mark.parametrize("kind", ["frame", "transposed", "AnnData", "genes in obs"])
def test_any_source_in_any_order_and_either_way_round(fasta, kind, rows):
    frame = FRAME.iloc[rows]
    source = {
        "frame": frame,
        "transposed": frame.T,
        "AnnData": annotated(frame.T),
        "genes in obs": annotated(frame),
    }[kind]
    assert_expected(load_promoters(fasta, source))


@pytest.mark.parametrize("end", ["tsv", "csv.gz"])
@pytest.mark.parametrize("transpose", [False, True])
def test_files_either_way_round(fasta, tmp_path, end, transpose):
    path = tmp_path / f"table.{end}"
    table = FRAME.T if transpose else FRAME
    table.to_csv(path, sep="\t" if end == "tsv" else ",", index_label="name")
    assert_expected(load_promoters(fasta, path))


def test_sparse_and_small_numbers_become_float64(fasta):
    source = annotated(FRAME.fillna(0).T)
    source.X = csr_matrix(source.X.astype(np.float32))
    data = load_promoters(fasta, source)
    assert data.target.dtype == np.float64
    assert data.target.tolist() == [[9, 8, 7], [1, 2, 5], [0, 4, 6]]


@pytest.mark.parametrize(
    "groups",
    [
        GROUPS,
        pd.Series(GROUPS),
        pd.DataFrame({"group": GROUPS.values(), "column": GROUPS.keys()}),
    ],
)
def test_groups_as_objects(fasta, groups):
    data = load_promoters(fasta, FRAME, groups=groups)
    assert data.output_names == ["liver", "skin"]
    assert data.target.tolist() == [[8, 8], [3, 2], [6, 4]]
    kept = load_promoters(fasta, FRAME, groups=groups, average=False)
    assert kept.output_names == ["liver_1", "skin_1", "liver_2"]
    assert kept.output_groups == ["liver", "skin", "liver"]


def test_groups_as_a_column_of_anndata(fasta):
    obs = pd.DataFrame({"lineage": pd.Categorical(["L", "S", None])})
    obs.index = ["liver_1", "skin_1", "liver_2"]
    var = pd.DataFrame({"lineage": [1, 2, 3]}, index=FRAME.index)
    source = annotated(FRAME.T, obs=obs, var=var)
    data = load_promoters(fasta, source, groups="lineage")
    assert data.output_names == ["L", "S"]
    assert data.report["without_group"] == ["liver_2"]


def test_numbers_as_text_and_names_as_numbers(fasta, tmp_path):
    path = tmp_path / "entrez.fa"
    path.write_text(">60\nACGT\n>4609\nTTTT\n")
    frame = pd.DataFrame({"a": ["1.5", "NA"], "b": [2, 3]}, index=[4609, 60])
    data = load_promoters(path, frame)
    assert data.gene_names.tolist() == ["4609", "60"]
    assert data.target.tolist() == [[2], [3]]
    assert data.sequences.tolist() == ["TTTT", "ACGT"]


@pytest.mark.parametrize(
    "source, message",
    [
        (FRAME.replace(9, "high"), "DataFrame: .* 'high' in row 'ACTB', column 'liv"),
        (FRAME.replace(9, np.inf), "DataFrame: .* inf in row 'ACTB', column 'liv"),
        (FRAME.iloc[[0, 0]], "more than one row is named 'ACTB'"),
        (FRAME[["skin_1", "skin_1"]], "more than one column is named 'skin_1'"),
        (FRAME.iloc[:0], "must have rows"),
        (FRAME.set_axis(["ACTB", None, "MYC"]), "each row must have one name"),
        ([[1, 2]], "must be a file, a DataFrame or an AnnData object. Got list"),
        (FRAME.add_prefix("x", axis=0), "names like 'MYC', the expression DataFrame"),
    ],
)
def test_unusable_expression_is_refused(fasta, source, message):
    with pytest.raises(ValueError, match=message):
        load_promoters(fasta, source)


@pytest.mark.parametrize(
    "groups, message",
    [
        ({"brain": "b"}, "'brain' is not a column"),
        (3, "Got int"),
        (pd.DataFrame({"a": [1], "b": [2]}), "columns 'column' and 'group'"),
    ],
)
def test_unusable_groups_are_refused(fasta, groups, message):
    with pytest.raises(ValueError, match=message):
        load_promoters(fasta, FRAME, groups=groups)


TSS = sites(
    ("MYC", "chr1", 10, "+"),
    ("GAPDH", "chr1", 12, "-"),
    ("ACTB", "chr2", 5, "+"),
)


@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 1, 0]])
def test_windows_are_cut_from_a_genome(rows):
    tss = TssRecords(*([column[row] for row in rows] for column in TSS))
    data = load_promoters(
        expression=FRAME, tss=tss, genome=GENOME, upstream=2, downstream=4, block_gap=0
    )
    assert data.gene_names.tolist() == ["ACTB", "GAPDH", "MYC"]
    assert data.sequences.tolist() == ["GGCCCC", "TAATCG", "ACGATT"]
    assert data.tss_index == 2
    assert data.coordinates.to_numpy().tolist() == [
        ["chr2", 3, 9, "+"],
        ["chr1", 9, 15, "-"],
        ["chr1", 8, 14, "+"],
    ]
    assert data.blocks.tolist() == ["chr2:3-9", "chr1:8-15", "chr1:8-15"]


def test_files_of_start_sites_and_genome(tmp_path):
    pytest.importorskip("pyfaidx")
    genome, tss = tmp_path / "genome.fa", tmp_path / "tss.sga"
    genome.write_text("".join(f">{n}\n{s.lower()}\n" for n, s in GENOME.items()))
    tss.write_text(
        "chr1\tTSS\t11\t+\t1\tMYC_1\nchr1\tTSS\t13\t-\t1\tGAPDH_1\n"
        "chr2\tTSS\t6\t+\t1\tACTB_1\n"
    )
    size = {"upstream": 2, "downstream": 4}
    data = load_promoters(expression=FRAME, tss=tss, genome=genome, **size)
    other = load_promoters(expression=FRAME, tss=TSS, genome=GENOME, **size)
    assert data.sequences.tolist() == other.sequences.tolist()
    assert data.coordinates.equals(other.coordinates)
    assert data.filename == str(tss)


def test_promoters_by_number_and_what_cannot_be_cut():
    tss = sites(
        ("MYC_2", "chr1", 20, "+"),
        ("MYC_1", "chr1", 10, "+"),
        ("PF_0102", "chr1", 11, "+"),  # a gene, though it ends like a number
        ("ACTB", "chr1", 9, "+"),
        ("ACTB", "chr1", 12, "+"),
        ("EDGE", "chr2", 1, "+"),
        ("FAR", "chr9", 1, "+"),
        ("OTHER_1", "chr1", 12, "+"),
    )
    frame = pd.DataFrame({"a": np.arange(6.0)})
    frame.index = ["PF_0102", "FAR", "EDGE", "ACTB", "MYC", "LONELY"]
    with pytest.warns(UserWarning, match="Only 2 genes"):
        data = load_promoters(
            expression=frame, tss=tss, genome=GENOME, upstream=2, downstream=4
        )
    assert data.gene_names.tolist() == ["MYC", "PF_0102"]
    assert data.target.tolist() == [[4], [0]]
    assert sorted(data.dropped.to_numpy().tolist()) == [
        ["ACTB", "gene", "with several start sites"],
        ["EDGE", "gene", "with window beyond the chromosome"],
        ["FAR", "gene", "with unknown chromosome"],
        ["LONELY", "gene", "only in expression"],
        ["MYC_2", "promoter", "behind the first of its gene"],
        ["OTHER_1", "promoter", "only in tss"],
    ]
    assert data.report["with_several_start_sites"] == 1


def test_start_sites_beside_a_fasta_file_give_blocks(fasta):
    data = load_promoters(fasta, FRAME, tss=TSS, block_gap=0)
    assert data.sequences.tolist() == ["GGGCCC", "CATCAT", "TTTTTT"]
    # Six bases, transcription starts at index 3.
    assert data.coordinates["start"].tolist() == [2, 10, 7]
    assert data.blocks.tolist() == ["chr2:2-8", "chr1:7-16", "chr1:7-16"]
    with pytest.raises(ValueError, match=r"1 of 3 genes are missing, .* 'ACTB'"):
        load_promoters(fasta, FRAME, tss=TssRecords(*(c[:2] for c in TSS)))


def test_blocks_from_coordinates_in_the_table_of_genes(fasta):
    genes = pd.DataFrame({"chrom": "chr1", "tss": [100, 111, 104], "strand": "-"})
    genes.index = ["MYC", "ACTB", "GAPDH"]
    data = load_promoters(fasta, FRAME, genes=genes, block_gap=0)
    # On the minus strand, a window holds the site and two bases before it (index 3).
    assert data.coordinates["start"].tolist() == [108, 101, 97]
    assert data.blocks.tolist() == ["chr1:108-114", "chr1:97-107", "chr1:97-107"]
    assert set(load_promoters(fasta, FRAME, genes=genes, block_gap=2).blocks) == {
        "chr1:97-114"
    }
    genes["block"] = ["x", "y", "z"]
    named = load_promoters(fasta, FRAME, genes=genes)
    assert named.blocks.tolist() == ["y", "z", "x"]


@given(
    starts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), min_size=1),
    gap=st.integers(0, 5),
    n_chromosomes=st.integers(1, 2),
)
def test_blocks_are_the_connected_windows(starts, gap, n_chromosomes):
    frame = pd.DataFrame(starts, columns=["start", "end"])
    frame["end"] += frame["start"]
    frame["chrom"] = [f"chr{i % n_chromosomes}" for i in range(len(frame))]
    blocks = neighbourhoods(frame, gap)
    # Brute force: pairs that are close, linked until nothing changes.
    label = np.arange(len(frame))
    changed = True
    while changed:
        changed = False
        for i, a in frame.iterrows():
            for j, b in frame.iterrows():
                distance = max(a.start, b.start) - min(a.end, b.end)
                close = distance < gap if gap else distance < 0
                if close and a.chrom == b.chrom and label[i] != label[j]:
                    label[label == label[j]] = label[i]
                    changed = True
    same = blocks[:, None] == blocks[None]
    assert np.array_equal(same, label[:, None] == label[None])


@pytest.mark.parametrize(
    "params, message",
    [
        ({}, "Either the 'fasta' .* Got none of them"),
        ({"genome": GENOME}, "'tss' parameter"),
        ({"tss": TSS, "genome": GENOME}, "'expression' parameter .* Got None"),
        ({"fasta": "x.fa", "tss": TSS, "genome": GENOME}, "Got both of them"),
        (
            {"tss": TSS, "genome": GENOME, "expression": FRAME, "tss_index": 3},
            "equal to 'upstream', 1000",
        ),
        (
            {"tss": TSS, "genome": GENOME, "expression": FRAME.T.add_suffix("x")},
            "No gene is in both",
        ),
        ({"tss": TSS, "genome": GENOME, "expression": FRAME}, "no window is left"),
        ({"fasta": "x.fa", "expression": FRAME, "block_gap": -1}, "block_gap == -1"),
    ],
)
def test_unusable_parameters_are_refused(params, message):
    with pytest.raises(ValueError, match=message):
        load_promoters(**params)


def test_a_folder_names_what_it_lacks(tmp_path, fasta):
    with pytest.raises(FileNotFoundError, match=r"'expression' .* expression.tsv.gz"):
        load_promoters(tmp_path)
    FRAME.to_csv(tmp_path / "expression.csv")
    assert_expected(load_promoters(tmp_path))
