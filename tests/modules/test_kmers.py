"""The straight path: counts of k-mers, spelled out."""

import functools
import itertools
from collections import Counter

import numpy as np
import pytest
import torch
from torch import nn

from skgenarch.modules import Architecture, SequenceNet
from skgenarch.modules.kmers import KmerCounts, KmerPath
from skgenarch.modules.letters import read_letters


def as_one_hot(text):
    columns = [[float(letter == base) for base in "ACGT"] for letter in text]
    return torch.tensor(columns).T[None]


def words(k):
    return ["".join(letters) for letters in itertools.product("ACGT", repeat=k)]


def random_text(n, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return "".join("ACGT"[i] for i in torch.randint(4, (n,), generator=generator))


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_every_word_is_counted(k):
    text = random_text(90)
    expected = Counter(text[i : i + k] for i in range(91 - k))
    counts = KmerCounts(k, 1, 90)(as_one_hot(text))
    assert counts[0].tolist() == [expected[word] for word in words(k)]


def test_words_belong_to_the_bin_in_which_they_start():
    counts = KmerCounts(2, 2, 6)(as_one_hot("AAACCC")).reshape(2, 16)
    named = [dict(zip(words(2), row.tolist(), strict=True)) for row in counts]
    assert {word: n for word, n in named[0].items() if n} == {"AA": 2, "AC": 1}
    assert {word: n for word, n in named[1].items() if n} == {"CC": 2}


def test_unknown_bases_and_padding_are_in_no_word():
    counts = KmerCounts(3, 4, 10)
    assert counts(as_one_hot("ACGNACG"))[0].sum() == 2
    longer = as_one_hot("ACGNACG" + "N" * 3)
    assert torch.equal(counts(as_one_hot("ACGNACG")), counts(longer))


@pytest.mark.parametrize("k", [2, 3, 6, 8])
@pytest.mark.parametrize("n_bins", [1, 4])
@pytest.mark.parametrize("text", [random_text(50), "ACGNNACGTTNACG" + "N" * 9, "AC"])
def test_letters_are_counted_as_their_products_are(k, n_bins, text):
    counts = KmerCounts(k, n_bins, len(text))
    x = torch.cat([as_one_hot(text), as_one_hot(text[::-1])])
    letters = read_letters(x)
    assert letters is not None
    assert torch.equal(counts(x, letters), counts(x))


def test_more_bins_than_bases():
    assert KmerCounts(2, 8, 5)(as_one_hot("ACGTA")).sum() == 4


def random_one_hot(n, length=40):
    return torch.cat([as_one_hot(random_text(length, seed)) for seed in range(n)])


def test_counts_are_standardised_over_all_batches():
    path = KmerPath([(2, 2), (3, 1)], 40, n_outputs=1, dropout=0.0)
    x = random_one_hot(30)
    path.prepare([x[:7], x[7:]], lambda features, rows: 1.0)
    counts = path.count(x)
    torch.testing.assert_close(path.mean, counts.mean(0))
    changing = counts.std(0) > 0
    expected = counts.std(0, correction=0)[changing]
    torch.testing.assert_close(path.scale[changing], expected)
    assert (path.scale[~changing] == 1).all()


def test_counts_are_weaker_where_a_linear_model_needs_a_penalty():
    x, judged = random_one_hot(30), []

    def judge(penalty, features, rows):
        judged.append((features, rows))
        return penalty

    strengths = []
    for penalty in (0.5, 2.0):
        path = KmerPath([(2, 1), (3, 1)], 40, n_outputs=1, dropout=0.0)
        path.prepare([x[:7], x[7:]], functools.partial(judge, penalty))
        strengths.append(path.strength.item())
    assert strengths == pytest.approx([80**-0.5, 80**-0.5 / 2])
    features, rows = judged[0]
    np.testing.assert_array_equal(rows, np.arange(30))
    np.testing.assert_allclose(features, path.standardized(x) / 80**0.5, rtol=1e-5)


def test_counts_are_exact_in_bfloat16():
    path = KmerPath([(2, 1)], 300, n_outputs=1, dropout=0.0)
    with torch.autocast("cpu", torch.bfloat16):
        assert path.count(as_one_hot("A" * 300)).max() == 299


def test_path_is_silent_before_it_has_learned():
    path = KmerPath([(2, 1)], 20, n_outputs=3, dropout=0.0)
    x = as_one_hot(random_text(20))
    assert path(x).tolist() == [[0.0, 0.0, 0.0]]
    path(x).sum().backward()
    assert path.linear.weight.grad.abs().sum() > 0


def test_path_is_added_to_the_logits():
    torch.manual_seed(0)
    net = SequenceNet(Architecture(n_filters=4, kmer_size=(2, 3), kmer_bins=2), 40)
    bare = SequenceNet(Architecture(n_filters=4), 40)
    nn.init.normal_(net.kmers.linear.weight)
    bare.load_state_dict(net.state_dict(), strict=False)
    x = as_one_hot(random_text(40))
    net.eval(), bare.eval()
    torch.testing.assert_close(net(x), bare(x) + net.kmers(x))


def test_nets_without_kmers_take_no_batches():
    def refuse():
        raise AssertionError
        yield

    SequenceNet(Architecture(n_filters=4), 40).prepare(refuse(), None)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"kmer_size": 1}, "'kmer_size' parameter must be a whole number, 2 or more"),
        ({"kmer_size": (4, 9)}, "'kmer_size' parameter must be 0, or from 2 to 8"),
        ({"kmer_size": 4, "kmer_bins": 0}, "'kmer_bins' parameter must be a whole"),
        ({"kmer_size": 4, "kmer_bins": (1, 2)}, "as many as there are lengths"),
    ],
)
def test_bad_choices_are_refused(params, message):
    with pytest.raises(ValueError, match=message):
        Architecture(**params).check()


def test_plan_pairs_lengths_with_bins():
    assert Architecture(kmer_size=0, kmer_bins=(8, 1)).kmer_plan() == []
    assert Architecture(kmer_size=()).kmer_plan() == []
    assert Architecture(kmer_size=(4, 6)).kmer_plan() == [(4, 1), (6, 1)]
    plan = Architecture(kmer_size=(4, 6), kmer_bins=(8, 2)).kmer_plan()
    assert plan == [(4, 8), (6, 2)]


class OnDeviceWithoutFloat64:
    """Counts as a device holds them that knows no doubles."""

    def __init__(self, counts):
        self.counts = counts

    def cpu(self):
        return self.counts

    def double(self):
        raise TypeError("Cannot convert a MPS Tensor to float64 dtype")


def test_counts_are_summed_where_there_are_doubles(monkeypatch):
    x = random_one_hot(8)
    path, expected = (KmerPath([(3, 2)], 40, 1, 0.0) for _ in range(2))
    expected._standardize([x])
    count = path.count
    monkeypatch.setattr(
        path, "count", lambda *args: OnDeviceWithoutFloat64(count(*args))
    )
    path._standardize([x[:5], x[5:]])
    torch.testing.assert_close(path.mean, expected.mean)
    torch.testing.assert_close(path.scale, expected.scale)


def test_devices_without_autocast_count_too(monkeypatch):
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda device: False)
    monkeypatch.setattr(torch, "autocast", None)
    assert KmerPath([(2, 1)], 40, 1, 0.0).count(random_one_hot(2)).sum() == 2 * 39
