"""Views of codes: rows that are read when they are needed."""

import pickle

import joblib
import numpy as np
import pytest
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.utils import indexable, resample
from sklearn.utils.validation import _check_sample_weight, check_consistent_length

from skgenarch.sequences import CodesView, encode


@pytest.fixture
def codes():
    return np.random.default_rng(0).integers(0, 4, (30, 8), dtype=np.uint8)


@pytest.mark.parametrize(
    "key",
    [
        slice(None),
        slice(3, 20, 2),
        slice(None, None, -1),
        [4, 2, 2],
        np.arange(30) % 3 == 0,
        np.array([], dtype=int),
        [],
        range(3, 7),
        (np.array([5, 1]), Ellipsis),
    ],
)
def test_rows_are_those_of_the_array(codes, key):
    view = CodesView(codes)[key]
    assert isinstance(view, CodesView)
    assert view.shape == codes[key].shape
    np.testing.assert_array_equal(view, codes[key])
    np.testing.assert_array_equal(view[::-1][:2], codes[key][::-1][:2])


def test_anything_else_gives_arrays(codes):
    view = CodesView(codes)[10:]
    np.testing.assert_array_equal(view[3], codes[13])
    np.testing.assert_array_equal(view[-1], codes[-1])
    np.testing.assert_array_equal(view[2:4, 1:3], codes[12:14, 1:3])
    np.testing.assert_array_equal(view[:, 0], codes[10:, 0])
    np.testing.assert_array_equal(encode(view), codes[10:])
    assert np.asarray(view, dtype=float).dtype == float
    with pytest.raises(IndexError):
        view[20]


def test_it_can_be_used_like_the_array(codes):
    view, part = CodesView(codes)[::3], codes[::3]
    assert (view == 2).mean() == (part == 2).mean()
    assert (view + 1 == part + 1).all()
    np.testing.assert_array_equal(view.astype(float).transpose(), part.T)
    np.testing.assert_array_equal(np.unique(view), np.unique(part))
    for strange in (..., np.array(3), np.array([[1, 2]]), (slice(2), [1, 2]), None):
        np.testing.assert_array_equal(view[strange], part[strange])
    assert not hasattr(view, "iloc")
    with pytest.raises(IndexError):
        view[[3, 10]]


def test_what_an_array_does_not_have_is_not_looked_for_in_one(codes):
    def step(part):
        raise AssertionError("the whole is read")

    view = CodesView(codes).through(step, 8)
    _check_sample_weight(None, view)
    check_consistent_length(*indexable(view, np.arange(30)))
    for name in ("iloc", "device", "flags", "toarray", "__array_namespace__"):
        assert not hasattr(view, name)
    with pytest.raises(AssertionError):
        view.mean()


def test_splitters_choose_rows(codes):
    view, labels = CodesView(codes), np.arange(30) % 2
    for splitter in (KFold(3), StratifiedKFold(3, shuffle=True, random_state=0)):
        for train, test in splitter.split(view, labels):
            np.testing.assert_array_equal(view[train], codes[train])
            np.testing.assert_array_equal(view[test], codes[test])
    for function in (train_test_split, resample):
        found = function(view, labels, random_state=0)
        expected_parts = function(codes, labels, random_state=0)
        for part, expected in zip(found, expected_parts, strict=True):
            np.testing.assert_array_equal(part, expected)


def test_nothing_is_read_before_it_is_needed(codes):
    seen = []

    def step(part):
        seen.append(len(part))
        return np.pad(part, ((0, 0), (0, 2)), constant_values=15)

    view = CodesView(codes).through(step, 10)[5:25][::2]
    assert view.shape == (10, 10)
    assert not seen
    assert np.asarray(view[:3]).shape == (3, 10)
    assert seen == [3]


def test_parts_are_all_rows_in_order(codes, monkeypatch):
    monkeypatch.setattr("skgenarch.sequences.views._BYTES_AT_A_TIME", 60)
    parts = list(CodesView(codes)[::-1].parts())
    assert [len(part) for part in parts] == [7, 7, 7, 7, 2]
    np.testing.assert_array_equal(np.concatenate(parts), codes[::-1])


def test_the_array_is_not_copied(codes):
    assert np.shares_memory(np.asarray(CodesView(codes)), codes)
    view = CodesView(codes)[[1, 2]]
    assert view.codes is codes
    copied = pickle.loads(pickle.dumps(view))
    np.testing.assert_array_equal(copied, codes[[1, 2]])


def test_memory_maps_stay_so_in_workers(tmp_path, codes):
    path = tmp_path / "codes.npy"
    np.save(path, codes)
    view = CodesView(np.load(path, mmap_mode="r"))[3:]
    kinds = joblib.Parallel(2)(joblib.delayed(kind_and_sum)(view) for _ in range(2))
    assert kinds == [("memmap", codes[3:].sum())] * 2


def kind_and_sum(view):
    return type(view.codes).__name__, np.asarray(view).sum()


@pytest.mark.parametrize("wrong", [["ACGT"], np.zeros((2, 4, 9)), np.zeros((2, 9))])
def test_only_codes_are_viewed(wrong):
    with pytest.raises(ValueError, match="'codes' parameter must be an array of shape"):
        CodesView(wrong)
