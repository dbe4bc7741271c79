"""Where to start a search: distributions for the parameters of each net.

Values are kept out that only make training longer, and parameters that would do nothing
beside another one's value: a search can learn nothing from them.
"""

from scipy.stats import loguniform, uniform

from ..modules import (
    Architecture,
    AttentionNet,
    Basset,
    DeepBind,
    DeepMotif,
    PromoterNet,
)

TRAINING_SPACE = {
    "learning_rate": loguniform(5e-4, 1e-2),
    "weight_decay": loguniform(1e-6, 1e-2),
}

_ATTENTION_SPACE = {
    "n_filters": [16, 32, 64, 128],
    "kernel_size": [8, 16, 24, (8, 16), (8, 16, 24)],
    "stem_pool": [2, 4, 8],
    "n_blocks": [0, 1, 2, 3],
    "collapse": ["attention", "attention+max", "attention+max+mean"],
    "attention": ["soft", "hard"],
    "n_hidden": [0, 32, 64, 128],
    "activation": ["elu", "relu", "gelu"],
    "normalization": ["none", "batch"],
    "dropout": uniform(0.0, 0.6),
}

ARCHITECTURE_SPACES = {
    Architecture: {
        "n_filters": [16, 32, 64, 128],
        "kernel_size": [8, 16, 24, (8, 16), (8, 16, 24)],
        "stem_pool": [2, 4, 8],
        "block": ["plain", "residual", "highway"],
        "n_blocks": [1, 2, 3],
        "recurrent": ["none", "gru", "lstm"],
        "collapse": ["max", "max+mean", "attention", "attention+max"],
        "head": ["dense", "highway"],
        "n_hidden": [32, 64, 128],
        "activation": ["elu", "relu", "gelu", "exp"],
        "normalization": ["none", "batch", "layer"],
        "dropout": uniform(0.0, 0.6),
    },
    AttentionNet: {**_ATTENTION_SPACE, "gapped_kmer_size": [0, 4, 6]},
    PromoterNet: {
        **_ATTENTION_SPACE,
        "stem_pool": [2, 5, 10],
        "n_blocks": [1, 2, 3],
        "middle_pool": [1, 2, 5, 10],
        "recurrent": ["gru", "lstm"],
        "n_recurrent": [32, 64, 128],
        "bidirectional": [False, True],
        "collapse": ["attention", "attention+max", "attention+flatten"],
        "kmer_size": [0, (4, 6)],
    },
    DeepBind: {
        "n_filters": [16, 32, 64, 128],
        "kernel_size": [8, 12, 16, 20, 24],
        "n_hidden": [0, 32, 64, 128],
        "dropout": uniform(0.0, 0.6),
    },
    DeepMotif: {
        "n_filters": [32, 64, 128],
        "kernel_size": [5, 9, 13, 17, 21],
        "block_kernel_size": [3, 5, 7],
        "pool_size": [1, 2, 3],
        "n_hidden": [32, 64, 128],
        "n_highway": [1, 2, 4],
        "dropout": uniform(0.0, 0.6),
    },
    Basset: {
        "n_filters": [64, 128, 200, 300],
        "kernel_size": [11, 15, 19, 23],
        "block_filters": [64, 128, 200],
        "pool_sizes": [(2, 2, 4), (3, 4, 4), (4, 4, 1)],
        "n_hidden": [128, 256, 512, 1000],
        "dropout": uniform(0.0, 0.6),
    },
}


def default_space(estimator_class):
    """Return the space of an estimator class, architecture first."""
    record = next(
        base for base in estimator_class.__mro__ if base in ARCHITECTURE_SPACES
    )
    return {**ARCHITECTURE_SPACES[record], **TRAINING_SPACE}
