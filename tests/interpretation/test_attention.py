"""Attention comes back to the bases that the net saw."""

import copy

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from skgenarch import AttentionNetClassifier, DeepBindClassifier
from skgenarch.interpretation import attention_profile, compare_attention
from skgenarch.sequences import reverse_complement


def raw_weights(net, X):
    """The attention of a net's first module, as its forward pass gives it."""
    from skgenarch.interpretation.nets import FittedNets

    nets = FittedNets(net)
    x, mask = nets.expand(nets.encode(X))
    with torch.no_grad():
        return nets.modules[0](x, mask, return_attention=True)[1].numpy()


def test_weight_of_a_position_is_shared_by_its_bases(binding_net, tfbs):
    X = tfbs[0][:5]
    profile = attention_profile(binding_net, X, average_strands=False)
    weights = raw_weights(binding_net, X)[:, 0]
    assert weights.shape == (5, 26)  # 101 bases in steps of 4; the last has one base
    # The last position stands for one base, not four, and counts for a quarter.
    total = weights[:, :25].sum(axis=1) + weights[:, 25] / 4
    expected = np.column_stack([weights[:, :25].repeat(4, 1), weights[:, 25]]) / 4
    np.testing.assert_allclose(profile, expected / total[:, None], rtol=1e-5)
    np.testing.assert_allclose(profile.sum(axis=1), 1)


def test_same_attention_everywhere_is_a_flat_profile(binding_net, tfbs):
    X = [tfbs[0][0], tfbs[0][1][:90]]
    net = copy.deepcopy(binding_net)
    torch.nn.init.zeros_(net.net_.module_.collapse.attention.score.weight)
    for average_strands in (False, True):
        profile = attention_profile(net, X, average_strands=average_strands)
        np.testing.assert_allclose(profile[0], 1 / 101, rtol=1e-5)
        np.testing.assert_allclose(profile[1, :90], 1 / 90, rtol=1e-5)


def test_strands_are_averaged_as_seen_from_this_one(binding_net, tfbs):
    X = list(tfbs[0][:5])
    here = attention_profile(binding_net, X, average_strands=False)
    there = attention_profile(binding_net, reverse_complement(X), average_strands=False)
    both = attention_profile(binding_net, X)
    np.testing.assert_allclose(both, (here + there[:, ::-1]) / 2)
    turned = attention_profile(binding_net, reverse_complement(X))
    np.testing.assert_allclose(both, turned[:, ::-1], atol=1e-12)


def test_padding_gets_none_and_changes_nothing(binding_net, tfbs):
    short = [X[:60] for X in tfbs[0][:4]]
    profile = attention_profile(binding_net, [*short, tfbs[0][4]])
    assert profile.shape == (5, 101)
    assert (profile[:4, 60:] == 0).all()
    np.testing.assert_allclose(profile.sum(axis=1), 1)
    np.testing.assert_allclose(
        profile[:4, :60], attention_profile(binding_net, short)[:, :60], rtol=1e-5
    )


def test_receptive_field_smears_a_position_over_what_it_sees():
    X = ["ACGT" * 10] * 20
    net = AttentionNetClassifier(
        n_filters=2, kernel_size=5, stem_pool=4, max_epochs=1, random_state=0
    ).fit(X, [0, 1] * 10)
    options = {"average_strands": False}
    profile = attention_profile(net, X[:1], spread="receptive_field", **options)[0]
    expected = np.zeros(40)
    for position, weight in enumerate(raw_weights(net, X[:1])[0, 0]):
        bases = np.arange(4 * position - 2, 4 * position + 6)
        bases = bases[(bases >= 0) & (bases < 40)]
        expected[bases] += weight / len(bases)
    np.testing.assert_allclose(profile, expected, rtol=1e-6)  # in single precision


