"""What the parameters of training do."""

import tracemalloc

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from skorch.callbacks import Callback, EarlyStopping
from torch import nn

from checks import planted_sequences
from skgenarch import (
    DeepBindClassifier,
    DeepBindRegressor,
    PromoterNetRegressor,
    SequenceNetClassifier,
)
from skgenarch.datasets import make_promoters, make_tfbs
from skgenarch.estimators.averaging import WeightAverage
from skgenarch.modules.blocks import SameConv
from skgenarch.sequences import UNKNOWN, decode, encode, reverse_complement

SMALL = {"n_filters": 16, "kernel_size": 8, "dropout": 0.0, "random_state": 0}


@pytest.fixture(scope="module")
def data():
    return planted_sequences(200)


def fit(data, **params):
    return DeepBindClassifier(**{**SMALL, "max_epochs": 2, **params}).fit(*data)


def weights_of(estimator):
    return torch.cat([p.flatten() for p in estimator.net_.module_.parameters()])


def test_a_planted_motif_is_learned(data):
    model = fit(data, max_epochs=30, batch_size=32, learning_rate=0.01)
    X, y = planted_sequences(200, seed=1)
    assert model.score(X, y) > 0.9


def test_learning_rate_goes_up_and_down_to_nothing(data):
    class Rates(Callback):
        def on_batch_end(self, net, training=False, **kwargs):
            if training:
                seen.append(net.optimizer_.param_groups[0]["lr"])

    seen = []
    fit(data, max_epochs=5, batch_size=20, learning_rate=0.01, callbacks=[Rates()])
    assert len(seen) == 50
    peak = int(np.argmax(seen))
    assert max(seen) == pytest.approx(0.01, rel=0.02)
    assert 3 <= peak <= 6
    assert seen[-1] < 1e-4
    seen.clear()
    fit(data, schedule="constant", learning_rate=0.01, callbacks=[Rates()])
    assert set(seen) == {0.01}


@pytest.mark.parametrize("n_updates", [1, 2, 9, 10, 11])
def test_schedule_works_for_any_number_of_updates(data, n_updates):
    assert fit(data, max_epochs=n_updates, batch_size=1000).__sklearn_is_fitted__()


