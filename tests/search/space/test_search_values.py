import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skgenarch.search.space.values import (
    full_text,
    is_number,
    is_plain,
    same_value,
    text,
)


@pytest.mark.parametrize("value", [0, -3, 2.5, np.float32(1), np.int64(8)])
def test_finite_real_numbers_are_numbers(value):
    assert is_number(value)


@pytest.mark.parametrize(
    "value", [True, np.True_, "1", None, float("nan"), float("inf"), 1j, [1]]
)
def test_everything_else_is_no_number(value):
    assert not is_number(value)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (8, np.int64(8)),
        (8, 8.0),
        ("soft", "soft"),
        ([1, 2], [1, 2]),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (float("nan"), float("nan")),
        (None, None),
    ],
)
def test_equal_values_are_the_same_choice(a, b):
    assert same_value(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        (None, "None"),
        ([1, 2], (1, 2)),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        ([np.zeros(2), 1], [np.zeros(2), 1]),
        (LogisticRegression(), LogisticRegression()),
    ],
)
def test_values_of_different_kind_or_content_are_different_choices(a, b):
    assert not same_value(a, b)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (16, "16"),
        (1234567, "1234567"),
        (16.0, "16"),
        (0.1 + 0.2, "0.3"),
        (1e-5, "1e-05"),
        (True, "True"),
        (None, "None"),
        ("soft", "'soft'"),
        (np.str_("soft"), "'soft'"),
        (np.bool_(True), "True"),
        (len, "len"),
        (LogisticRegression, "LogisticRegression"),
        (LogisticRegression(C=2), "LogisticRegression(C=2)"),
        ("two  spaces\n", r"'two  spaces\n'"),
    ],
)
def test_values_print_as_a_reader_expects(value, expected):
    assert text(value) == expected


def test_long_values_are_cut_to_one_short_line():
    line = text(np.arange(1000.0).reshape(10, 100))
    assert len(line) == 60 and "\n" not in line and line.endswith("...")


def test_the_full_text_is_not_cut():
    assert full_text("x" * 99) == repr("x" * 99)


def test_the_text_of_an_object_has_no_memory_address():
    class Plain:
        pass

    assert full_text([Plain()]) == f"[<{__name__}.{Plain.__qualname__} object>]"


@pytest.mark.parametrize("value", [None, True, "a", 3, 2.5])
def test_plain_values_can_stand_in_json(value):
    assert is_plain(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), (1,), [1], len])
def test_other_values_cannot(value):
    assert not is_plain(value)
