"""From what users pass to codes; and views of codes, that are read in parts."""

import numpy as np
import pytest
from sklearn.metrics import get_scorer
from sklearn.model_selection import cross_val_predict

from skgenarch.datasets import make_promoters, make_tfbs
from skgenarch.estimators import AttentionNetClassifier, PromoterNetRegressor
from skgenarch.estimators.reading import mark_invisible_ends
from skgenarch.search import SequentialSearchCV
from skgenarch.sequences import CodesView, decode, encode

SMALL = {"n_filters": 4, "max_epochs": 2, "random_state": 0}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("zero", ["NACG", "AC", "ACNG"]),
        ("uniform", ["NACG", "ACNR", "ACNG"]),
        ("iupac", ["NACG", "ACNR", "ACNG"]),
    ],
)
def test_unknown_right_ends_are_padding_where_they_look_like_it(rule, expected):
    codes = encode(["NACG", "ACNR", "ACNG"])
    assert decode(mark_invisible_ends(codes, rule)) == expected


def test_wholly_unknown_sequence_keeps_its_letters():
    assert decode(mark_invisible_ends(encode(["NNN", "AN"]), "zero")) == ["NNN", "A"]


@pytest.fixture
def unequal():
    """Codes of unequal lengths, some with unknown ends; and their labels."""
    X, y = make_tfbs(60, random_state=0)
    X = [sequence[: 60 + row % 41] + "N" * (row % 3) for row, sequence in enumerate(X)]
    return encode(X, length=120), y


@pytest.mark.parametrize("unknown", ["zero", "iupac"])
def test_views_change_nothing(unequal, unknown):
    codes, y = unequal
    net = AttentionNetClassifier(unknown=unknown, early_stopping=True, **SMALL)
    expected = net.fit(codes, y).decision_function(codes[10:])
    net.fit(CodesView(codes), y)
    assert net.length_ < 120
    np.testing.assert_array_equal(net.decision_function(codes[10:]), expected)
    view = CodesView(codes)[10:]
    np.testing.assert_array_equal(net.decision_function(view), expected)


def test_views_of_shorter_sequences_are_padded(unequal):
    codes, y = unequal
    net = AttentionNetClassifier(**SMALL).fit(codes, y)
    short = np.ascontiguousarray(codes[:5, :50])
    expected = net.decision_function(short)
    np.testing.assert_array_equal(net.decision_function(CodesView(short)), expected)


def test_views_work_in_regression_and_cross_validation():
    X, y = make_promoters(40, length=300, n_outputs=2, random_state=0)
    y[3] = np.nan
    net = PromoterNetRegressor(kernel_size=4, **SMALL)
    codes = encode(X)
    known = np.flatnonzero(~np.isnan(y).any(axis=1))
    expected = cross_val_predict(net, codes[known], y[known], cv=2)
    found = cross_val_predict(net, CodesView(codes)[known], y[known], cv=2)
    np.testing.assert_array_equal(found, expected)
    expected = net.fit(codes, y).predict(codes)
    found = net.fit(CodesView(codes), y).predict(CodesView(codes))
    np.testing.assert_array_equal(found, expected)


def test_shuffled_negatives_are_recognised_in_views():
    X, y = make_tfbs(60, random_state=0)
    net = AttentionNetClassifier(**SMALL).fit(CodesView(encode(X)), y)
    assert net.resample_negatives_


def test_errors_of_views_name_the_row_of_all(unequal, monkeypatch):
    codes, y = unequal
    monkeypatch.setattr("skgenarch.sequences.views._BYTES_AT_A_TIME", 1000)
    codes[50, 7] = 99
    with pytest.raises(ValueError, match="row 50, position 7 is 99"):
        AttentionNetClassifier(**SMALL).fit(CodesView(codes), y)
    codes[50] = 0
    codes[51] = codes[51, 0]
    codes[51, 3:] = 15
    with pytest.raises(ValueError, match="row 51 of X has 3 bases"):
        AttentionNetClassifier(**SMALL).fit(CodesView(codes), y)


@pytest.mark.parametrize("shape", [(0, 50), (5, 0)])
def test_empty_views_are_refused_like_empty_arrays(shape):
    empty = np.zeros(shape, dtype=np.uint8)
    for X in (empty, CodesView(empty)):
        with pytest.raises(ValueError, match=r"Found array with 0 (sample|feature)"):
            AttentionNetClassifier(**SMALL).fit(X, np.zeros(shape[0]))


def test_only_large_codes_are_viewed(unequal, monkeypatch):
    codes, _ = unequal
    net = AttentionNetClassifier()
    assert net.view_rows(codes) is codes
    monkeypatch.setattr("skgenarch.estimators.base._WORTH_A_VIEW", 1000)
    assert isinstance(net.view_rows(codes), CodesView)
    for other in [decode(codes), codes.astype(np.int64), np.zeros((60, 4, 50))]:
        assert net.view_rows(other) is other


def test_search_splits_large_codes_without_copies(monkeypatch):
    X, y = make_tfbs(60, random_state=0)
    codes = encode(X)
    kinds = []

    def scoring(estimator, X, y):
        kinds.append(type(X))
        return get_scorer("roc_auc")(estimator, X, y)

    def scores():
        search = SequentialSearchCV(
            AttentionNetClassifier(**SMALL),
            {"stem_pool": [2, 4]},
            n_stages=1,
            n_iter=2,
            cv=2,
            scoring=scoring,
            random_state=0,
        )
        return search.fit(codes, y).cv_results_["mean_test_score"].tolist()

    expected = scores()
    assert set(kinds) == {np.ndarray}
    monkeypatch.setattr("skgenarch.estimators.base._WORTH_A_VIEW", 1000)
    kinds.clear()
    assert scores() == expected
    assert set(kinds) == {CodesView}