def test_ctrl_c_at_the_end_of_an_epoch_goes_up(data):
    class Interrupted(Callback):
        def on_epoch_end(self, net, **kwargs):
            self.something_slow()

        def something_slow(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(data, callbacks=[Interrupted()])


@pytest.mark.parametrize("labels", [[0, 1], [0] * 9 + [1]], ids=str)
def test_early_stopping_leaves_every_class_something_to_train_on(labels):
    X, _ = planted_sequences(len(labels))
    with pytest.raises(ValueError, match="leave something to train on in each class"):
        fit((X, labels), early_stopping=True)


def test_early_stopping_takes_the_best_weights_back(data):
    model = fit(
        data,
        max_epochs=200,
        learning_rate=0.05,
        schedule="constant",
        early_stopping=True,
        validation_fraction=0.25,
        patience=3,
        average_strands=False,
    )
    losses = model.net_.history[:, "valid_loss"]
    assert len(losses) < 200
    assert int(np.argmin(losses)) == len(losses) - 1 - 3
    X, y = data
    _, valid = model._hold_out(200, y, np.random.RandomState(0))
    kept = log_loss(y[valid], model.predict_proba([X[i] for i in valid])[:, 1])
    assert kept == pytest.approx(min(losses), abs=1e-5)


def test_held_out_part_is_stratified_and_seeded(data):
    _, y = data
    model = DeepBindClassifier(early_stopping=True, validation_fraction=0.1)
    parts = [model._hold_out(200, y, np.random.RandomState(seed)) for seed in (0, 0, 1)]
    (train, valid), again, other = parts
    assert len(valid) == 20
    assert y[valid].mean() == 0.5
    assert sorted([*train, *valid]) == list(range(200))
    np.testing.assert_array_equal(valid, again[1])
    assert not np.array_equal(valid, other[1])


def test_callback_may_stop_training_without_losing_the_model(data):
    stop = EarlyStopping(monitor="train_loss", patience=1, threshold=1e9)
    model = fit(data, max_epochs=50, callbacks=[stop])
    assert len(model.net_.history) < 50
    assert model.__sklearn_is_fitted__()


def test_ctrl_c_in_a_batch_goes_up(data):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(data, callbacks=[Interrupt()])


def test_average_of_weights_lags_behind_and_forgets_the_start():
    net = nn.Linear(1, 1, bias=False)
    nn.init.constant_(net.weight, 100.0)
    average = WeightAverage(net, decay=0.9)
    nn.init.constant_(net.weight, 1.0)
    seen = []
    for _ in range(100):
        average.update(net)
        seen.append(average.module.weight.item())
    assert seen[0] == pytest.approx(0.1 * 100 + 0.9 * 1)
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == pytest.approx(1.0, abs=0.01)


def test_average_copies_counters_of_batch_normalisation():
    net = nn.BatchNorm1d(2)
    average = WeightAverage(net, decay=0.9)
    net(torch.randn(4, 2))
    average.update(net)
    assert average.module.num_batches_tracked == 1


def test_averaged_weights_are_those_that_remain(data):
    with_average = weights_of(fit(data))
    without = weights_of(fit(data, ema_decay=None))
    assert not torch.equal(with_average, without)


def test_ensemble_averages_its_nets(data):
    X, _ = data
    model = fit(data, n_ensemble=3)
    assert len(model.nets_) == 3
    together = model.decision_function(X)
    every = model.nets_
    alone = []
    for net in every:
        model.nets_ = [net]
        alone.append(model.decision_function(X))
    np.testing.assert_allclose(together, np.mean(alone, axis=0))
    assert not np.array_equal(alone[0], alone[1])


def test_one_strand_only_sees_what_is_given(data):
    X, _ = data
    from skgenarch.sequences import reverse_complement

    model = fit(data, average_strands=False, reverse_complement=False)
    there, back = (model.decision_function(s) for s in (X, reverse_complement(X)))
    assert not np.allclose(there, back)


def test_epoch_size_bounds_an_epoch(data):
    model = fit(data, epoch_size=50, batch_size=25)
    assert model.net_.history[-1, "train_batch_count"] == 2


def test_verbose_prints_a_line_for_each_epoch(data, capsys):
    fit(data, verbose=1)
    assert "train_loss" in capsys.readouterr().out
    fit(data)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("n_filters", [16, 40])
@pytest.mark.parametrize("kernel_size", [8, (16, 24)])
@pytest.mark.parametrize("stem_pool", [1, 4])
@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_bfloat16_learns_and_predicts_the_same(
    n_filters, kernel_size, stem_pool, normalization
):
    X, y = make_tfbs(200, random_state=0)
    net = SequenceNetClassifier(
        n_filters=n_filters,
        kernel_size=kernel_size,
        stem_pool=stem_pool,
        normalization=normalization,
        n_blocks=0,
        collapse="max",
        dropout=0.0,
        max_epochs=8,
        learning_rate=0.01,
        batch_size=64,
        random_state=0,
        precision="bfloat16",
    ).fit(X, y)
    found = net.decision_function(X)
    expected = net.set_params(precision="float32").decision_function(X)
    np.testing.assert_allclose(found, expected, atol=0.03 * np.ptp(expected))


@pytest.mark.parametrize("n_in", [2, 4, 8, 12, 16])
@pytest.mark.parametrize("kernel_size", [8, 12, 16, 24, 32])
def test_convolution_in_bfloat16_is_right(n_in, kernel_size):
    torch.manual_seed(0)
    conv = SameConv(n_in, 16, kernel_size)
    x = torch.randn(8, n_in, 101)
    with torch.no_grad():
        expected = conv(x)
        with torch.autocast("cpu", torch.bfloat16):
            found = conv(x)
    torch.testing.assert_close(found.float(), expected, atol=0.05, rtol=0.05)


def test_compile_is_handed_on_and_leaves_a_plain_module(data, monkeypatch):
    compiled = []

    def fake_compile(module, **kwargs):
        compiled.append(module)
        wrapper = nn.Sequential()
        wrapper._orig_mod = module
        wrapper.forward = module.forward
        return wrapper

    monkeypatch.setattr(torch, "compile", fake_compile)
    model = fit(data, compile=True)
    assert compiled
    assert not hasattr(model.net_.module_, "_orig_mod")
    torch.testing.assert_close(weights_of(model), weights_of(fit(data)))


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_auto_device_takes_what_there_is(monkeypatch, cuda, mps, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert DeepBindClassifier()._device().type == expected
    assert DeepBindClassifier(device="cpu")._device().type == "cpu"


def test_training_fits_every_parameter_to_its_rule(data):
    for name, bad in [
        ("max_epochs", 0),
        ("learning_rate", -1.0),
        ("schedule", "cosine"),
        ("precision", "float8"),
        ("validation_fraction", 1.0),
        ("unknown", "guess"),
        ("n_ensemble", 0),
        ("class_weight", "even"),
        ("resample_negatives", "sometimes"),
    ]:
        with pytest.raises(ValueError, match=f"The '{name}' parameter of DeepBind"):
            fit(data, **{name: bad})


@pytest.mark.parametrize("device", ["gpu", "cuda:99"])
def test_device_that_is_not_there_is_refused(data, device):
    with pytest.raises(ValueError, match="The 'device' parameter of DeepBind"):
        fit(data, device=device)


def test_diverging_training_says_so(data):
    with pytest.raises(ValueError, match=r"Training diverged.*learning_rate"):
        fit(data, learning_rate=1e30, gradient_clip=None)


def test_a_dead_net_is_noticed(data):
    class Silence(Callback):
        def on_train_end(self, net, **kwargs):
            nn.init.zeros_(net.module_.head[-1].weight)

    with pytest.warns(ConvergenceWarning, match=r"learned nothing.*it was 0\.5"):
        model = fit(data, learning_rate=0.5, callbacks=[Silence()])
    assert np.ptp(model.decision_function(data[0])) == 0


@pytest.mark.parametrize("weights", [{0: np.nan, 1: 1}, {0: -1, 1: 1}, {0: 0, 1: 0}])
def test_senseless_class_weights_are_refused(data, weights):
    with pytest.raises(ValueError, match="'class_weight' parameter"):
        fit(data, class_weight=weights)


@pytest.mark.parametrize("labels", [["a", None], ["a", 1]], ids=str)
def test_mixed_or_missing_labels_are_refused(data, labels):
    with pytest.raises(ValueError, match="labels of one type"):
        fit((data[0], np.array(labels * 100, dtype=object)))


def test_architecture_outside_the_grammar_is_refused_before_training(data):
    with pytest.raises(ValueError, match="'collapse' parameter must be one of"):
        SequenceNetClassifier(collapse="sum").fit(*data)


def test_regressor_learns_with_missing_targets(data):
    X, y = data
    targets = np.column_stack([10.0 + 3 * y, np.where(np.arange(200) % 3, -y, np.nan)])
    model = DeepBindRegressor(
        **SMALL, max_epochs=30, batch_size=32, learning_rate=0.01
    ).fit(X, targets)
    predicted = model.predict(X)
    assert predicted.shape == (200, 2)
    assert model.n_outputs_ == 2
    assert model.score(X, targets) > 0.5
    np.testing.assert_allclose(model.target_mean_, np.nanmean(targets, axis=0))
    assert model.score(X, np.nan_to_num(targets), sample_weight=np.ones(200)) < 1


def test_score_leaves_out_what_is_not_measured(data):
    X, y = data
    flat = y.astype(float)
    flat[3] = np.nan
    model = DeepBindRegressor(**SMALL, max_epochs=1).fit(X, flat)
    assert np.isfinite(model.score(X, flat))
    targets = np.column_stack([y, np.where(np.arange(200) < 100, y, np.nan)])
    model.fit(X, targets)
    assert np.isfinite(model.score(X[:100], targets[:100]))
    assert np.isfinite(model.score(X[100:], targets[100:]))
    assert np.isnan(model.score(X[:5], np.full((5, 2), np.nan)))


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (np.full((200, 2), np.nan), "at least one measured value in each output"),
        (np.zeros((200, 2, 2)), "Found array with dim 3"),
        (None, "requires y to be passed"),
    ],
)
def test_bad_targets_are_refused(data, targets, message):
    with pytest.raises(ValueError, match=message):
        DeepBindRegressor(**SMALL).fit(data[0], targets)