def test_heads_and_ensembles():
    X = ["ACGTACGTCA" * 3, "TTGTACGTCA" * 3] * 10
    net = AttentionNetClassifier(
        n_filters=2, n_heads=3, n_ensemble=2, max_epochs=1, random_state=0
    ).fit(X, [0, 1] * 10)
    each = attention_profile(net, X, heads="each")
    assert each.shape == (20, 3, 30)
    np.testing.assert_allclose(each.mean(axis=1), attention_profile(net, X))
    alone = []
    for trained in net.nets_:
        single = AttentionNetClassifier(n_filters=2, n_heads=3)
        single.__dict__.update(net.__dict__)
        single.nets_ = [trained]
        alone.append(attention_profile(single, X))
    np.testing.assert_allclose(np.mean(alone, axis=0), attention_profile(net, X))


def test_attention_of_a_trained_net_is_on_the_sites(binding_net, tfbs):
    X, y, sites = tfbs
    rows = np.flatnonzero(y == 1)
    profile = attention_profile(binding_net, X[rows])
    planted = np.zeros(profile.shape, dtype=bool)
    starts = sites.set_index("sequence")["position"]
    for i, row in enumerate(rows):
        planted[i, starts[row] : starts[row] + 15] = True
    on_site = (profile * planted).sum(axis=1).mean()
    assert on_site > 2 * planted.mean()


def test_pipelines_and_searches_are_looked_into(binding_net, tfbs):
    X = tfbs[0][:3]
    lower = FunctionTransformer(lambda X: [text.lower() for text in X])
    pipeline = make_pipeline(lower, binding_net)
    expected = attention_profile(binding_net, X)
    np.testing.assert_array_equal(attention_profile(pipeline, X), expected)
    frozen = FrozenEstimator(binding_net)
    np.testing.assert_array_equal(attention_profile(frozen, X), expected)
    search = GridSearchCV(binding_net, {})
    with pytest.raises(NotFittedError):
        attention_profile(search, X)
    search.best_estimator_ = binding_net
    np.testing.assert_array_equal(attention_profile(search, X), expected)
    del search.best_estimator_
    search.cv_results_ = {}
    with pytest.raises(ValueError, match="fitted with refit=False"):
        attention_profile(search, X)


def test_nets_are_looked_into_in_full_precision(binding_net, tfbs):
    X = tfbs[0][:3]
    coarse = copy.copy(binding_net).set_params(precision="bfloat16")
    np.testing.assert_array_equal(
        attention_profile(coarse, X), attention_profile(binding_net, X)
    )
    assert coarse.precision == "bfloat16"


def test_multi_output_net_has_one_mask(expression_net):
    X = ["ACGTT" * 40]
    assert attention_profile(expression_net, X).shape == (1, 200)


def test_nets_are_compared_on_the_same_sequences(binding_net, tfbs):
    X = tfbs[0][:3]
    both = compare_attention({"a": binding_net, "b": binding_net}, X)
    assert both.shape == (2, 3, 101)
    np.testing.assert_array_equal(both[0], both[1])


def test_nets_of_different_lengths_are_not_compared(binding_net, expression_net):
    with pytest.raises(ValueError, match=r"one length. Got \{'a': 101, 'b': 200\}"):
        compare_attention({"a": binding_net, "b": expression_net}, ["ACGT" * 20])
    with pytest.raises(ValueError, match="one net or more"):
        compare_attention({}, ["ACGT" * 20])
    with pytest.raises(ValueError, match=r"a dict of one net or more.*Got list"):
        compare_attention([binding_net], ["ACGT" * 20])


def test_bad_input(binding_net):
    X = ["ACGT" * 20]
    with pytest.raises(NotFittedError):
        attention_profile(AttentionNetClassifier(), X)
    with pytest.raises(TypeError, match=r"fitted net of skgenarch.*Got int"):
        attention_profile(3, X)
    with pytest.raises(ValueError, match="at most 101 bases"):
        attention_profile(binding_net, ["ACGT" * 30])
    with pytest.raises(ValueError, match=r"'heads' parameter.*Got 'sum'"):
        attention_profile(binding_net, X, heads="sum")
    with pytest.raises(ValueError, match="'spread' parameter"):
        attention_profile(binding_net, X, spread="all")
    deepbind = DeepBindClassifier(max_epochs=1).fit(X * 4, [0, 1] * 2)
    with pytest.raises(ValueError, match=r"'max\+mean'. Use in_silico_mutagenesis"):
        attention_profile(deepbind, X)
