"""From stored codes to batches of tensors.

Sequences stay one byte per base; a batch is fetched in one go, turned to the other
strand where asked, and only then expanded to one-hot, on the device.
"""

import numpy as np
import torch
from torch.utils.data import Dataset

from ..sequences import (
    PAD,
    UNKNOWN,
    dinucleotide_shuffle,
    one_hot_table,
    reverse_complement,
)


class CodedSequences(Dataset):
    """Codes with their targets and weights, fetched by arrays of row numbers.

    Parameters
    ----------
    codes : uint8 array of shape (n, length), or CodesView
    target : float32 array of shape (n, n_outputs), or int64 array of shape (n,)
    weight : float32 array of shape (n,)
    """

    def __init__(self, codes, target, weight):
        self.codes = codes
        self.target = torch.from_numpy(target)
        self.weight = torch.from_numpy(weight)

    def __len__(self):
        return len(self.codes)

    def __getitem__(self, rows):
        return self.read(rows), self.labels(rows)

    def read(self, rows):
        """Return the codes of `rows` as an array."""
        return np.asarray(self.codes[rows])

    def labels(self, rows):
        """Return targets and weights of `rows` as a dict of tensors."""
        rows = torch.as_tensor(rows)
        return {"target": self.target[rows], "weight": self.weight[rows]}


class OneHotExpansion:
    """Expand codes to what a net takes: one-hot sequences and the mask of padding."""

    def __init__(self, unknown, device):
        # "raise" has been dealt with when the sequences were encoded.
        rule = "zero" if unknown == "raise" else unknown
        self.table = torch.from_numpy(one_hot_table(rule)).to(device)
        n_bases = self.table.shape[1]
        self.bases = torch.arange(n_bases, dtype=torch.uint8, device=device)
        self.others_are_zero = not self.table[n_bases:].any()

    def __call__(self, codes):
        """Map uint8 codes ``(batch, length)`` to ``{"x": ..., "mask": ...}``."""
        padding = codes == PAD
        codes = torch.from_numpy(codes).to(self.table.device)
        x = torch.eq(codes[:, None], self.bases[:, None]).float()
        if not self.others_are_zero:
            others = codes >= len(self.bases)
            x.transpose(1, 2)[others] = self.table[codes[others].long()]
        batch = {"x": x}
        if padding.any():
            batch["mask"] = torch.from_numpy(~padding).to(self.table.device)
        return batch


class PlainBatches:
    """All sequences once, in order; for validation."""

    def __init__(self, dataset, batch_size, expand):
        self.dataset = dataset
        self.batch_size = batch_size
        self.expand = expand

    def __iter__(self):
        for start in range(0, len(self.dataset), self.batch_size):
            rows = np.arange(start, min(start + self.batch_size, len(self.dataset)))
            codes, labels = self.dataset[rows]
            yield self.expand(codes), labels


class PlainSequences(PlainBatches):
    """The same batches, as one-hot tensors alone."""

    def __iter__(self):
        for inputs, _ in super().__iter__():
            yield inputs["x"]


class TrainingBatches:
    """Shuffled, augmented batches; each pass is one epoch.

    Parameters
    ----------
    dataset : CodedSequences
    batch_size : int
        Upper bound; the batches of an epoch are of equal size, give or take one.
    expand : callable
        Codes to the net's input.
    rng : numpy.random.Generator
    epoch_size : int, optional
        Most sequences of an epoch; None is all of them. Epochs of a larger set
        continue where the last one stopped, so that nothing is left out.
    both_strands : bool
        Turn a random half of each batch to the other strand.
    max_shift : int
        Move each sequence by a random number of bases, this many at most, to either
        side; see `shifted`.
    positives, negatives : int arrays, optional
        With both, each epoch replaces the sequences at `negatives` with fresh
        dinucleotide shuffles of random ones at `positives`, drawn by weight: else
        the composition of heavy positives would tell them from the negatives.
    """

    def __init__(
        self,
        dataset,
        batch_size,
        expand,
        rng,
        *,
        epoch_size=None,
        both_strands=True,
        max_shift=0,
        positives=None,
        negatives=None,
    ):
        self.dataset = dataset
        self.batch_size = batch_size
        self.expand = expand
        self.rng = rng
        self.epoch_size = min(epoch_size or len(dataset), len(dataset))
        self.both_strands = both_strands
        self.max_shift = max_shift
        self.positives = positives
        self.shares = None
        if positives is not None:
            weight = dataset.weight[torch.as_tensor(positives)].double().numpy()
            if weight.sum() > 0:
                self.shares = weight / weight.sum()
        self.is_negative = np.zeros(len(dataset), dtype=bool)
        if negatives is not None:
            self.is_negative[negatives] = True
        self._waiting = np.empty(0, dtype=np.intp)

    @property
    def n_batches(self):
        """Number of batches in each epoch."""
        return -(-self.epoch_size // self.batch_size)

    def __iter__(self):
        rows = self._next_rows()
        codes = self._fresh_codes(rows)
        for part in np.array_split(np.arange(len(rows)), self.n_batches):
            yield (
                self.expand(self._shift(self._turn(codes[part]))),
                self.dataset.labels(rows[part]),
            )

    def _next_rows(self):
        if len(self._waiting) < self.epoch_size:
            shuffled = self.rng.permutation(len(self.dataset))
            if len(self._waiting):
                shuffled = np.concatenate([self._waiting, shuffled])
            self._waiting = shuffled
        rows = self._waiting[: self.epoch_size]
        self._waiting = self._waiting[self.epoch_size :]
        return rows

    def _fresh_codes(self, rows):
        codes = self.dataset.read(rows)
        renew = np.flatnonzero(self.is_negative[rows])
        if len(renew):
            parents = self.rng.choice(self.positives, size=len(renew), p=self.shares)
            codes[renew] = dinucleotide_shuffle(
                self.dataset.read(parents),
                random_state=int(self.rng.integers(2**31)),
            )
        return codes

    def _turn(self, codes):
        if self.both_strands:
            turned = np.flatnonzero(self.rng.random(len(codes)) < 0.5)
            if len(turned):
                codes[turned] = reverse_complement(codes[turned])
        return codes

    def _shift(self, codes):
        if self.max_shift == 0:
            return codes
        by = self.rng.integers(-self.max_shift, self.max_shift + 1, size=len(codes))
        return shifted(codes, by)


def shifted(codes, by):
    """Move sequences to the right; what leaves them is lost.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)
    by : int array of shape (n,)
        Number of bases; negative moves to the left.

    Returns
    -------
    codes : uint8 array of shape (n, length)
        Unknown bases (N) stand where nothing came from; but right of a sequence that
        ended before, there is padding.
    """
    length = codes.shape[1]
    places = np.arange(length) - by[:, None]
    moved = np.take_along_axis(codes, np.clip(places, 0, length - 1), axis=1)
    behind = np.where(codes[:, -1:] == PAD, PAD, UNKNOWN)
    moved = np.where(places < 0, UNKNOWN, moved)
    return np.where(places >= length, behind, moved).astype(np.uint8)
