"""Tests of reading expression tables and groups."""

import numpy as np
import pandas as pd
import pytest

from skgenarch.datasets.expression_tables import (
    average_groups,
    read_expression,
    read_groups,
    read_named_rows,
)


def write(folder, text, name="table.tsv"):
    path = folder / name
    path.write_text(text)
    return path


def test_numbers_in_any_notation_and_missing_values(tmp_path):
    path = write(tmp_path, "gene,a,b,c\nX,1,-2.5,1e3\nY,,NA,nan\nZ,null,#N/A,.5\n")
    values = read_expression(path)
    expected = [[1, -2.5, 1000], [np.nan] * 3, [np.nan, np.nan, 0.5]]
    assert np.array_equal(values, expected, equal_nan=True)
    assert values.index.tolist() == ["X", "Y", "Z"]
    assert values.columns.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("cell", ["high", "1;5", "inf", "-inf", "1 2"])
def test_a_cell_which_is_no_number_is_named(tmp_path, cell):
    path = write(tmp_path, f"gene\ta\tb\nX\t1\t2\nY\t3\t{cell}\n")
    with pytest.raises(ValueError, match="row 'Y', column 'b'") as caught:
        read_expression(path)
    assert repr(cell) in str(caught.value)


@pytest.mark.parametrize(
    "text, message",
    [
        ("gene\ta\nX\t1\nX\t2\n", "more than one row is named 'X'"),
        ("gene\ta\n\t1\n", "first column, 'gene', is empty"),
    ],
)
def test_rows_need_a_name_of_their_own(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_named_rows(write(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "column\tgroup\nb\tskin\na\tliver\nc\t\n",
        "hour\tgroup\tcolumn\n1\tskin\tb\n2\tliver\ta\n3\t\tc\n",
        "sample,tissue\nb,skin\na,liver\n",
    ],
)
def test_groups_by_column_name_or_else_by_the_first_two(tmp_path, text):
    groups = read_groups(write(tmp_path, text), ["a", "b", "c"])
    assert groups.to_dict() == {"a": "liver", "b": "skin"}
    assert groups.index.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    "text, message",
    [
        ("column\tgroup\na\tx\na\ty\n", "sample 'a' has more than one group"),
        ("column\tgroup\na\tx\nq\tx\n", "sample 'q' is not a column .* 'a', 'b'"),
        ("column\tgroup\na\t\n", "no sample has a group"),
    ],
)
def test_malformed_groups_are_named(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_groups(write(tmp_path, text), ["a", "b"])


def test_group_means_leave_out_missing_values():
    values = pd.DataFrame({"a1": [1, np.nan], "b1": [5, 6], "a2": [2, np.nan]})
    groups = pd.Series({"a1": "a", "b1": "b", "a2": "a"})
    means = average_groups(values.astype(float), groups)
    assert means.columns.tolist() == ["a", "b"]
    assert np.array_equal(means, [[1.5, 5], [np.nan, 6]], equal_nan=True)
