"""Prediction: one net, one strand, batches of one size."""

import numpy as np
import torch

from ..sequences import reverse_complement
from .trainer import autocast

# Bases in one prediction batch: small enough for a processor's cache, large enough to
# keep an accelerator busy. Few sequences fill one too, so a larger one costs them time.
_BASES_PER_BATCH = {"cpu": 2**14}
_BASES_PER_BATCH_ELSEWHERE = 2**18
# Long sequences come in batches of so many, unless that were too many bases.
_SEQUENCES_PER_BATCH, _MOST_BASES_PER_BATCH = 32, 2**16


def logits_of(module, codes, *, expand, precision, turned=False):
    """Return the logits of a net for codes.

    All batches have one size, the last is filled up with its own first row: a sequence
    then goes through the same arithmetic whatever else is predicted with it. Where
    lengths are equal, its result does not depend on its company by so much as a
    rounding error.

    Parameters
    ----------
    module : SequenceNet
    codes : uint8 array of shape (n, length), or CodesView
    expand : OneHotExpansion
        Its device is where the net is.
    precision : {"float32", "bfloat16"}
    turned : bool
        Whether to predict of the other strand.

    Returns
    -------
    logits : float64 array of shape (n, n_outputs)
    """
    device = expand.table.device
    batch_size = _n_per_batch(codes.shape[1], device.type)
    logits = None
    with torch.inference_mode(), autocast(precision, device):
        for start in range(0, len(codes), batch_size):
            batch = np.asarray(codes[start : start + batch_size])
            if turned:
                batch = reverse_complement(batch)
            n_missing = batch_size - len(batch)
            filled = np.concatenate([batch, np.repeat(batch[:1], n_missing, 0)])
            found = module(**expand(filled))[: len(batch)]
            if logits is None:
                logits = np.empty((len(codes), found.shape[1]))
            # Tensors that stay in between would fragment the memory.
            logits[start : start + len(batch)] = found.float().cpu().numpy()
    return logits


def _n_per_batch(length: int, device_type: str) -> int:
    """Return how many sequences are predicted at a time."""
    n_bases = _BASES_PER_BATCH.get(device_type, _BASES_PER_BATCH_ELSEWHERE)
    n_long = min(_SEQUENCES_PER_BATCH, _MOST_BASES_PER_BATCH // length)
    return max(1, n_long, n_bases // length)
