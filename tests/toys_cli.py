"""What the tests of the command line share: tiny nets, and sequences for them."""

import numpy as np

from skgenarch import cli

NET = ["--net", "deepbind", "--set", "n_filters=4", "--set", "kernel_size=8"]
TINY = [*NET, "--set", "n_hidden=0", "--epochs", "1"]
# A search of four candidates, two fits each.
SEARCH = [*TINY, "--n-stages", "2", "--n-iter", "2", "--cv", "2"]
SEARCH += ["--final-epochs", "1", "--sampler", "random"]


def run(*arguments):
    """Run a command; also where the parser ends it, return its code."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def random_sequences(n, length, seed=0):
    rng = np.random.RandomState(seed)
    return ["".join(row) for row in rng.choice(list("ACGT"), (n, length))]
