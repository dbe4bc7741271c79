"""Tests of loading promoters and their expression."""

import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skgenarch.datasets import load_promoters

SEQUENCES = {"TP53": "ACGTAC", "ACTB": "GGGCCC", "MYC": "TTTTTT", "GAPDH": "CATCAT"}
EXPRESSION = [
    "gene\tliver_1\tskin_1\tliver_2",
    "ACTB\t9\t8\t7",
    "GAPDH\t1\t2\t5",
    "MYC\t\t4\t6",
    "TP53\t2\tNA\tNA",
]
GROUPS = ["column\tgroup", "liver_2\tliver", "skin_1\tskin", "liver_1\tliver"]
GENES = [
    "gene\tchrom\tblock",
    "MYC\tchr8\tb2",
    "TP53\tchr17\tb1",
    "ACTB\tchr7\tb3",
    "GAPDH\tchr12\tb4",
]


def fasta(names=SEQUENCES):
    return [f">{name} some words\n{SEQUENCES[name].lower()}" for name in names]


def write(folder, name, lines):
    path = Path(folder) / name
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.fixture
def files(tmp_path):
    return {
        "fasta": write(tmp_path, "promoters.fa", fasta()),
        "expression": write(tmp_path, "expression.tsv", EXPRESSION),
        "groups": write(tmp_path, "groups.tsv", GROUPS),
        "genes": write(tmp_path, "genes.tsv", GENES),
    }


def assert_same(data, other):
    assert data.keys() == other.keys()
    for key in ("sequences", "gene_names", "blocks"):
        assert data[key].tolist() == other[key].tolist()
    assert np.array_equal(data.target, other.target, equal_nan=True)
    for key in ("output_names", "output_groups", "report", "tss_index"):
        assert data[key] == other[key]
    pd.testing.assert_frame_equal(data.genes, other.genes)


def test_rows_are_matched_by_gene_and_missing_values_kept(files):
    data = load_promoters(files["fasta"], files["expression"])
    assert data.gene_names.tolist() == ["ACTB", "GAPDH", "MYC", "TP53"]
    assert data.sequences.tolist() == ["GGGCCC", "CATCAT", "TTTTTT", "ACGTAC"]
    nan = np.nan
    expected = [[9, 8, 7], [1, 2, 5], [nan, 4, 6], [2, nan, nan]]
    assert np.array_equal(data.target, expected, equal_nan=True)
    assert data.target.dtype == np.float64
    assert data.sequences.dtype == data.gene_names.dtype == object
    assert data.sequences.flags.writeable
    assert data.target.flags.writeable
    assert data.target.flags.c_contiguous
    assert data.output_names == ["liver_1", "skin_1", "liver_2"]
    assert data.output_groups is data.blocks is data.genes is None
    assert data.tss_index == 3


def test_groups_are_averaged_without_the_missing_values(files):
    data = load_promoters(files["fasta"], files["expression"], groups=files["groups"])
    assert data.output_names == ["liver", "skin"]
    assert data.output_groups == ["liver", "skin"]
    expected = [[8, 8], [3, 2], [6, 4], [2, np.nan]]
    assert np.array_equal(data.target, expected, equal_nan=True)


def test_groups_may_be_kept_apart(files):
    data = load_promoters(
        files["fasta"], files["expression"], groups=files["groups"], average=False
    )
    assert data.output_names == ["liver_1", "skin_1", "liver_2"]
    assert data.output_groups == ["liver", "skin", "liver"]


@pytest.mark.parametrize("average", [True, False])
def test_samples_without_a_group_are_left_out_and_reported(files, tmp_path, average):
    groups = write(tmp_path, "some.tsv", ["column\tgroup", "liver_1\tliver"])
    data = load_promoters(
        files["fasta"], files["expression"], groups=groups, average=average
    )
    assert data.report["without_group"] == ["skin_1", "liver_2"]
    # MYC has no value in the only sample left.
    assert data.report["without_values"] == 1
    assert data.gene_names.tolist() == ["ACTB", "GAPDH", "TP53"]
    assert data.target.tolist() == [[9], [1], [2]]


def test_blocks_come_from_the_table_of_genes(files):
    data = load_promoters(files["fasta"], files["expression"], genes=files["genes"])
    assert data.blocks.tolist() == ["b3", "b4", "b2", "b1"]
    assert data.genes["chrom"].tolist() == ["chr7", "chr12", "chr8", "chr17"]


def test_table_of_genes_without_blocks(files, tmp_path):
    genes = write(tmp_path, "plain.tsv", [line.rpartition("\t")[0] for line in GENES])
    data = load_promoters(files["fasta"], files["expression"], genes=genes)
    assert data.blocks is None
    assert data.genes.index.tolist() == data.gene_names.tolist()


