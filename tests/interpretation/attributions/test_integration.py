"""Integrated gradients: complete, and equal to Captum's."""

import numpy as np
import pytest
import torch

from skgenarch.interpretation.attributions import integrated_gradients
from skgenarch.interpretation.nets import FittedNets
from skgenarch.sequences import dinucleotide_shuffle, one_hot


def test_equals_captum(relu_net, short_data):
    captum = pytest.importorskip("captum.attr")
    X = short_data[0][:4]
    x = torch.from_numpy(one_hot(X)).float()
    module = FittedNets(relu_net).modules[0]
    for baseline, start in (("uniform", 0.25), ("zero", 0.0)):
        expected = captum.IntegratedGradients(module).attribute(
            x, torch.full_like(x, start), n_steps=40, method="gausslegendre"
        )
        result = integrated_gradients(relu_net, X, baseline=baseline, n_steps=40)
        np.testing.assert_allclose(result, expected.detach().numpy(), atol=1e-5)


@pytest.mark.parametrize("baseline", ["uniform", "zero", "shuffle"])
def test_attributions_add_up_to_the_difference(ensemble, mixed, baseline):
    attributions, delta = integrated_gradients(
        ensemble,
        mixed,
        baseline=baseline,
        n_steps=300,
        n_shuffles=3,
        random_state=0,
        return_deltas=True,
    )
    assert attributions.shape == (3, 4, 20)
    assert abs(delta).max() < 2e-3
    if baseline == "shuffle":
        shuffles = dinucleotide_shuffle(mixed, n_shuffles=3, random_state=0)
        start = ensemble.decision_function(shuffles).reshape(3, 3).mean(axis=1)
        difference = ensemble.decision_function(mixed) - start
        assert abs(difference).max() > 0.01
        np.testing.assert_allclose(
            attributions.sum(axis=(1, 2)), difference + delta, atol=1e-5
        )


def test_delta_is_what_is_missed(ensemble):
    X = ["ACGTTGCAACGGATTACAGT"]
    attributions, delta = integrated_gradients(
        ensemble, X, n_steps=1, return_deltas=True
    )
    # A quarter of each base is what unknown="uniform" shows for N.
    uniform = np.full((1, 4, 20), 0.25)
    nets = FittedNets(ensemble)
    with torch.no_grad():
        start = nets.logits_of(torch.from_numpy(uniform).float()).item()
    difference = ensemble.decision_function(X)[0] - start
    assert delta[0] == pytest.approx(attributions.sum() - difference, abs=1e-5)
    assert abs(delta[0]) > 1e-3  # one step is too few


def test_unknown_bases_and_padding_get_nothing(ensemble, mixed):
    attributions = integrated_gradients(ensemble, mixed, n_steps=3)
    assert (attributions[1, :, 4:6] == 0).all()
    assert (attributions[2, :, 12:] == 0).all()
    assert (attributions[2].sum(axis=0)[:6] != 0).all()


def test_centring_over_channels_would_change_no_sum(ensemble, mixed):
    # Sequence less baseline sums to zero at each base.
    for baseline in ("uniform", "shuffle"):
        x = one_hot(mixed[:1])
        start = 0.25 if baseline == "uniform" else one_hot(dinucleotide_shuffle(x))
        np.testing.assert_allclose((x - start).sum(axis=1), 0)


def test_result_does_not_depend_on_batches(ensemble, mixed, monkeypatch):
    options = {"baseline": "shuffle", "n_steps": 7, "n_shuffles": 3, "random_state": 1}
    whole = integrated_gradients(ensemble, mixed, **options)
    monkeypatch.setattr("skgenarch.interpretation.nets._BASES_PER_BATCH", 200)
    np.testing.assert_allclose(
        integrated_gradients(ensemble, mixed, **options), whole, atol=1e-6
    )


def test_recurrent_nets(expression_net):
    X = ["ACGTT" * 40, "ACG" * 50]
    _, delta = integrated_gradients(
        expression_net, X, output=1, n_steps=100, return_deltas=True
    )
    assert abs(delta).max() < 1e-3


def test_bad_input(ensemble, mixed):
    with pytest.raises(ValueError, match=r"'baseline' parameter.*Got 'gc'"):
        integrated_gradients(ensemble, mixed, baseline="gc")
    for bad in (0, 2.5, True):
        with pytest.raises(ValueError, match=f"'n_steps' parameter.*Got {bad}"):
            integrated_gradients(ensemble, mixed, n_steps=bad)
    with pytest.raises(ValueError, match=r"'n_shuffles' parameter"):
        integrated_gradients(ensemble, mixed, baseline="shuffle", n_shuffles=0)
