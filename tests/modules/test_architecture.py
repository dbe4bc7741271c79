"""The record that describes a net."""

import re

import pytest

from skgenarch.modules import (
    Architecture,
    AttentionNet,
    Basset,
    DeepBind,
    DeepMotif,
    PromoterNet,
)

NAMED = [AttentionNet, Basset, DeepBind, DeepMotif, PromoterNet]


def test_one_number_serves_all_blocks():
    plan = Architecture(n_blocks=3, block_filters=8, block_kernel_size=5).block_plan()
    assert plan == [(8, 5, 1, 1)] * 3


def test_blocks_can_differ():
    arch = Architecture(
        n_blocks=2, block_filters=(8, 16), block_kernel_size=[5, 3], block_pool=(2, 4)
    )
    assert arch.block_plan() == [(8, 5, 2, 1), (16, 3, 4, 1)]


def test_dilation_grows_by_the_block():
    plan = Architecture(n_blocks=3, dilation=2).block_plan()
    assert [dilation for *_, dilation in plan] == [1, 2, 4]


@pytest.mark.parametrize(
    ("n_blocks", "pools"), [(1, [5]), (2, [5, 1]), (3, [1, 5, 1]), (4, [1, 5, 1, 1])]
)
def test_middle_pooling_follows_the_first_half_of_the_blocks(n_blocks, pools):
    plan = Architecture(n_blocks=n_blocks, middle_pool=5).block_plan()
    assert [pool for _, _, pool, _ in plan] == pools


def test_without_blocks_the_middle_is_behind_the_stem():
    arch = Architecture(n_blocks=0, stem_pool=2, middle_pool=3)
    assert arch.total_stem_pool == 6


def test_shortest_sequence_fills_the_widest_kernel_and_all_pooling():
    assert Architecture(kernel_size=(8, 24), stem_pool=4).min_length == 24
    pooled = Architecture(kernel_size=8, stem_pool=4, block_pool=(2, 3))
    assert pooled.min_length == 24


def test_linear_head_has_no_hidden_layers():
    assert Architecture(n_hidden=0).hidden_widths == ()
    assert Architecture(n_hidden=(64, 32)).hidden_widths == (64, 32)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"block": "dense"}, "'block' parameter must be one of"),
        ({"recurrent": "rnn"}, "'recurrent' parameter must be one of"),
        ({"attention": "firm"}, "'attention' parameter must be one of"),
        ({"head": "wide"}, "'head' parameter must be one of"),
        ({"normalization": "group"}, "'normalization' parameter must be one of"),
        ({"activation": "tanh"}, "'activation' parameter must be one of"),
        ({"collapse": "attention+sum"}, "'collapse' parameter must be one of"),
        ({"collapse": "max+max"}, "must name each collapse once. Got 'max+max'"),
        ({"head": "highway", "n_hidden": (8, 4)}, "one width for all layers"),
        ({"n_blocks": 3, "block_filters": (8, 8)}, "as many as there are blocks"),
        ({"kernel_size": (8, 0)}, "'kernel_size' parameter must be a whole number"),
        ({"kernel_size": ()}, "'kernel_size' parameter must be a whole number"),
        ({"kernel_size": "8"}, "'kernel_size' parameter must be a whole number"),
        ({"n_filters": 1.5}, "'n_filters' parameter must be a whole number"),
        ({"n_filters": True}, "'n_filters' parameter must be a whole number"),
        ({"stem_pool": 0}, "'stem_pool' parameter must be a whole number"),
        ({"n_blocks": -1}, "'n_blocks' parameter must be a whole number, 0 or more"),
        ({"n_hidden": -3}, "'n_hidden' parameter must be a whole number, 0 or more"),
        ({"dropout": 2}, "'dropout' parameter must be a number from 0"),
        ({"dropout": "a"}, "'dropout' parameter must be a number from 0"),
    ],
)
def test_choices_outside_the_grammar_are_refused(choice, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Architecture(**choice).check()


@pytest.mark.parametrize(
    ("named", "name"),
    [
        (DeepMotif(pool_size=0), "pool_size"),
        (DeepMotif(n_highway=-1), "n_highway"),
        (Basset(pool_sizes=(3, 4)), "pool_sizes"),
        (Basset(pool_sizes=4), "pool_sizes"),
    ],
)
def test_parameters_of_named_nets_are_named(named, name):
    with pytest.raises(ValueError, match=f"'{name}' parameter"):
        named.architecture()


@pytest.mark.parametrize("named", NAMED)
def test_published_nets_are_points_of_the_grammar(named):
    architecture = named().architecture()
    architecture.check()
    assert type(architecture) is Architecture


def test_published_nets_are_what_their_papers_say():
    deep_bind = DeepBind().architecture()
    assert (deep_bind.n_blocks, deep_bind.collapse) == (0, "max+mean")
    deep_motif = DeepMotif().architecture()
    assert (1 + deep_motif.n_blocks, deep_motif.head) == (3, "highway")
    basset = Basset().architecture()
    assert basset.kernel_sizes + tuple(k for _, k, _, _ in basset.block_plan()) == (
        19, 11, 7,
    )  # fmt: skip
    attention_net = AttentionNet().architecture()
    assert attention_net.block == "residual"
    assert "attention" in attention_net.collapses
    assert attention_net.recurrent == "none"
    promoter_net = PromoterNet().architecture()
    assert promoter_net.recurrent == "lstm"
    assert promoter_net.middle_pool > 1
