"""The path of gapped k-mers, spelled out."""

import itertools

import pytest
import torch
from torch import nn

from skgenarch.modules import Architecture, SequenceNet
from skgenarch.modules.gapped_kmers import GappedKmerPath, gapped_patterns
from skgenarch.modules.letters import read_letters


def as_one_hot(*texts):
    rows = [[[float(letter == base) for letter in t] for base in "ACGT"] for t in texts]
    return torch.tensor(rows)


def random_path(k, n_gaps, length, n_outputs=1):
    path = GappedKmerPath(k, n_gaps, length, n_outputs)
    nn.init.normal_(path.weight, generator=torch.Generator().manual_seed(0))
    return path


def spelled_out(path, k, text):
    """The sum of the weights of all words of a text, read letter by letter."""
    total = torch.zeros(path.weight.shape[1])
    for number, places in enumerate(path.patterns):
        for start in range(len(text) - places[-1]):
            word = "".join(text[start + place] for place in places)
            if set(word) <= set("ACGT"):
                value = sum("ACGT".index(c) * 4**i for i, c in enumerate(word[::-1]))
                total += path.weight[number * 4**k + value]
    return total * path.strength


TEXTS = ("ACGTTGCAAGGCTA", "AANCGTTGNACCGT", "CCCCCCCCCCNNNN")


@pytest.mark.parametrize(("k", "n_gaps"), [(2, 0), (2, 3), (3, 1), (4, 2), (5, 1)])
@pytest.mark.parametrize("looked_up", [False, True])
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1]])
def test_every_word_that_is_there_has_its_weight(k, n_gaps, looked_up, texts):
    path = random_path(k, n_gaps, 14, n_outputs=2)
    x = as_one_hot(*texts)
    found = path(x, read_letters(x) if looked_up else None)
    expected = torch.stack([spelled_out(path, k, text) for text in texts])
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1] * 2])
def test_weights_have_the_same_gradient_either_way(texts):
    path = random_path(3, 2, 14, n_outputs=2)
    x = as_one_hot(*texts)
    weighted = torch.randn(len(texts), 2)
    gradients = []
    for letters in (None, read_letters(x)):
        path.zero_grad()
        (path(x, letters) * weighted).sum().backward()
        gradients.append(path.weight.grad)
    assert gradients[0].abs().sum() > 0
    torch.testing.assert_close(*gradients)


def test_patterns_are_all_that_begin_and_end_with_a_letter():
    for k, n_gaps in itertools.product((2, 3, 6), (0, 1, 2)):
        patterns = gapped_patterns(k, n_gaps)
        expected = {
            places
            for places in itertools.combinations(range(k + n_gaps), k)
            if places[0] == 0
        }
        assert set(patterns) == expected
        assert len(patterns) == len(expected)


def test_halves_of_letters_count_by_halves():
    path = random_path(3, 1, 8)
    x, y = as_one_hot("ACGTACGT", "ACGGACGT")
    mixed = path(((x + y) / 2)[None])
    # Linear in any one base, so the mean of the two.
    torch.testing.assert_close(mixed, (path(x[None]) + path(y[None])) / 2)


def test_sequences_shorter_than_a_word_have_none():
    path = random_path(6, 2, 5)
    x = as_one_hot("ACGTA")
    assert path(x).tolist() == [[0.0]]
    assert path(x, read_letters(x)).tolist() == [[0.0]]


def test_weights_learn_and_bases_have_gradients():
    path = GappedKmerPath(3, 1, 14, 1)
    x = as_one_hot(TEXTS[0])
    letters = read_letters(x)
    assert path(x, letters).tolist() == [[0.0]]
    path(x, letters).sum().backward()
    n_words = sum(14 - places[-1] for places in path.patterns)
    assert path.weight.grad.sum() == pytest.approx(n_words * path.strength)
    path = random_path(3, 1, 14)
    x.requires_grad_()
    path(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_sums_are_exact_in_bfloat16():
    path = random_path(4, 2, 14)
    x = as_one_hot(*TEXTS)
    expected = path(x)
    with torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(path(x), expected)
        torch.testing.assert_close(path(x, read_letters(x)), expected)


def test_path_is_added_to_the_logits():
    torch.manual_seed(0)
    net = SequenceNet(Architecture(n_filters=4, gapped_kmer_size=3), 40)
    bare = SequenceNet(Architecture(n_filters=4), 40)
    nn.init.normal_(net.gapped_kmers.weight)
    bare.load_state_dict(net.state_dict(), strict=False)
    x = as_one_hot("ACGTTGCAAGGCTA" * 2 + "ACGTTGCAAGGC")
    net.eval(), bare.eval()
    torch.testing.assert_close(net(x), bare(x) + net.gapped_kmers(x))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"gapped_kmer_size": 1}, "'gapped_kmer_size' parameter must be 0, or from 2"),
        ({"gapped_kmer_size": 9}, "'gapped_kmer_size' parameter must be 0, or from 2"),
        ({"gapped_kmer_size": 2.5}, "'gapped_kmer_size' parameter must be a whole"),
        ({"gapped_kmer_gaps": -1}, "'gapped_kmer_gaps' parameter must be a whole"),
        (
            {"gapped_kmer_size": 6, "gapped_kmer_gaps": 5},
            "at most 64 patterns .* 5 gaps among 6 letters have 252",
        ),
    ],
)
def test_bad_choices_are_refused(params, message):
    with pytest.raises(ValueError, match=message):
        Architecture(**params).check()
