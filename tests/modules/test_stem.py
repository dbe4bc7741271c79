"""The stem, and its two quicker ways to the same."""

import pytest
import torch

from skgenarch.modules.letters import read_letters
from skgenarch.modules.pooled_conv import pooled_conv
from skgenarch.modules.stem import Stem
from skgenarch.modules.word_conv import pooled_word_conv


@pytest.mark.parametrize("width", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("length", [20, 101])
@pytest.mark.parametrize("kernel_sizes", [(8,), (1, 7, 24)])
def test_training_and_prediction_agree(width, length, kernel_sizes):
    torch.manual_seed(0)
    stem = Stem(4, 5, kernel_sizes, width, "elu", "none")
    x = torch.randn(3, 4, length)
    weighted = torch.randn(3, stem.n_out, -(-length // width))
    found = []
    for mode in (True, False):
        stem.train(mode).zero_grad()
        y, mask = stem(x)
        (y * weighted).sum().backward()
        assert mask is None
        found.append([y.detach(), *(p.grad for p in stem.parameters())])
    for quick, plain in zip(*found, strict=True):
        torch.testing.assert_close(quick, plain, rtol=1e-4, atol=1e-5)


def test_what_is_behind_the_end_does_not_win():
    conv = torch.nn.Conv1d(4, 2, 3)
    torch.nn.init.constant_(conv.bias, -5.0)
    torch.nn.init.constant_(conv.weight, -1.0)
    pooled = pooled_conv(torch.ones(1, 4, 5), conv, 4)
    # Position 5 is behind the end. It would see one base, and win with -9.
    torch.testing.assert_close(pooled[0, :, 0], torch.tensor([-13.0, -13.0]))


def test_equal_positions_share_the_gradient():
    conv = torch.nn.Conv1d(4, 1, 1)
    torch.nn.init.constant_(conv.weight, 2.0)
    x = torch.eye(4)[None]  # each letter once, all with the same sum
    pooled_conv(x, conv, 4).sum().backward()
    assert conv.weight.grad.flatten().tolist() == [0.25, 0.25, 0.25, 0.25]


@pytest.mark.parametrize("n_at_a_time", [1, 200, 10**6])
def test_any_number_of_sequences_at_a_time(n_at_a_time, monkeypatch):
    torch.manual_seed(0)
    conv = torch.nn.Conv1d(4, 5, 8)
    x = random_one_hot(7, 30)
    expected = torch.nn.functional.max_pool1d(
        conv(torch.nn.functional.pad(x, (3, 4))), 4, ceil_mode=True
    ).transpose(1, 2)
    weighted = torch.randn_like(expected)
    (expected * weighted).sum().backward()
    gradient = conv.weight.grad.clone()
    conv.zero_grad()
    monkeypatch.setattr("skgenarch.modules.pooled_conv.VALUES_AT_A_TIME", n_at_a_time)
    monkeypatch.setattr("skgenarch.modules.word_conv.VALUES_AT_A_TIME", n_at_a_time)
    found = pooled_conv(x, conv, 4)
    torch.testing.assert_close(found, expected)
    (found * weighted).sum().backward()
    torch.testing.assert_close(conv.weight.grad, gradient)
    with torch.no_grad():
        by_words = pooled_word_conv(read_letters(x), conv.weight, conv.bias, 4)
    torch.testing.assert_close(by_words, expected)


def test_the_quick_way_is_left_where_it_would_be_wrong(monkeypatch):
    def refuse(*args):
        raise AssertionError("convolution and pooling must be two steps here")

    monkeypatch.setattr("skgenarch.modules.stem.pooled_conv", refuse)
    x = torch.randn(2, 4, 12)
    mask = torch.arange(12) < torch.tensor([[12], [7]])
    Stem(4, 3, (5,), 4, "elu", "none")(x, mask)
    Stem(4, 3, (5,), 4, "elu", "batch")(x)
    Stem(4, 3, (5,), 1, "elu", "none")(x)
    Stem(4, 3, (5,), 4, "elu", "none").eval()(x)
    Stem(4, 3, (5,), 4, "elu", "none")(x.clone().requires_grad_())
    with pytest.raises(AssertionError, match="two steps"):
        Stem(4, 3, (5,), 4, "elu", "none")(x)


def random_one_hot(n, length, n_missing=5):
    x = torch.nn.functional.one_hot(torch.randint(4, (n, length)), 4).float()
    x[:, torch.randint(length, (n_missing,))] = 0
    return x.transpose(1, 2).contiguous()


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
@pytest.mark.parametrize("n_filters", [6, 40])
@pytest.mark.parametrize("width", [1, 2, 5, 40])
@pytest.mark.parametrize("masked", [False, True])
def test_letters_change_nothing_but_the_speed(norm, n_filters, width, masked):
    torch.manual_seed(0)
    stem = trained(Stem(4, n_filters, (1, 2, 8, 15), width, "elu", norm))
    x = random_one_hot(3, 33)
    mask = torch.arange(33) < torch.tensor([[33], [20], [1]]) if masked else None
    expected, expected_mask = stem(x, mask)
    with torch.no_grad():
        found, found_mask = stem(x, mask, read_letters(x))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
    if masked and width > 1:
        assert torch.equal(found_mask, expected_mask)


def trained(stem):
    """Return the stem as after training: what its norm has learned is not trivial."""
    if stem.norm.state_dict():
        for parameter in stem.norm.parameters():  # some weights are below zero
            torch.nn.init.normal_(parameter)
        with torch.no_grad():
            stem(3 * random_one_hot(20, 33))
    return stem.eval()


@pytest.mark.parametrize("norm", ["none", "batch"])
def test_letters_are_looked_up_where_no_gradient_is_wanted(norm, monkeypatch):
    refuse_to_look_up(monkeypatch)
    x = random_one_hot(2, 12)
    stem = Stem(4, 32, (5,), 4, "elu", norm)
    stem(x, None, read_letters(x))
    stem.eval()
    with torch.no_grad():
        stem(x)
        with pytest.raises(AssertionError, match="looked up"):
            stem(x, None, read_letters(x))


def test_letters_are_multiplied_where_that_is_right_or_quicker(monkeypatch):
    refuse_to_look_up(monkeypatch)
    x = random_one_hot(2, 12)
    letters = read_letters(x)
    with torch.no_grad():
        Stem(4, 16, (5,), 4, "elu", "none").eval()(x, None, letters)
        Stem(4, 32, (5,), 1, "elu", "none").eval()(x, None, letters)
        Stem(4, 32, (5,), 4, "elu", "layer").eval()(x, None, letters)
        Stem(4, 32, (5,), 4, "elu", "batch")(x, None, letters)


def refuse_to_look_up(monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("letters are looked up")

    monkeypatch.setattr("skgenarch.modules.stem.pooled_word_conv", refuse)
