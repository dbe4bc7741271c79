"""Variants: predicted by hand, and refused where they do not fit."""

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from skgenarch.interpretation.attributions import (
    in_silico_mutagenesis,
    variant_effect,
)

X = ["ACGTTGCAACGGATTACAGT", "acgtnngcaacggattaca"]


def table(**columns):
    start = {"sequence": [0], "position": [12], "ref": ["A"], "alt": ["G"]}
    return pd.DataFrame({**start, **columns})


def score(net, text):
    return net.decision_function([text])[0]


def test_sequences_are_compared_row_by_row(ensemble):
    changed = ["ACGTTGCAACGGGTTACAGT", "acgtnngcaacggatta"]
    effects = variant_effect(ensemble, X, changed)
    expected = [
        score(ensemble, new) - score(ensemble, old)
        for old, new in zip(X, changed, strict=True)
    ]
    np.testing.assert_allclose(effects, expected, atol=1e-6)
    assert abs(effects).min() > 1e-4


@pytest.mark.parametrize(
    "variant, changed",
    [
        ((0, 12, "A", "G"), "ACGTTGCAACGGGTTACAGT"),
        ((0, 12, "ATT", "CGC"), "ACGTTGCAACGGCGCACAGT"),
        ((0, 12, "a", "n"), "ACGTTGCAACGGNTTACAGT"),
        ((0, 12, "ATT", "A"), "ACGTTGCAACGGAACAGT"),
        ((0, 12, "ATT", ""), "ACGTTGCAACGGACAGT"),
        ((0, 12, "A", "ACC"), "ACGTTGCAACGGACCTTACA"),  # ...GT has no room
        ((0, 0, "", "GG"), "GGACGTTGCAACGGATTACA"),
        ((0, 19, "T", "U"), "ACGTTGCAACGGATTACAGT"),
        ((1, 4, "N", "C"), "ACGTCNGCAACGGATTACA"),
        ((1, 18, "A", "AC"), "ACGTNNGCAACGGATTACAC"),
    ],
)
def test_variants_of_a_table(ensemble, variant, changed):
    variants = pd.DataFrame([variant], columns=["sequence", "position", "ref", "alt"])
    expected = score(ensemble, changed) - score(ensemble, X[variant[0]])
    effect = variant_effect(ensemble, X, variants.assign(rsid="rs1"))
    np.testing.assert_allclose(effect, [expected], rtol=0, atol=1e-6)


def test_table_of_all_substitutions_is_mutagenesis(ensemble):
    cells = [(p, c) for p in range(20) for c in range(4) if "ACGT"[c] != X[0][p]]
    variants = {
        "sequence": np.zeros(60, dtype=int),
        "position": [p for p, _ in cells],
        "ref": [X[0][p] for p, _ in cells],
        "alt": ["ACGT"[c] for _, c in cells],
    }
    effects = variant_effect(ensemble, X, variants)
    expected = in_silico_mutagenesis(ensemble, X[:1])[0]
    np.testing.assert_allclose(
        effects, [expected[c, p] for p, c in cells], rtol=0, atol=1e-6
    )


def test_output_and_pipeline(three_classes, ensemble):
    for number, name in enumerate("abc"):
        effect = variant_effect(three_classes, X, table(), output=name)
        logits = three_classes.decision_function([X[0], "ACGTTGCAACGGGTTACAGT"])
        assert effect[0] == pytest.approx(
            logits[1, number] - logits[0, number], abs=1e-6
        )
    upper = FunctionTransformer(lambda X: [text.upper() for text in X])
    np.testing.assert_array_equal(
        variant_effect(make_pipeline(upper, ensemble), X, table()),
        variant_effect(ensemble, X, table()),
    )


@pytest.mark.parametrize(
    "columns, message",
    [
        ({"ref": ["C"]}, r"'ref' allele in row 0 .* 'A'. Got 'C' instead"),
        (
            {"ref": ["ATTACAGTC"]},
            r"'ref' allele in row 0 .* 'ATTACAGT'. Got 'ATTACAGTC",
        ),
        ({"position": [20]}, r"'position' in row 0 .* 0 to 19. Got 20"),
        ({"position": [-1]}, r"'position' in row 0 .* Got -1"),
        ({"position": [1.5]}, r"'position' in row 0 .* Got 1.5"),
        ({"sequence": [2]}, r"'sequence' in row 0 .* 0 to 1. Got 2"),
        ({"alt": ["-"]}, r"'alt' allele in row 0 .* Got '-'"),
        ({"alt": [None]}, r"'alt' allele in row 0"),
    ],
)
def test_variant_that_does_not_fit_is_named(ensemble, columns, message):
    with pytest.raises(ValueError, match=message):
        variant_effect(ensemble, X, table(**columns))


def test_row_of_the_table_is_named(ensemble):
    variants = pd.concat([table(), table(), table(ref=["G"])])
    with pytest.raises(ValueError, match=r"row 2 of the 'alternatives' table"):
        variant_effect(ensemble, X, variants)


def test_other_bad_input(ensemble):
    with pytest.raises(ValueError, match=r"must have the columns .*Got columns \['pos"):
        variant_effect(ensemble, X, table()[["position", "ref"]])
    with pytest.raises(ValueError, match=r"and 0 rows"):
        variant_effect(ensemble, X, table()[:0])
    with pytest.raises(ValueError, match=r"Got 1 for 2 sequences"):
        variant_effect(ensemble, X, X[:1])
    with pytest.raises(ValueError, match=r"at most 20 bases"):
        variant_effect(ensemble, X, [X[0] + "A", X[1]])
    with pytest.raises(ValueError, match=r"leaves nothing"):
        variant_effect(ensemble, X[:1], table(position=[0], ref=[X[0]], alt=[""]))
