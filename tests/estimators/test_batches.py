"""How codes reach the net."""

import numpy as np
import pytest
import torch

from skgenarch.estimators.batches import (
    CodedSequences,
    OneHotExpansion,
    PlainBatches,
    TrainingBatches,
    shifted,
)
from skgenarch.sequences import decode, encode
from skgenarch.sequences.composition import dinucleotide_counts

CPU = torch.device("cpu")


def dataset(sequences, target=None):
    codes = encode(sequences)
    if target is None:
        target = np.arange(len(codes))
    weight = np.ones(len(codes), dtype=np.float32)
    return CodedSequences(codes, np.asarray(target), weight)


def training_batches(data, batch_size=4, seed=0, **kwargs):
    def keep(codes):
        return codes

    return TrainingBatches(
        data, batch_size, keep, np.random.default_rng(seed), **kwargs
    )


def epoch(batches):
    parts = list(batches)
    codes = np.concatenate([codes for codes, _ in parts])
    target = torch.cat([labels["target"] for _, labels in parts]).numpy()
    return codes, target


def test_expansion_is_one_hot_with_a_mask_of_padding():
    batch = OneHotExpansion("zero", CPU)(encode(["ACGT", "GN"]))
    assert batch["x"][0].tolist() == torch.eye(4).tolist()
    assert batch["x"][1].T.tolist() == [[0, 0, 1, 0], *[[0.0] * 4] * 3]
    assert batch["mask"].tolist() == [[True] * 4, [True, True, False, False]]


def test_expansion_without_padding_has_no_mask():
    assert set(OneHotExpansion("uniform", CPU)(encode(["ACGN"]))) == {"x"}


def test_unknown_letters_follow_the_rule():
    codes = encode(["R"])
    for rule, column in [
        ("zero", [0, 0, 0, 0]),
        ("uniform", [0.25] * 4),
        ("iupac", [0.5, 0, 0.5, 0]),
        ("raise", [0, 0, 0, 0]),
    ]:
        assert OneHotExpansion(rule, CPU)(codes)["x"][0, :, 0].tolist() == column


def test_plain_batches_keep_the_order():
    data = dataset(["AC", "CG", "GT", "TA", "AA"])
    batches = PlainBatches(data, 2, decode)
    assert [codes for codes, _ in batches] == [["AC", "CG"], ["GT", "TA"], ["AA"]]


def test_an_epoch_sees_everything_once_in_batches_of_equal_size():
    data = dataset(["A"] * 11)
    batches = training_batches(data, batch_size=4)
    assert batches.n_batches == 3
    parts = list(batches)
    assert sorted(len(codes) for codes, _ in parts) == [3, 4, 4]
    _, target = epoch(batches)
    assert sorted(target) == list(range(11))


def test_small_epochs_go_through_all_data_before_they_repeat():
    batches = training_batches(dataset(["A"] * 12), epoch_size=4)
    seen = np.concatenate([epoch(batches)[1] for _ in range(3)])
    assert sorted(seen) == list(range(12))


def test_epoch_of_small_data_is_all_of_it():
    batches = training_batches(dataset(["A"] * 4), epoch_size=12)
    _, target = epoch(batches)
    assert sorted(target) == list(range(4))


def test_half_of_the_sequences_is_turned():
    batches = training_batches(dataset(["AACC"] * 400))
    codes, _ = epoch(batches)
    turned = np.mean([s == "GGTT" for s in decode(codes)])
    assert {*decode(codes)} == {"AACC", "GGTT"}
    assert 0.4 < turned < 0.6


def test_nothing_is_turned_where_not_asked():
    batches = training_batches(dataset(["AACC"] * 40), both_strands=False)
    assert {*decode(epoch(batches)[0])} == {"AACC"}


def test_negatives_are_fresh_shuffles_of_positives_in_every_epoch():
    positive = "ACGATTACAGGCATTAGCCA"
    data = dataset([positive] * 5 + ["T" * 20] * 5, [1] * 5 + [0] * 5)
    batches = training_batches(
        data, both_strands=False, positives=np.arange(5), negatives=np.arange(5, 10)
    )
    counts = dinucleotide_counts(encode([positive]))
    drawn = []
    for _ in range(2):
        codes, target = epoch(batches)
        assert set(decode(codes[target == 1])) == {positive}
        assert (dinucleotide_counts(codes) == counts).all()
        drawn.append(set(decode(codes[target == 0])))
    assert len(drawn[0] | drawn[1]) > len(drawn[0]) > 1
    assert decode(data.codes)[5:] == ["T" * 20] * 5, "the stored data changed"


def test_negatives_are_shuffled_from_positives_by_their_weight():
    data = dataset(["AAAAAAAA", "CCCCCCCC"] + ["GGGGGGGG"] * 98)
    data.weight[:2] = torch.tensor([3.0, 1.0])
    batches = training_batches(
        data, positives=np.arange(2), negatives=np.arange(2, 100), both_strands=False
    )
    texts = []
    for _ in range(20):
        codes, target = epoch(batches)
        texts += decode(codes[target >= 2])
    assert set(texts) == {"AAAAAAAA", "CCCCCCCC"}
    assert np.mean([text[0] == "A" for text in texts]) == pytest.approx(0.75, abs=0.04)


def test_positives_without_weight_are_shuffled_alike():
    data = dataset(["AAAA", "CCCC"] + ["GGGG"] * 98)
    data.weight[:2] = 0.0
    batches = training_batches(
        data, positives=np.arange(2), negatives=np.arange(2, 100), both_strands=False
    )
    codes, target = epoch(batches)
    assert set(decode(codes[target >= 2])) == {"AAAA", "CCCC"}


def test_same_seed_same_batches():
    data = dataset(["ACGT", "AACC", "GGAT", "TTTC"] * 5)
    first, second = (epoch(training_batches(data, seed=3)) for _ in range(2))
    np.testing.assert_array_equal(first[0], second[0])
    assert not np.array_equal(first[1], epoch(training_batches(data, seed=4))[1])


def test_sequences_are_moved_and_ends_are_unknown():
    codes = encode(["ACGTACGT", "ACGTAC"])
    assert decode(shifted(codes, np.array([2, 0]))) == ["NNACGTAC", "ACGTAC"]
    assert decode(shifted(codes, np.array([-3, -1]))) == ["TACGTNNN", "CGTAC"]
    assert decode(shifted(codes, np.array([9, 1]))) == ["NNNNNNNN", "NACGTAC"]


def test_each_sequence_is_moved_by_its_own_random_number():
    data = dataset(["CCCCCCACCCCCC"] * 200)
    batches = training_batches(data, batch_size=50, both_strands=False, max_shift=3)
    moved, _ = epoch(batches)
    places = (moved == 0).argmax(axis=1)
    assert np.bincount(places, minlength=13)[3:10].min() > 10
    assert np.unique(places).tolist() == [3, 4, 5, 6, 7, 8, 9]
    again, _ = epoch(batches)
    assert not np.array_equal(moved, again)
    assert (data.codes == encode(["CCCCCCACCCCCC"])).all()


def test_sequences_stay_where_they_are_by_default():
    data = dataset(["CCCCCCACCCCCC"] * 20)
    moved, _ = epoch(training_batches(data, both_strands=False))
    assert np.array_equal(moved, data.codes)
