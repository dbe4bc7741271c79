"""Small fitted nets that the tests of interpretation share, and drawing unseen."""

import matplotlib
import numpy as np
import pytest

from skgenarch import (
    AttentionNetClassifier,
    PromoterNetRegressor,
    SequenceNetClassifier,
)
from skgenarch.datasets import make_tfbs

matplotlib.use("Agg")

# Of different lengths, with N inside and lower case.
MIXED = ["ACGTTGCAACGGATTACAGT", "acgtnngcaacggattaca", "TTGACCNATTGA"]


@pytest.fixture(scope="session")
def mixed():
    return MIXED


@pytest.fixture(scope="session")
def short_data():
    """Forty sequences of 20 bases: bound where they hold GATTACA."""
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=20)) for _ in range(40)]
    X[::2] = [text[:6] + "GATTACA" + text[13:] for text in X[::2]]
    return X, np.array([1, 0] * 20)


@pytest.fixture(scope="session")
def ensemble(short_data):
    """Two nets, whose predictions are averaged over them and over both strands."""
    net = AttentionNetClassifier(
        n_filters=4, kernel_size=(5, 8), n_ensemble=2, max_epochs=5, random_state=0
    )
    return net.fit(*short_data)


@pytest.fixture(scope="session")
def relu_net(short_data):
    """One net on one strand, as plain torch users have them."""
    net = SequenceNetClassifier(
        n_filters=6,
        kernel_size=6,
        stem_pool=2,
        n_blocks=1,
        block="plain",
        block_filters=5,
        collapse="flatten",
        n_hidden=4,
        activation="relu",
        average_strands=False,
        max_epochs=8,
        random_state=0,
    )
    return net.fit(*short_data)


@pytest.fixture(scope="session")
def three_classes(short_data):
    X, y = short_data
    labels = np.array(["a", "b", "c"])[(y + np.arange(40) % 3) % 3]
    net = AttentionNetClassifier(n_filters=2, max_epochs=1, random_state=0)
    return net.set_params(kernel_size=5).fit(X, labels)


@pytest.fixture(scope="session")
def tfbs():
    """Simulated peaks and their planted sites."""
    return make_tfbs(
        1000, motif="CTCF", partner=None, random_state=0, return_sites=True
    )


@pytest.fixture(scope="session")
def binding_net(tfbs):
    """A net that has learned them."""
    X, y, _ = tfbs
    net = AttentionNetClassifier(n_filters=16, max_epochs=20, random_state=0)
    return net.fit(X, y)


@pytest.fixture(scope="session")
def expression_net():
    """A small regressor of three outputs with a recurrence, hardly trained."""
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=200)) for _ in range(30)]
    net = PromoterNetRegressor(
        n_filters=4, block_filters=8, n_recurrent=5, max_epochs=1, random_state=0
    )
    return net.fit(X, rng.normal(size=(30, 3)))


@pytest.fixture(autouse=True)
def close_figures():
    yield
    from matplotlib import pyplot

    pyplot.close("all")