def test_constant_output_is_predicted_as_it_is(data):
    X, _ = data
    model = DeepBindRegressor(**SMALL, max_epochs=1).fit(X, np.full(200, 7.0))
    np.testing.assert_allclose(model.predict(X), 7.0, atol=0.5)


def test_counts_of_kmers_are_those_of_the_training_data(tmp_path):
    X, y = make_promoters(30, length=100, n_outputs=2, random_state=0)
    model = PromoterNetRegressor(
        n_filters=4, stem_pool=2, kmer_size=2, kmer_bins=1, max_epochs=1, random_state=0
    ).fit(X, y)
    path = model.net_.module_.kmers
    words = [a + b for a in "ACGT" for b in "ACGT"]
    counts = [[sum(x[i:].startswith(w) for i in range(100)) for w in words] for x in X]
    np.testing.assert_allclose(path.mean, np.mean(counts, axis=0), rtol=1e-5)
    np.testing.assert_allclose(path.scale, np.std(counts, axis=0), rtol=1e-5)
    model.save(tmp_path)
    loaded = PromoterNetRegressor.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_regressors_read_the_given_strand_unless_told_otherwise():
    X, y = make_promoters(30, length=100, n_outputs=1, random_state=0)
    model = DeepBindRegressor(**SMALL, max_epochs=1).fit(X, y)
    turned = decode(reverse_complement(encode(X)))
    both = model.predict(X) + model.predict(turned)
    model.set_params(average_strands=True)
    np.testing.assert_allclose(model.predict(X), both / 2, rtol=1e-5)


