"""Nets of the grammar: shapes, padding, gradients, and rules for attribution."""

import itertools

import pytest
import torch
from torch import nn

from skgenarch.modules import (
    Architecture,
    AttentionNet,
    Basset,
    DeepBind,
    DeepMotif,
    PromoterNet,
    SequenceNet,
)

SMALL = {"n_filters": 4, "kernel_size": (4, 7), "stem_pool": 2, "block_filters": 6}
VARIANTS = [
    {"block": block, "recurrent": recurrent, "collapse": collapse}
    for block, recurrent, collapse in itertools.product(
        ["plain", "residual", "highway"],
        ["none", "gru", "lstm"],
        ["attention", "max+mean"],
    )
] + [
    {"bidirectional": True, "recurrent": "lstm"},
    {"attention": "hard", "n_heads": 2},
    {"head": "highway", "n_hidden": (16, 16)},
    {"n_hidden": 0},
    {"n_blocks": 0, "middle_pool": 3},
    {"n_blocks": 3, "dilation": 2, "middle_pool": 2},
    {"normalization": "layer", "activation": "gelu"},
    {"activation": "exp"},
    {"activation": "silu", "conv_dropout": 0.1},
    {"activation": "leaky_relu"},
    {"kmer_size": (2, 3), "kmer_bins": (4, 1)},
    {"gapped_kmer_size": 3, "gapped_kmer_gaps": 1},
]
NAMED = [AttentionNet, Basset, DeepBind, DeepMotif, PromoterNet]


def random_one_hot(n, length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    bases = torch.randint(4, (n, length), generator=generator)
    return nn.functional.one_hot(bases, 4).float().transpose(1, 2)


@pytest.mark.parametrize("variant", [*VARIANTS, {"collapse": "flatten"}], ids=str)
def test_every_variant_runs_and_learns(variant):
    torch.manual_seed(0)
    net = SequenceNet(Architecture(**{**SMALL, **variant}), length=23, n_outputs=3)
    logits = net(random_one_hot(5, 23))
    assert logits.shape == (5, 3)
    logits.sum().backward()
    assert all(p.grad is not None for p in net.parameters())


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("length", [17, 20, 22])
def test_padding_does_not_change_the_result(variant, length):
    torch.manual_seed(0)
    net = SequenceNet(Architecture(**{**SMALL, **variant}), length=29).eval()
    x = random_one_hot(3, length)
    padded = nn.functional.pad(x, (0, 29 - length))
    mask = (torch.arange(29) < length).expand(3, 29)
    torch.testing.assert_close(net(padded, mask), net(x))


@pytest.mark.parametrize("named", NAMED)
def test_named_nets_run_at_101_bases(named):
    net = SequenceNet(named().architecture(), length=101, n_outputs=2).eval()
    assert net(random_one_hot(2, 101)).shape == (2, 2)


def test_attention_comes_out_through_one_door():
    net = SequenceNet(Architecture(**SMALL, n_heads=2), length=23).eval()
    x = random_one_hot(5, 23)
    logits, attention = net(x, return_attention=True)
    assert torch.equal(logits, net(x))
    assert attention.shape == (5, 2, 12)
    assert net.bases_per_position == 2


def test_net_without_attention_has_none():
    net = SequenceNet(Architecture(**SMALL, collapse="max"), length=23).eval()
    _, attention = net(random_one_hot(5, 23), return_attention=True)
    assert attention is None


def test_bases_per_position_multiplies_all_pooling():
    arch = Architecture(**SMALL, n_blocks=2, block_pool=(3, 1), middle_pool=2)
    assert SequenceNet(arch, length=60).bases_per_position == 2 * 3 * 2


@pytest.mark.parametrize("named", [*NAMED, Architecture])
def test_every_nonlinearity_is_a_module_used_once(named):
    net = SequenceNet(named().architecture(), length=101).eval()
    calls = {}
    kinds = (
        nn.ReLU, nn.ELU, nn.GELU, nn.SiLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh,
        nn.Softmax, nn.MaxPool1d,
    )  # fmt: skip
    for name, module in net.named_modules():
        if isinstance(module, kinds):
            module.register_forward_hook(
                lambda *_, name=name: calls.update({name: calls.get(name, 0) + 1})
            )
    net(random_one_hot(2, 101))
    assert calls
    assert set(calls.values()) == {1}


def test_pooling_before_a_monotone_activation_is_pooling_behind_it():
    torch.manual_seed(0)
    net = SequenceNet(Architecture(**SMALL, activation="elu"), length=24).eval()
    x = random_one_hot(2, 24)
    before = torch.cat([conv(x) for conv in net.stem.convs], dim=1)
    expected = nn.functional.max_pool1d(nn.functional.elu(before), 2)
    torch.testing.assert_close(net.stem(x)[0], expected)


def test_choices_are_checked_before_building():
    with pytest.raises(ValueError, match="'block' parameter"):
        SequenceNet(Architecture(block="dense"), length=101)
