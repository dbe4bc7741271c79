"""Mutagenesis is what anyone gets who mutates the letters and predicts again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skgenarch import AttentionNetClassifier, DeepBindRegressor
from skgenarch.interpretation.attributions import (
    in_silico_mutagenesis,
    mutagenesis,
)


def by_hand(predict, text, length, places=None):
    """Write each mutant down, predict it, and compare with the sequence itself."""
    effects = np.zeros((4, length))
    cells = [
        (channel, place)
        for place in (range(len(text)) if places is None else places)
        for channel in range(4)
        if "ACGT"[channel] != text[place].upper()
    ]
    mutants = [text[:place] + "ACGT"[c] + text[place + 1 :] for c, place in cells]
    reference = predict([text])[0]
    for cell, score in zip(cells, predict(mutants), strict=True):
        effects[cell] = score - reference
    return effects


def test_equals_brute_force_for_ensembles_strands_padding_and_n(ensemble, mixed):
    effects = in_silico_mutagenesis(ensemble, mixed)
    assert effects.shape == (3, 4, 20)
    for row, text in enumerate(mixed):
        expected = by_hand(ensemble.decision_function, text, 20)
        np.testing.assert_allclose(effects[row], expected, rtol=0, atol=1e-6)
        assert abs(expected).max() > 1e-3


@settings(max_examples=10, deadline=None)
@given(st.text("ACGTN", min_size=8, max_size=20), st.sampled_from(["zero", "uniform"]))
def test_equals_brute_force_for_any_sequence(text, unknown):
    net = AttentionNetClassifier(
        n_filters=2, kernel_size=4, unknown=unknown, max_epochs=1, random_state=0
    ).fit(["ACGTACGTACGGTAACGTTA", "TTTACGGACAGGTTTACGGT"], [0, 1])
    text = "ACG" + text[3:-1] + "T"
    np.testing.assert_allclose(
        in_silico_mutagenesis(net, [text])[0],
        by_hand(net.decision_function, text, 20),
        rtol=0,
        atol=1e-6,
    )


def test_result_does_not_depend_on_how_many_are_made_at_once(
    ensemble, mixed, monkeypatch
):
    at_once = in_silico_mutagenesis(ensemble, mixed)
    monkeypatch.setattr(mutagenesis, "_BASES_AT_ONCE", 140)
    few = in_silico_mutagenesis(ensemble, mixed)
    np.testing.assert_allclose(few, at_once, rtol=0, atol=1e-6)


def test_base_that_is_there_and_padding_are_zero(ensemble, mixed):
    effects = in_silico_mutagenesis(ensemble, mixed)
    assert effects[0, 0, 0] == 0  # the A of ACGT...
    assert (effects[0, 1:, 0] != 0).all()
    assert (effects[1, :, 4] != 0).all()  # N: all four are put in
    assert (effects[2, :, 12:] == 0).all()


def test_importance_is_what_the_other_three_lose(ensemble, mixed):
    effects = in_silico_mutagenesis(ensemble, mixed)
    importance = in_silico_mutagenesis(ensemble, mixed, kind="importance")
    assert importance.shape == (3, 20)
    # "ACGT...": A is worth what C, G and T lose on average.
    assert importance[0, 0] == pytest.approx(-effects[0, [1, 2, 3], 0].mean())
    assert importance[0, 1] == pytest.approx(-effects[0, [0, 2, 3], 1].mean())
    assert (importance[1, 4:6] == 0).all()  # nothing is known of N


def test_positions_are_a_choice_of_columns(ensemble, mixed):
    effects = in_silico_mutagenesis(ensemble, mixed)
    some = in_silico_mutagenesis(ensemble, mixed, positions=[7, 2])
    np.testing.assert_allclose(some, effects[:, :, [7, 2]], rtol=0, atol=1e-6)
    assert in_silico_mutagenesis(ensemble, mixed, positions=[]).shape == (3, 4, 0)


def test_both_strands_see_the_same(ensemble):
    X = ["ACGTTGCAACGGATTACAGT"]
    turned = ["ACTGTAATCCGTTGCAACGT"]
    np.testing.assert_allclose(
        in_silico_mutagenesis(ensemble, X),
        in_silico_mutagenesis(ensemble, turned)[:, ::-1, ::-1],
        atol=1e-6,
    )


def test_unit_and_output_of_a_regressor(short_data):
    X, y = short_data
    targets = np.column_stack([1000.0 * y, 3.0 - y])
    net = DeepBindRegressor(kernel_size=5, max_epochs=3, random_state=0)
    net.fit(X, targets)
    for output in (0, 1):
        np.testing.assert_allclose(
            in_silico_mutagenesis(net, X[:1], output=output)[0],
            by_hand(lambda Z, k=output: net.predict(Z)[:, k], X[0], 20),
            rtol=1e-4,
            atol=1e-4,
        )
    np.testing.assert_allclose(
        in_silico_mutagenesis(net, X[:1])[0],
        by_hand(lambda Z: net.predict(Z).mean(axis=1), X[0], 20),
        rtol=1e-4,
        atol=1e-4,
    )


def test_class_of_several(three_classes, short_data):
    X = short_data[0][:1]
    np.testing.assert_allclose(
        in_silico_mutagenesis(three_classes, X, output="b")[0],
        by_hand(lambda Z: three_classes.decision_function(Z)[:, 1], X[0], 20),
        atol=1e-6,
    )


def test_sequence_of_nothing_but_n_keeps_its_length(ensemble):
    effects = in_silico_mutagenesis(ensemble, ["N" * 20, "ACGTACGTAC"])
    assert np.isfinite(effects).all()
    # At the last position the letters say the same: no N is left to its right.
    expected = by_hand(ensemble.decision_function, "N" * 20, 20, places=[19])
    np.testing.assert_allclose(effects[0, :, 19], expected[:, 19], atol=1e-6)
    assert (effects[0] != 0).all()


def test_bad_input(ensemble, mixed, three_classes):
    with pytest.raises(ValueError, match=r"'kind' parameter.*Got 'delta'"):
        in_silico_mutagenesis(ensemble, mixed, kind="delta")
    with pytest.raises(ValueError, match=r"20 bases.*0 to 19. Got 20"):
        in_silico_mutagenesis(ensemble, mixed, positions=[3, 20])
    with pytest.raises(ValueError, match=r"list of whole numbers. Got \[0.5\]"):
        in_silico_mutagenesis(ensemble, mixed, positions=[0.5])
    with pytest.raises(ValueError, match=r"'output' parameter must name one of the 3"):
        in_silico_mutagenesis(three_classes, mixed)
    with pytest.raises(ValueError, match=r"at most 20 bases"):
        in_silico_mutagenesis(ensemble, ["ACGT" * 6])
    with pytest.raises(TypeError, match=r"fitted net of skgenarch"):
        in_silico_mutagenesis("net", mixed)