def test_sequences_are_moved_in_training():
    X, y = make_promoters(30, length=100, n_outputs=1, random_state=0)
    still, moved, again = (
        DeepBindRegressor(**SMALL, max_epochs=1, max_shift=n).fit(X, y).predict(X)
        for n in (0, 5, 5)
    )
    assert not np.allclose(still, moved)
    np.testing.assert_array_equal(moved, again)


def test_shift_must_be_a_number_of_bases(data):
    with pytest.raises(ValueError, match="'max_shift' parameter"):
        fit(data, max_shift=-1)


class KeepKmerWeights(Callback):
    """How large the weights of the counts of k-mers are after each epoch."""

    def __init__(self):
        self.sizes = []

    def on_epoch_end(self, net, **kwargs):
        self.sizes.append(net.module_.kmers.linear.weight.abs().sum().item())


@pytest.mark.parametrize(("max_epochs", "n_waiting"), [(6, 2), (2, 0)])
def test_counts_of_kmers_join_after_a_third_of_the_epochs(max_epochs, n_waiting):
    X, y = make_promoters(30, length=100, n_outputs=2, random_state=0)
    kept = KeepKmerWeights()
    model = PromoterNetRegressor(
        n_filters=4, stem_pool=2, kmer_size=2, kmer_bins=1, max_epochs=max_epochs,
        ema_decay=None, callbacks=[kept], random_state=0,
    ).fit(X, y)  # fmt: skip
    assert [size == 0 for size in kept.sizes].count(True) == n_waiting
    assert kept.sizes[:n_waiting] == [0] * n_waiting
    assert model.net_.module_.kmers.linear.weight.requires_grad


@pytest.mark.parametrize("end", [0, UNKNOWN])
def test_training_data_are_left_as_they_are_and_not_copied(end):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 4, size=(20_000, 300), dtype=np.uint8)
    codes[0, -1] = end  # an unknown base there is turned to padding: in one copy
    codes.flags.writeable = False
    net = DeepBindClassifier(max_epochs=1, epoch_size=64, random_state=0)
    net.fit(codes[:100], [0, 1] * 50)  # imports what it needs
    tracemalloc.start()
    net.fit(codes, np.arange(20_000) % 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < codes.nbytes * (1.5 if end else 0.5)
