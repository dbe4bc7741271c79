"""Gradients: nets whose slope is known, Captum as an oracle, nothing left behind."""

import copy

import numpy as np
import pytest
import torch

from skgenarch.interpretation.attributions import (
    gradient_times_input,
    guided_backpropagation,
    saliency,
)
from skgenarch.interpretation.nets import FittedNets
from skgenarch.sequences import one_hot

captum = pytest.importorskip("captum.attr")


class Linear(torch.nn.Module):
    """A net whose gradient is its weights."""

    def __init__(self, like, coefficients):
        super().__init__()
        self.architecture = like.architecture
        self.coefficients = torch.as_tensor(coefficients, dtype=torch.float32)

    def forward(self, x, mask=None):
        return (x * self.coefficients).sum(dim=(1, 2))[:, None]


@pytest.fixture
def linear(relu_net):
    """An estimator that predicts with known weights, (4, 20)."""
    coefficients = np.random.default_rng(0).normal(size=(4, 20))

    def make(**params):
        net = copy.deepcopy(relu_net).set_params(**params)
        trained = net.nets_[0]
        trained.module_ = Linear(trained.module_, coefficients)
        return net

    return make, coefficients


def test_slope_of_a_linear_net_is_its_weights(linear, short_data):
    make, weights = linear
    X = short_data[0][:3]
    x = one_hot(X)
    raw = gradient_times_input(make(), X, center=False)
    np.testing.assert_allclose(raw, weights * x, atol=1e-6)
    centred = gradient_times_input(make(), X)
    np.testing.assert_allclose(centred, (weights - weights.mean(0)) * x, atol=1e-6)
    steepest = saliency(make(), X, center=False)
    np.testing.assert_allclose(steepest, [abs(weights).max(0)] * 3, atol=1e-6)


def test_slope_is_that_of_both_strands(linear, short_data):
    make, weights = linear
    X = short_data[0][:3]
    both = gradient_times_input(make(average_strands=True), X, center=False)
    expected = (weights + weights[::-1, ::-1]) / 2 * one_hot(X)
    np.testing.assert_allclose(both, expected, atol=1e-6)


def test_padding_has_no_slope_and_n_no_input(ensemble, mixed):
    assert (saliency(ensemble, mixed)[2, 12:] == 0).all()
    assert (saliency(ensemble, mixed)[2, :12] > 0).all()
    for method in (gradient_times_input, guided_backpropagation):
        attributions = method(ensemble, mixed)
        assert (attributions[2, :, 12:] == 0).all()
        assert (attributions[1, :, 4:6] == 0).all()  # N
        assert (attributions[0, 1:, 0] == 0).all()  # the first base is A
        assert attributions[0, 0, 0] != 0


def test_saliency_and_gradient_are_those_of_captum(relu_net, short_data):
    X = short_data[0][:5]
    x = torch.from_numpy(one_hot(X)).float()
    module = FittedNets(relu_net).modules[0]
    expected = captum.Saliency(module).attribute(x.requires_grad_(), abs=False)
    raw = gradient_times_input(relu_net, X, center=False)
    np.testing.assert_allclose(raw, (expected * x).detach().numpy(), atol=1e-6)
    steepest = saliency(relu_net, X, center=False)
    np.testing.assert_allclose(steepest, expected.abs().amax(1), atol=1e-6)


def test_guided_gradient_is_that_of_captum(relu_net, short_data):
    X = short_data[0][:5]
    x = torch.from_numpy(one_hot(X)).float()
    module = copy.deepcopy(FittedNets(relu_net).modules[0])
    guided = captum.GuidedBackprop(module)
    with pytest.warns(UserWarning, match=r"backward hooks"):
        expected = guided.attribute(x.requires_grad_())
    result = guided_backpropagation(relu_net, X, center=False)
    np.testing.assert_allclose(result, (expected * x).detach().numpy(), atol=1e-6)
    plain = gradient_times_input(relu_net, X, center=False)
    assert abs(result - plain).max() > 1e-3


def test_output_chooses_what_is_explained(ensemble, three_classes, short_data):
    X = short_data[0][:2]
    np.testing.assert_allclose(
        gradient_times_input(ensemble, X, output=0), -gradient_times_input(ensemble, X)
    )
    of_each = [gradient_times_input(three_classes, X, output=c) for c in "abc"]
    assert abs(of_each[0] - of_each[1]).max() > 0
    with pytest.raises(ValueError, match=r"must be one of the classes"):
        saliency(three_classes, X, output="d")


def test_recurrent_nets_have_gradients(expression_net):
    X = ["ACGTT" * 40, "ACG" * 50]
    attributions = gradient_times_input(expression_net, X, output=2)
    assert attributions.shape == (2, 4, 200)
    assert abs(attributions[0]).max() > 0
    assert (attributions[1, :, 150:] == 0).all()


def left_behind(net):
    """Hooks, gradients and modes of the modules of a fitted estimator."""
    nets = FittedNets(net)
    modules = [part for module in nets.modules for part in module.modules()]
    return (
        sum(len(part._backward_pre_hooks) for part in modules),
        sum(len(part._backward_hooks) + len(part._forward_hooks) for part in modules),
        [p.requires_grad for module in nets.modules for p in module.parameters()],
        [p.grad is None for module in nets.modules for p in module.parameters()],
        [part.training for part in modules],
    )


def test_nothing_is_left_behind_also_after_an_error(relu_net, short_data, monkeypatch):
    before = left_behind(relu_net)
    assert before[:2] == (0, 0)
    guided_backpropagation(relu_net, short_data[0][:2])
    assert left_behind(relu_net) == before

    def fail(*args, **kwargs):
        assert left_behind(relu_net)[0] == 3  # stem, block, head
        raise RuntimeError("out of memory")

    monkeypatch.setattr(torch.autograd, "grad", fail)
    with pytest.raises(RuntimeError, match=r"out of memory"):
        guided_backpropagation(relu_net, short_data[0][:2])
    assert left_behind(relu_net) == before


def test_gradients_can_be_had_where_they_are_switched_off(ensemble, mixed):
    with torch.no_grad():
        inside = gradient_times_input(ensemble, mixed)
    np.testing.assert_array_equal(inside, gradient_times_input(ensemble, mixed))
