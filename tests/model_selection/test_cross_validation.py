"""Out-of-sample predictions: folds, scores, resuming, bad input."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import KFold, LeaveOneOut, ShuffleSplit

from skgenarch.metrics import mean_pearson_r
from skgenarch.model_selection import (
    SingleTaskRegressor,
    cross_val_predict_scores,
    score_predictions,
)

NAN = np.nan
FAST = {"n_bootstrap": 20}


class Recall(RegressorMixin, BaseEstimator):
    """Predicts what it was trained on for rows it knows, and 0 for others."""

    def fit(self, X, y):
        self.known_ = dict(zip(X, y, strict=True))
        return self

    def predict(self, X):
        unknown = 0 * next(iter(self.known_.values()))
        return np.array([self.known_.get(x, unknown) for x in X])


class Counted(Ridge):
    """Counts its fits, and fails in the fit of that number."""

    fits = 0
    fail_at = None

    def fit(self, X, y, sample_weight=None):
        Counted.fits += 1
        if Counted.fits == Counted.fail_at:
            raise KeyboardInterrupt
        return super().fit(X, y, sample_weight)


@pytest.fixture
def counted():
    Counted.fits, Counted.fail_at = 0, None
    return Counted


def make_data(n=60, n_outputs=3, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 4))
    y = X @ rng.normal(size=(4, n_outputs)) + rng.normal(size=(n, n_outputs))
    return X, y


def test_predictions_are_those_of_models_that_have_not_seen_the_row():
    X, y = make_data()
    scores = cross_val_predict_scores(Ridge(), X, y, cv=5, **FAST)
    for fold in range(5):
        test = scores.fold == fold
        assert test.sum() == 12
        expected = Ridge().fit(X[~test], y[~test]).predict(X[test])
        assert scores.predictions[test] == pytest.approx(expected)
    names = [f"seq{i}" for i in range(60)]
    recall = cross_val_predict_scores(Recall(), names, y, cv=5, **FAST)
    assert (recall.predictions == 0).all()
    assert recall.mean_r == 0


def test_scores_are_pearson_correlations():
    X, y = make_data()
    scores = cross_val_predict_scores(Ridge(), X, y, cv=5, **FAST)
    predicted = scores.predictions
    r = [pearsonr(y[:, k], predicted[:, k])[0] for k in range(3)]
    assert scores.per_output["r"].tolist() == pytest.approx(r)
    assert scores.mean_r == pytest.approx(np.mean(r))
    genes = [pearsonr(y[i], predicted[i])[0] for i in range(60)]
    assert scores.per_gene.tolist() == pytest.approx(genes)
    fold = scores.fold == 2
    expected = mean_pearson_r(y[fold], predicted[fold])
    assert scores.per_fold.loc[2, "mean_r"] == pytest.approx(expected)
    assert scores.per_fold["n"].tolist() == [12] * 5
    assert (scores.per_fold["seconds"] >= 0).all()


def test_names_of_a_frame_are_kept_and_shuffled_rows_change_nothing_else():
    X, y = make_data()
    frame = pd.DataFrame(y, [f"g{i}" for i in range(60)], ["a", "b", "c"])
    splits = list(KFold(5).split(X))
    scores = cross_val_predict_scores(Ridge(), X, frame, cv=splits, **FAST)
    order = np.random.default_rng(1).permutation(60)
    where = np.argsort(order)
    moved = cross_val_predict_scores(
        Ridge(),
        X[order],
        frame.iloc[order],
        cv=[(where[train], where[test]) for train, test in splits],
        **FAST,
    )
    assert scores.per_output.index.tolist() == ["a", "b", "c"]
    # Whether the name of an index outlives `loc` depends on the version of pandas.
    back = moved.to_frame().loc[frame.index].rename_axis(scores.per_gene.index.name)
    pd.testing.assert_frame_equal(scores.to_frame(), back)
    back = moved.per_gene.loc[frame.index].rename_axis(scores.per_gene.index.name)
    pd.testing.assert_series_equal(scores.per_gene, back)
    assert scores.mean_r == pytest.approx(moved.mean_r)


def test_one_output_may_be_flat_and_missing_values_do_not_count():
    X, y = make_data(n_outputs=1)
    flat = cross_val_predict_scores(Ridge(), X, y[:, 0], cv=4, **FAST)
    column = cross_val_predict_scores(Ridge(), X, y, cv=4, **FAST)
    assert flat.predictions == pytest.approx(column.predictions)
    assert flat.predictions.shape == (60, 1)
    assert flat.per_gene.isna().all()
    y[:10] = NAN
    scores = cross_val_predict_scores(SingleTaskRegressor(Ridge()), X, y, cv=4, **FAST)
    assert scores.per_output["n"].tolist() == [50]
    assert scores.mean_r == pytest.approx(
        pearsonr(y[10:, 0], scores.predictions[10:, 0])[0]
    )
    assert np.isfinite(scores.predictions).all()


def test_groups_are_never_split_and_are_resampled_as_wholes():
    X, y = make_data()
    groups = np.array([f"block{i}" for i in range(20)]).repeat(3)
    scores = cross_val_predict_scores(Ridge(), X, y, cv=10, groups=groups, **FAST)
    for block in np.unique(groups):
        assert len(set(scores.fold[groups == block])) == 1
    assert scores.groups.max() == 19
    # Rows repeated within their group say nothing new: the interval knows.
    kept = np.arange(20).repeat(10)
    truth, guess = y[:20], scores.predictions[:20]
    once = score_predictions(truth, guess, n_bootstrap=200)
    tenfold = score_predictions(truth[kept], guess[kept], groups=kept, n_bootstrap=200)
    fooled = score_predictions(truth[kept], guess[kept], n_bootstrap=200)
    assert tenfold.interval == pytest.approx(once.interval)
    assert np.ptp(fooled.interval) < 0.6 * np.ptp(once.interval)


def test_sample_weights_are_divided_like_the_rows():
    X, y = make_data()
    weight = np.arange(60) % 3
    weighted = cross_val_predict_scores(
        Ridge(), X, y, cv=KFold(3), params={"sample_weight": weight}, **FAST
    )
    train = np.arange(20, 60)
    model = Ridge().fit(X[train], y[train], sample_weight=weight[train])
    assert weighted.predictions[:20] == pytest.approx(model.predict(X[:20]))


def test_folds_are_the_same_in_the_next_call_and_by_seed():
    X, y = make_data()
    folds = [
        cross_val_predict_scores(m, X, y, cv=5, random_state=s, **FAST).fold.tolist()
        for m, s in [(Ridge(), 0), (LinearRegression(), 0), (Ridge(), 1)]
    ]
    assert folds[0] == folds[1] != folds[2]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, counted):
    X, y = make_data()
    expected = cross_val_predict_scores(Ridge(), X, y, cv=5, **FAST)
    call = {"X": X, "y": y, "cv": 5, "journal": tmp_path / "run", **FAST}
    counted.fail_at = 4
    with pytest.raises(KeyboardInterrupt):
        cross_val_predict_scores(counted(), **call)
    assert len(list((tmp_path / "run").glob("fold_*.npz"))) == 3
    counted.fits, counted.fail_at = 0, None
    scores = cross_val_predict_scores(counted(), **call)
    assert counted.fits == 2
    assert np.array_equal(scores.predictions, expected.predictions)
    again = cross_val_predict_scores(counted(), **call)
    assert counted.fits == 2
    assert again.per_fold.equals(scores.per_fold)
    assert not list((tmp_path / "run").glob(".*"))


def test_a_list_and_an_array_of_the_same_sequences_share_a_journal(tmp_path):
    X = [f"{i:b}" for i in range(20)]
    y = np.arange(20.0)
    call = {"y": y, "cv": 4, "journal": tmp_path / "run", **FAST}
    cross_val_predict_scores(Recall(), X, **call)
    cross_val_predict_scores(Recall(), np.array(X, dtype=object), **call)
    with pytest.raises(ValueError, match=r"something else: X \(was .*, is "):
        cross_val_predict_scores(Recall(), X[:-1] + ["x"], **call)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"estimator": Ridge(alpha=2)}, r"estimator \(was .*alpha=1.0.* is .*alpha=2"),
        ({"estimator": LinearRegression()}, r"estimator \(was Ridge.* is LinearReg"),
        ({"X": np.zeros((60, 4))}, r"X \(was 60×4, .*, is 60×4, .*\)\. Name"),
        ({"y": make_data(seed=1)[1]}, r"else: y \("),
        ({"cv": 6}, r"else: folds \("),
        ({"random_state": 1}, r"else: folds \("),
        ({"params": {"sample_weight": np.ones(60)}}, r"params \(was None"),
    ],
)
def test_the_journal_of_something_else_is_refused(tmp_path, change, message):
    X, y = make_data()
    call = {"estimator": Ridge(), "X": X, "y": y, "cv": 5, "journal": tmp_path, **FAST}
    cross_val_predict_scores(**call)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match=message):
        cross_val_predict_scores(**{**call, **change})
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_a_damaged_or_foreign_journal_is_named(tmp_path):
    X, y = make_data()
    call = {"estimator": Ridge(), "X": X, "y": y, "cv": 5, "journal": tmp_path, **FAST}
    cross_val_predict_scores(**call)
    path = tmp_path / "fold_03.npz"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ValueError, match=r"fold_03.npz is damaged .* Delete it"):
        cross_val_predict_scores(**call)
    path.unlink()
    cross_val_predict_scores(**call)
    (tmp_path / "protocol.json").unlink()
    with pytest.raises(ValueError, match=r"no protocol.json"):
        cross_val_predict_scores(**call)


def test_how_a_fit_is_run_is_no_part_of_the_protocol(tmp_path):
    X, y = make_data()
    for n_jobs in (None, 1):
        model = SingleTaskRegressor(Ridge(), n_jobs=n_jobs)
        cross_val_predict_scores(model, X, y, cv=3, journal=tmp_path, **FAST)


def test_readable_in_text_and_html():
    X, y = make_data()
    y = np.column_stack([y, np.ones(60)])
    y = pd.DataFrame(y, columns=["a", "b<i>", "c", "flat"])
    scores = cross_val_predict_scores(Ridge(), X, y, cv=5, groups=np.arange(60) // 2)
    text = repr(scores)
    assert "Ridge: 60 rows, 4 output(s), 5 folds of 30 groups" in text
    assert f"mean r {scores.mean_r:.3f} (95% interval {scores.interval[0]:.3f}" in text
    assert "1 output(s) do not vary" in text
    html = scores._repr_html_()
    assert "b&lt;i&gt;" in html
    assert "b<i>" not in html


@pytest.mark.parametrize(
    "change, message",
    [
        ({"cv": 61}, "at most the number of rows, 60. Got 61 folds"),
        ({"cv": 1}, "at least 2"),
        ({"cv": None}, "'cv' parameter must be a number of folds"),
        ({"cv": 7, "groups": np.arange(60) % 6}, "number of groups, 6. Got 7 folds"),
        ({"groups": np.arange(59)}, "each of the 60 rows of y. Got 59"),
        ({"groups": ["a"] * 59 + [None]}, "Row 59 has none"),
        ({"cv": ShuffleSplit(3)}, "must hold each row exactly once"),
        ({"cv": [(np.arange(60), np.arange(60))]}, "none of them among its test rows"),
        ({"X": np.zeros((59, 4))}, "inconsistent numbers of samples"),
        ({"y": np.full((60, 2), NAN)}, "two different measured values"),
        ({"y": np.ones((60, 2))}, "two different measured values"),
        ({"y": np.full((60, 2), np.inf)}, "Input y contains infinity"),
        ({"output_names": ["a"]}, "'output_names' parameter must have 3 names"),
        ({"gene_names": ["a"]}, "'gene_names' parameter must have 60 names"),
        ({"confidence": 1.0}, "confidence == 1"),
        ({"n_bootstrap": -1}, "n_bootstrap == -1"),
    ],
)
def test_bad_input_is_named_before_any_fit(tmp_path, counted, change, message):
    X, y = make_data()
    call = {"X": X, "y": y, "cv": 5, "journal": tmp_path / "run", **change}
    with pytest.raises(ValueError, match=message):
        cross_val_predict_scores(counted(), **call)
    assert counted.fits == 0
    assert not (tmp_path / "run").exists()


class Wrong(RegressorMixin, BaseEstimator):
    def __init__(self, kind):
        self.kind = kind

    def fit(self, X, y):
        return self

    def predict(self, X):
        if self.kind == "shape":
            return np.zeros((len(X), 2))
        return np.full((len(X), 3), NAN)


@pytest.mark.parametrize(
    "kind, message",
    [("shape", r"Fold 0: .* shape \(12, 3\)"), ("nan", "Fold 0: 36 predictions are")],
)
def test_unusable_predictions_are_refused_and_not_kept(tmp_path, kind, message):
    X, y = make_data()
    with pytest.raises(ValueError, match=message):
        cross_val_predict_scores(Wrong(kind), X, y, cv=5, journal=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["protocol.json"]


def test_leave_one_out_has_no_correlation_within_folds():
    X, y = make_data(n=8)
    scores = cross_val_predict_scores(Ridge(), X, y, cv=LeaveOneOut(), **FAST)
    assert scores.per_fold["mean_r"].isna().all()
    assert np.isfinite(scores.mean_r)
