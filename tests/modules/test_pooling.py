"""Pooling and attention, on numbers that can be checked by eye."""

import pytest
import torch

from skgenarch.modules.pooling import Attention, Collapse, MaxPool

X = torch.tensor([[[1.0, 3.0, -2.0, -5.0, -4.0]]])
MASK = torch.tensor([[True, True, True, True, False]])


def test_last_window_may_be_shorter():
    pooled, mask = MaxPool(2)(X)
    assert pooled.tolist() == [[[3.0, -2.0, -4.0]]]
    assert mask is None


def test_padding_does_not_win_against_negative_values():
    x = torch.tensor([[[-2.0, -5.0, -3.0, 0.0]]])
    mask = torch.tensor([[True, True, True, False]])
    pooled, mask = MaxPool(2)(x, mask)
    assert pooled.tolist() == [[[-2.0, -3.0]]]
    assert mask.tolist() == [[True, True]]


def test_window_of_padding_only_is_padding():
    _, mask = MaxPool(2)(X, torch.tensor([[True, True, False, False, False]]))
    assert mask.tolist() == [[True, False, False]]


def test_width_one_changes_nothing():
    pooled, mask = MaxPool(1)(X, MASK)
    assert pooled is X
    assert mask is MASK


@pytest.mark.parametrize("kind", ["soft", "hard"])
@pytest.mark.parametrize("training", [True, False])
def test_attention_weights_sum_to_one_over_real_positions(kind, training):
    torch.manual_seed(0)
    attention = Attention(3, n_heads=2, kind=kind).train(training)
    weights = attention.weights(torch.randn(4, 3, 5), MASK.expand(4, 5))
    assert weights.shape == (4, 2, 5)
    torch.testing.assert_close(weights.sum(-1), torch.ones(4, 2))
    assert (weights[..., -1] == 0).all()


def test_hard_attention_looks_at_the_position_of_the_highest_score():
    torch.manual_seed(0)
    attention = Attention(3, kind="hard").eval()
    x = torch.randn(6, 3, 7)
    soft = Attention(3, kind="soft")
    soft.load_state_dict(attention.state_dict())
    weights = attention.weights(x)
    assert weights.unique().tolist() == [0.0, 1.0]
    assert torch.equal(weights.argmax(-1), soft.weights(x).argmax(-1))
    glimpse, _ = attention(x)
    chosen = weights.argmax(-1)[:, 0]
    torch.testing.assert_close(glimpse, x[torch.arange(6), :, chosen])


def test_hard_attention_learns_through_its_sample():
    torch.manual_seed(0)
    attention = Attention(3, kind="hard").train()
    attention(torch.randn(6, 3, 7))[0].sum().backward()
    assert attention.score.weight.grad.abs().sum() > 0


def test_soft_attention_is_the_weighted_average():
    attention = Attention(1)
    glimpse, weights = attention(X)
    torch.testing.assert_close(glimpse, (X * weights).sum(-1))


def test_wholly_padded_row_does_not_become_nan():
    collapse = Collapse(("attention", "max", "mean"), 1, 5)
    vector, _ = collapse(X, torch.zeros(1, 5, dtype=torch.bool))
    assert torch.isfinite(vector).all()


def test_max_and_mean_leave_padding_out():
    x = torch.tensor([[[-1.0, -3.0, 7.0]]])
    mask = torch.tensor([[True, True, False]])
    vector, weights = Collapse(("max", "mean"), 1, 3)(x, mask)
    assert vector.tolist() == [[-1.0, -2.0]]
    assert weights is None


def test_collapses_stand_side_by_side():
    collapse = Collapse(("attention", "max", "mean", "flatten"), 2, 5, n_heads=3)
    vector, weights = collapse(torch.randn(4, 2, 5))
    assert vector.shape == (4, collapse.n_out) == (4, 2 * 3 + 2 + 2 + 2 * 5)
    assert weights.shape == (4, 3, 5)
