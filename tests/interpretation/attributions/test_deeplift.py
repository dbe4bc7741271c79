"""DeepLIFT deals out the whole difference, on every architecture."""

import sys
import warnings

import numpy as np
import pytest
import torch

import skgenarch
from skgenarch import SequenceNetClassifier
from skgenarch.interpretation.attributions import deep_lift_shap
from skgenarch.interpretation.nets import FittedNets
from skgenarch.sequences import dinucleotide_shuffle, one_hot

pytest.importorskip("tangermeme")

SMALL = {
    "SequenceNet": {"n_filters": 6, "block_filters": 6},
    "AttentionNet": {"n_filters": 6},
    "PromoterNet": {"n_filters": 6, "block_filters": 6, "n_recurrent": 5},
    "DeepBind": {},
    "DeepMotif": {"n_filters": 8, "n_hidden": 6},
    "Basset": {"n_filters": 10, "block_filters": 8, "n_hidden": 12},
}
KINDS = ("Classifier", "Regressor")

# What the grammar has beyond the defaults of the published nets.
CHOICES = [
    {"block": "highway", "dilation": 2, "middle_pool": 3, "normalization": "batch"},
    {"normalization": "layer", "n_heads": 2, "collapse": "attention+mean"},
    {"activation": "exp", "block": "plain", "head": "highway"},
    {"activation": "gelu", "n_ensemble": 2},
    {"activation": "silu", "collapse": "flatten", "stem_pool": 3},
    {"activation": "leaky_relu", "unknown": "uniform"},
    {"recurrent": "gru", "bidirectional": True, "average_strands": False},
]


@pytest.fixture(scope="module")
def data():
    """Sequences of 60 bases that differ in GATTACA, and some to explain."""
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=60)) for _ in range(60)]
    X[::2] = [text[:30] + "GATTACAGATTACA" + text[44:] for text in X[::2]]
    explained = [X[0], X[1], X[2][:50], X[3][:20] + "NN" + X[3][22:]]
    return X, np.array([1, 0] * 30), explained


def train(name, kind, data, **params):
    X, y, _ = data
    if kind == "Regressor":
        y = np.column_stack([y, np.linspace(-3, 5, 60)])
    training = {
        "max_epochs": 20,
        "batch_size": 20,
        "learning_rate": 1e-2,
        "ema_decay": None,
        "dropout": 0.0,
        "random_state": 0,
    }
    net = getattr(skgenarch, name + kind)(**{**training, **params})
    return net.fit(X, y)


def check_complete(net, X):
    """Attributions add up, by what the estimator itself says of the shuffles."""
    options = {"n_shuffles": 4, "random_state": 0}
    attributions, deltas = deep_lift_shap(net, X, return_deltas=True, **options)
    assert attributions.shape == (len(X), 4, 60)
    assert deltas.shape == (len(X), 4)
    shuffles = dinucleotide_shuffle(X, **options)
    if hasattr(net, "classes_"):
        score = net.decision_function
    else:

        def score(Z):
            return net.predict(Z).mean(axis=1)

    difference = score(X) - score(shuffles).reshape(-1, 4).mean(axis=1)
    assert abs(difference).max() > 0.01  # there is something to deal out
    np.testing.assert_allclose(
        attributions.sum(axis=(1, 2)), difference, rtol=0, atol=1e-4
    )
    print(f"largest delta {deltas.max():.2g}, difference {abs(difference).max():.2g}")
    return deltas.max()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SMALL)
def test_deltas_of_shipped_architectures(name, kind, data):
    net = train(name, kind, data, **SMALL[name])
    assert check_complete(net, data[2]) < 1e-4


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(choice))
def test_deltas_of_the_grammar(choice, data):
    net = train("SequenceNet", "Classifier", data, **SMALL["SequenceNet"], **choice)
    assert check_complete(net, data[2]) < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SMALL)
def test_deltas_at_full_width(name, kind, data):
    # Trained to the end on sixty sequences, an LSTM is too steep for 32 points.
    bound = 1e-3 if name == "PromoterNet" else 1e-4
    net = train(name, kind, data, learning_rate=2e-3)
    assert check_complete(net, data[2]) < bound


@pytest.fixture(scope="module")
def plain(data):
    """A net of ReLU and nothing else that is not linear."""
    params = {"n_blocks": 1, "block": "plain", "n_filters": 4, "block_filters": 4}
    return train(
        "SequenceNet",
        "Classifier",
        data,
        stem_pool=1,
        kernel_size=5,
        collapse="flatten",
        activation="relu",
        average_strands=False,
        **params,
    )