def test_genes_in_one_file_only_are_left_out_and_counted(tmp_path):
    path = write(tmp_path, "x.fa", fasta(["MYC", "ACTB", "TP53"]))
    table = write(tmp_path, "x.tsv", [*EXPRESSION[:4], "NEW\t1\t2\t3"])
    data = load_promoters(path, table)
    assert data.gene_names.tolist() == ["ACTB", "MYC"]
    assert data.report["only_in_fasta"] == 1
    assert data.report["only_in_expression"] == 2
    assert "1 gene only in fasta, 2 genes only in expression" in data.DESCR


def test_what_is_dropped_is_named_with_the_reason(tmp_path, capsys):
    path = write(tmp_path, "x.fa", fasta(["MYC", "ACTB", "TP53", "GAPDH"]))
    table = write(
        tmp_path,
        "x.tsv",
        [
            "gene\ta\tb\tc\td",
            "NEW\t1\t2\t3\t4",
            "ACTB\t1\t5\t2\t1",
            "MYC\t2\t5\t7\t1",
            "TP53\t\t5\t\t1",
        ],
    )
    groups = write(tmp_path, "g.tsv", ["column\tgroup", "a\tA", "b\tB", "c\tA"])
    data = load_promoters(path, table, groups=groups, verbose=1)
    assert data.dropped.columns.tolist() == ["name", "kind", "reason"]
    assert data.dropped.to_numpy().tolist() == [
        ["d", "sample", "without group"],
        ["GAPDH", "gene", "only in fasta"],
        ["NEW", "gene", "only in expression"],
        ["TP53", "gene", "without values"],
        ["B", "output", "without variation"],
    ]
    assert data.report == {
        "only_in_fasta": 1,
        "only_in_expression": 1,
        "without_values": 1,
        "without_group": ["d"],
        "without_variation": ["B"],
    }
    assert data.target.tolist() == [[1.5], [4.5]]
    assert capsys.readouterr().out == data.DESCR + "\n"


def test_outputs_without_variation_are_left_out_and_reported(tmp_path):
    path = write(tmp_path, "x.fa", fasta())
    table = write(
        tmp_path,
        "x.tsv",
        ["gene\tgood\tconstant\tempty\tone", "ACTB\t1\t5\t\t3", "TP53\t2\t5\tNA\t"],
    )
    data = load_promoters(path, table)
    assert data.output_names == ["good"]
    assert data.report["without_variation"] == ["constant", "empty", "one"]
    assert data.target.tolist() == [[1], [2]]


def test_losing_more_than_half_of_the_genes_warns(tmp_path):
    path = write(tmp_path, "x.fa", fasta(["ACTB", "GAPDH"]))
    rows = [f"NEW{i}\t1\t2\t3" for i in range(3)]
    table = write(tmp_path, "x.tsv", [*EXPRESSION[:3], *rows])
    with pytest.warns(UserWarning, match="Only 2 genes are in both files"):
        data = load_promoters(path, table)
    assert data.report["only_in_expression"] == 3


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path, files):
    folder = tmp_path / "set"
    folder.mkdir()
    write(folder, "promoters.fa.gz", fasta())
    write(folder, "expression.tsv.gz", EXPRESSION)
    data = load_promoters(folder)
    assert data.output_names == ["liver_1", "skin_1", "liver_2"]
    write(folder, "groups.tsv", GROUPS)
    write(folder, "genes.tsv", GENES)
    data = load_promoters(str(folder))
    assert_same(data, load_promoters(**files))
    assert data.filename == str(folder / "promoters.fa.gz")


def test_in_a_folder_a_named_file_goes_first(tmp_path):
    write(tmp_path, "promoters.fa.gz", fasta())
    write(tmp_path, "expression.tsv.gz", EXPRESSION)
    write(tmp_path, "groups.tsv", GROUPS)
    other = write(tmp_path, "other.csv", ["gene,x", "MYC,1", "TP53,2"])
    data = load_promoters(tmp_path, other)
    assert data.output_names == ["x"]
    assert data.expression_filename == str(other)


