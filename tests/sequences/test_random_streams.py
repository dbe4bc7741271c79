"""Random numbers by seed and counter."""

import numpy as np

from skgenarch.sequences.random_streams import draw, stream_seeds


def test_numbers_are_those_of_splitmix64():
    # The first numbers of the published generator for the seed 1234567.
    numbers = draw(np.array([1234567], np.uint64), np.arange(3, dtype=np.uint64))
    assert numbers.tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_seeds_depend_on_row_and_repeat_only():
    seeds = stream_seeds(0, 5, 3).reshape(5, 3)
    assert np.array_equal(stream_seeds(0, 2, 2).reshape(2, 2), seeds[:2, :2])
    assert len(np.unique(seeds)) == 15
    assert not np.isin(stream_seeds(1, 5, 3), seeds).any()
