"""What was left out."""

from skgenarch.datasets.dropped import Dropped


def test_nothing_left_out():
    dropped = Dropped()
    dropped.add("gene", [], "only in fasta")
    assert dropped.sentence() == "Left out: nothing."
    assert dropped.frame().columns.tolist() == ["name", "kind", "reason"]
    assert dropped.frame().empty


def test_each_name_is_noted_with_its_reason():
    dropped = Dropped()
    dropped.add("gene", ["A", 7], "only in fasta")
    dropped.add("sample", ["A"], "without group")
    assert dropped.names("only in fasta") == ["A", "7"]
    assert dropped.sentence() == (
        "Left out: 2 genes only in fasta, 1 sample without group."
    )