def test_return_X_y(files):
    X, y = load_promoters(**files, return_X_y=True)
    data = load_promoters(**files)
    assert X.tolist() == data.sequences.tolist()
    assert np.array_equal(y, data.target, equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(
    sequences=st.permutations(fasta()),
    expression=st.permutations(EXPRESSION[1:]),
    groups=st.permutations(GROUPS[1:]),
    genes=st.permutations(GENES[1:]),
)
def test_the_order_of_rows_does_not_matter(
    tmp_path_factory, sequences, expression, groups, genes
):
    folder = tmp_path_factory.mktemp("order")
    expected = load_promoters(
        write(folder, "1.fa", fasta()),
        write(folder, "1.tsv", EXPRESSION),
        groups=write(folder, "1g.tsv", GROUPS),
        genes=write(folder, "1n.tsv", GENES),
    )
    data = load_promoters(
        write(folder, "2.fa", sequences),
        write(folder, "2.tsv", EXPRESSION[:1] + expression),
        groups=write(folder, "2g.tsv", GROUPS[:1] + groups),
        genes=write(folder, "2n.tsv", GENES[:1] + genes),
    )
    assert_same(data, expected)


def test_tss_index_may_be_given(files):
    data = load_promoters(files["fasta"], files["expression"], tss_index=5)
    assert data.tss_index == 5


def test_sequences_of_unequal_length_are_refused_dropped_or_kept(files, tmp_path):
    path = write(tmp_path, "x.fa", [*fasta(["ACTB", "MYC", "TP53"]), ">GAPDH\nACG"])
    inputs = path, files["expression"]
    with pytest.raises(ValueError, match=r"1 of 4 .* 6 bases .* 'GAPDH' with 3"):
        load_promoters(*inputs)
    data = load_promoters(*inputs, unequal_lengths="drop")
    assert data.gene_names.tolist() == ["ACTB", "MYC", "TP53"]
    assert data.tss_index == 3
    assert data.dropped.to_numpy().tolist() == [["GAPDH", "gene", "of another length"]]
    data = load_promoters(*inputs, unequal_lengths="keep")
    assert data.sequences.tolist() == ["GGGCCC", "ACG", "TTTTTT", "ACGTAC"]
    assert data.tss_index is None
    with pytest.raises(ValueError, match=r"'unequal_lengths' .* Got 'pad'"):
        load_promoters(*inputs, unequal_lengths="pad")


def test_the_length_of_a_gene_without_expression_does_not_matter(files, tmp_path):
    path = write(tmp_path, "x.fa", [*fasta(), ">NEW\nACG"])
    assert load_promoters(path, files["expression"]).tss_index == 3


@pytest.mark.parametrize(
    "name, lines, message",
    [
        ("fasta", [*fasta(), ">MYC\nACG"], "gene 'MYC' has more than one sequence"),
        ("fasta", ["ACGT"], "expected a header"),
        ("fasta", [">other\nACGT"], "No gene is in both .* 'other'.* 'ACTB'"),
        ("expression", [*EXPRESSION, "MYC\t1\t2\t3"], "one row is named 'MYC'"),
        ("expression", [*EXPRESSION, "NEW\t1\t2"], "line 6.* Got 3"),
        (
            "expression",
            [EXPRESSION[0], "MYC\t1\t\t3", "ACTB\t1\t\t3"],
            "no column has two",
        ),
        (
            "expression",
            [EXPRESSION[0], "MYC\t\tNA\t", "ACTB\t\t\t"],
            "no column has two different",
        ),
        ("expression", ["gene\tx", "MYC\tlow", "ACTB\t1"], "'low' in row 'MYC'"),
        ("groups", [*GROUPS, "brain_1\tbrain"], "'brain_1' is not a column"),
        ("genes", GENES[:3], "2 of 4 genes are missing, for example 'ACTB'"),
    ],
)
def test_malformed_files_are_named(files, name, lines, message):
    write(files[name].parent, files[name].name, lines)
    with pytest.raises(ValueError, match=message) as caught:
        load_promoters(**files)
    assert str(files[name]) in str(caught.value)


def test_a_fasta_file_needs_an_expression_table(files):
    with pytest.raises(ValueError, match="'expression' parameter of load_promoters"):
        load_promoters(files["fasta"])


@pytest.mark.parametrize("tss_index", [-1, 6])
def test_tss_index_must_lie_in_the_sequences(files, tss_index):
    with pytest.raises(ValueError, match=f"tss_index == {tss_index}"):
        load_promoters(files["fasta"], files["expression"], tss_index=tss_index)


PROMOTERS = Path(os.environ.get("SKGENARCH_DATA", ""), "promoters")


@pytest.mark.skipif(
    not PROMOTERS.is_dir(), reason="SKGENARCH_DATA names no folder with promoters"
)
@pytest.mark.parametrize(
    "name, shape",
    [("pfalciparum_epdnew_idc", (3381, 12)), ("yeast_epdnew_gasch", (4735, 17))],
)
def test_real_group_means_agree_with_those_published_beside_them(name, shape):
    data = load_promoters(PROMOTERS / name)
    published = pd.read_csv(
        PROMOTERS / name / "expression_groups.tsv.gz", sep="\t", index_col="gene"
    )
    published = published.loc[data.gene_names, data.output_names].to_numpy()
    assert data.target.shape == shape
    assert np.array_equal(np.isnan(data.target), np.isnan(published))
    assert np.nanmax(np.abs(data.target - published)) < 6e-5
    assert {len(sequence) for sequence in data.sequences} == {2000}
    assert data.tss_index == 1000
    assert len(data.blocks) == shape[0]