def test_equals_captum_where_both_have_rules(plain, data):
    captum = pytest.importorskip("captum.attr")
    X = data[2][:2]
    module = FittedNets(plain).modules[0]
    shuffles = one_hot(dinucleotide_shuffle(X, n_shuffles=5, random_state=3))
    expected = []
    for row in range(2):
        x = torch.from_numpy(one_hot(X[row : row + 1])).float()
        references = torch.from_numpy(shuffles[5 * row : 5 * row + 5]).float()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shares = captum.DeepLiftShap(module).attribute(x, references)
        expected.append(shares[0].detach().numpy())
    result = deep_lift_shap(plain, X, n_shuffles=5, random_state=3)
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_hypothetical_channel_of_the_base_is_what_the_base_adds(plain, data):
    X = data[2][:2]
    options = {"n_shuffles": 3, "random_state": 0}
    added = deep_lift_shap(plain, X, **options).sum(axis=1)
    hypothetical = deep_lift_shap(plain, X, hypothetical=True, **options)
    np.testing.assert_allclose(
        (hypothetical * one_hot(X)).sum(axis=1), added, atol=1e-6
    )
    assert abs(hypothetical * (1 - one_hot(X))).max() > 1e-3


def test_other_strand_gets_the_same_turned_round(data):
    net = train("AttentionNet", "Classifier", data, n_filters=4)
    nets = FittedNets(net)
    from skgenarch.interpretation.attributions import deeplift

    x, mask = nets.expand(nets.encode(data[2]))
    shuffles = dinucleotide_shuffle(data[2], n_shuffles=2, random_state=0)
    references, _ = nets.expand(nets.encode(shuffles))
    references = references.unflatten(0, (4, 2))
    scores = deeplift._hookable_scores(nets, nets.score_weights())
    here, _ = deeplift._through_nets(scores, nets, x, mask, references)
    each = mask.repeat_interleave(2, dim=0)
    turned = deeplift.turn(references.flatten(0, 1), each).unflatten(0, (4, 2))
    there, _ = deeplift._through_nets(
        scores, nets, deeplift.turn(x, mask), mask, turned
    )
    back = deeplift.turn(there.flatten(0, 1), each).unflatten(0, (4, 2))
    torch.testing.assert_close(here, back, atol=1e-6, rtol=1e-4)


def test_padding_gets_nothing(data):
    net = train("AttentionNet", "Classifier", data, n_filters=4)
    for hypothetical in (False, True):
        attributions = deep_lift_shap(
            net, data[2], n_shuffles=2, hypothetical=hypothetical
        )
        assert (attributions[2, :, 50:] == 0).all()
        assert (attributions[2, :, :50] != 0).any()


def test_result_does_not_depend_on_batches(plain, data, monkeypatch):
    options = {"n_shuffles": 3, "random_state": 1}
    whole = deep_lift_shap(plain, data[2], **options)
    monkeypatch.setattr("skgenarch.interpretation.nets._BASES_PER_BATCH", 200)
    monkeypatch.setattr(
        "skgenarch.interpretation.attributions.deeplift._BASES_AT_ONCE", 120
    )
    np.testing.assert_allclose(
        deep_lift_shap(plain, data[2], **options), whole, atol=1e-6
    )


def test_what_has_no_rule_is_reported(data):
    net = train("AttentionNet", "Classifier", data, attention="hard", n_filters=6)
    with pytest.warns(UserWarning, match=r"convergence deltas are above 0.001.*not de"):
        _, deltas = deep_lift_shap(
            net, data[2], n_shuffles=3, random_state=0, return_deltas=True
        )
    assert deltas.max() > 1e-3


def test_nets_are_not_touched(plain, data, monkeypatch):
    module = FittedNets(plain).modules[0]
    before = {name: dict(part.__dict__) for name, part in module.named_modules()}
    weights = [(p.requires_grad, p.grad, p.clone()) for p in module.parameters()]
    deep_lift_shap(plain, data[2], n_shuffles=2)

    def fail(*args, **kwargs):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(torch.autograd, "grad", fail)
    with pytest.raises(RuntimeError, match=r"out of memory"):
        deep_lift_shap(plain, data[2], n_shuffles=2)
    for name, part in module.named_modules():
        assert part.__dict__.keys() == before[name].keys()
        assert not part._forward_hooks
        assert not part._backward_hooks
        assert not part.training
    for parameter, (wanted, gradient, values) in zip(
        module.parameters(), weights, strict=True
    ):
        assert parameter.requires_grad == wanted
        assert parameter.grad is gradient
        assert torch.equal(parameter, values)


def test_bad_input(plain, data, monkeypatch):
    with pytest.raises(ValueError, match=r"'n_shuffles' parameter"):
        deep_lift_shap(plain, data[2], n_shuffles=0)
    monkeypatch.setitem(sys.modules, "tangermeme.deep_lift_shap", None)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[attribution\]"'):
        deep_lift_shap(SequenceNetClassifier(), data[2])
