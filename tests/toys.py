"""Toy estimators: small enough to fit in a blink.

The ``Table*`` classes read an ordinary table of numbers as DNA, so that scikit-learn's
whole battery of checks, which only knows tables, runs over the real estimators. Each
number is written as a fixed number of letters; nothing but ``_encode`` and the tags
differs from the estimator that a user meets.
"""

import numpy as np
from sklearn.utils.validation import validate_data

from skgenarch import estimators

SMALL = {
    "SequenceNet": {"n_filters": 8, "kernel_size": 3, "stem_pool": 1, "n_blocks": 1},
    "AttentionNet": {
        "n_filters": 8,
        "kernel_size": 3,
        "stem_pool": 1,
        "n_blocks": 1,
        "gapped_kmer_size": 3,
    },
    "PromoterNet": {
        "n_filters": 8,
        "kernel_size": 3,
        "stem_pool": 1,
        "middle_pool": 1,
        "n_blocks": 1,
        "block_filters": 16,
        "n_recurrent": 16,
        "kmer_size": 2,
        "kmer_bins": 1,
    },
    "DeepBind": {"n_filters": 16, "kernel_size": 3},
    "DeepMotif": {"n_filters": 16, "kernel_size": 3, "pool_size": 1, "n_hidden": 16},
    "Basset": {
        "n_filters": 8,
        "kernel_size": 3,
        "block_filters": 8,
        "block_kernel_size": 3,
        "pool_sizes": (1, 1, 1),
        "n_hidden": 32,
    },
}

_LETTERS = 8  # per number: a thermometer of base pairs, "AA.." up to "CC.."
_EDGES = np.array([-2.0, -1.2, -0.7, -0.2, 0.2, 0.7, 1.2, 2.0])


class _Table:
    def _encode(self, X, *, reset):
        X = validate_data(self, X, dtype=np.float64, reset=reset)
        # Thermometer code of each number: how many edges it exceeds.
        codes = (X[:, :, None] > _EDGES).astype(np.uint8)
        # The column is told by the base that its letters are shifted to.
        codes = (codes + 2 * (np.arange(X.shape[1]) % 2)[:, None]).astype(np.uint8)
        if reset:
            self.length_ = codes.shape[1] * codes.shape[2]
        return codes.reshape(len(X), self.length_)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.one_d_array = False
        tags.input_tags.three_d_array = False
        tags.input_tags.string = False
        # A net that pools over positions cannot tell one column from another.
        if tags.regressor_tags is not None:
            tags.regressor_tags.poor_score = True
        return tags


def make_table_estimator(name):
    """A small estimator of the named class that reads tables."""
    net = name.removesuffix("Classifier").removesuffix("Regressor")
    params = dict(
        **SMALL[net],
        max_epochs=10,
        batch_size=32,
        learning_rate=0.02,
        dropout=0.0,
        reverse_complement=False,
        average_strands=False,
        random_state=0,
    )
    if name.endswith("Regressor"):
        params["max_epochs"] = 2  # nothing asks how well they learn, see above
    if name.endswith("Classifier"):
        params["resample_negatives"] = False
    return TABLE_CLASSES[name](**params)


ESTIMATORS = [name for name in estimators.__all__ if name != "load_estimator"]

# Real classes at module level: pickles find them by name.
TABLE_CLASSES = {
    name: type(
        f"Table{name}", (_Table, getattr(estimators, name)), {"__module__": __name__}
    )
    for name in ESTIMATORS
}
globals().update({cls.__name__: cls for cls in TABLE_CLASSES.values()})
