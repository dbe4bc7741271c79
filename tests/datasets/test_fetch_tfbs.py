"""Tests of fetching ENCODE data: without a network, from files written here."""

import gzip
import hashlib
import io
import os
import re
from pathlib import Path

import numpy as np
import pytest

from skgenarch.datasets import encode_tfbs, fetch_tfbs

NAMES = [
    "ARID3A_K562_ARID3A_(sc-8821)_Stanford",
    "CTCFL_K562_CTCFL_(SC-98982)_HudsonAlpha",
    "ELK1_GM12878_ELK1_(1277-1)_Stanford",
    "GABPA_GM12878_GABP_HudsonAlpha",
    "GATA3_SH-SY5Y_GATA3_(SC-269)_USC",
    "MYC_H1-hESC_c-Myc_Stanford",
    "REST_GM12878_NRSF_HudsonAlpha",
    "SP1_GM12878_SP1_HudsonAlpha",
    "SRF_H1-hESC_SRF_HudsonAlpha",
    "TAF7_H1-hESC_TAF7_(SC-101167)_HudsonAlpha",
    "TBP_H1-hESC_TBP_Stanford",
    "USF2_H1-hESC_USF2_Stanford",
    "ZNF143_H1-hESC_Znf143_(16618-1-AP)_Stanford",
]

TRAIN = gzip.compress(
    b"FoldID\tEventID\tseq\tBound\n"
    b"A\tseq_00001_peak\tACGTACCA\t1\n"
    b"A\tseq_00003_peak\tGGCATTAC\t1\n"
)
TEST = gzip.compress(
    b"FoldID\tEventID\tseq\tBound\n"
    b"A\tseq_00002_peak\tTTGCAAGC\t1\n"
    b"A\tseq_00002_shuf\tTGCAATGC\t0\n"
)


@pytest.fixture
def registry(monkeypatch):
    """Replace the data set by a small one, and the network by a list of requests."""
    entry = {
        "name": "TOY_cell_(sc-1)_Lab",
        "repository": "owner/repo",
        "commit": "c0ffee",
        "train_path": "data/TOY_cell_(sc-1)_Lab_AC.seq.gz",
        "test_path": "data/TOY_cell_(sc-1)_Lab_B.seq.gz",
        "train_sha256": hashlib.sha256(TRAIN).hexdigest(),
        "test_sha256": hashlib.sha256(TEST).hexdigest(),
    }
    monkeypatch.setattr(encode_tfbs, "_registry", lambda: [entry])
    requests = []

    def answer(url, **params):
        requests.append(url)
        return io.BytesIO(TRAIN if url.endswith("AC.seq.gz") else TEST)

    monkeypatch.setattr("urllib.request.urlopen", answer)
    return requests


def test_registry_names_the_thirteen_data_sets_with_commits_and_checksums():
    entries = encode_tfbs._registry()
    assert [entry["name"] for entry in entries] == NAMES
    for entry in entries:
        assert re.fullmatch("[0-9a-f]{40}", entry["commit"])
        for part, suffix in [("train", "AC"), ("test", "B")]:
            assert entry[f"{part}_path"].endswith(f"/{entry['name']}_{suffix}.seq.gz")
            assert re.fullmatch("[0-9a-f]{64}", entry[f"{part}_sha256"])


@pytest.mark.parametrize("name", ["MYC", "myc", "MYC_H1", NAMES[5], NAMES[5].upper()])
def test_a_unique_beginning_of_a_name_is_enough(name):
    assert encode_tfbs._find(name)["name"] == "MYC_H1-hESC_c-Myc_Stanford"


def test_an_unknown_name_lists_all_names():
    with pytest.raises(ValueError, match="'name' parameter of fetch_tfbs") as caught:
        fetch_tfbs("FOXP9")
    assert all(name in str(caught.value) for name in [*NAMES, "'FOXP9'"])


def test_an_ambiguous_beginning_lists_the_names_it_fits():
    with pytest.raises(ValueError, match="only one of these names") as caught:
        fetch_tfbs("T")
    listed = [name for name in NAMES if name in str(caught.value)]
    assert listed == [NAMES[9], NAMES[10]]


def test_files_are_downloaded_once_from_the_pinned_commit(registry, tmp_path):
    data = fetch_tfbs("TOY", data_home=tmp_path)
    assert registry == [
        "https://raw.githubusercontent.com/owner/repo/c0ffee/"
        f"data/TOY_cell_%28sc-1%29_Lab_{suffix}.seq.gz"
        for suffix in ("AC", "B")
    ]
    folder = tmp_path / "tfbs" / "encode"
    assert sorted(path.name for path in folder.iterdir()) == [
        "TOY_cell_(sc-1)_Lab_AC.seq.gz",
        "TOY_cell_(sc-1)_Lab_B.seq.gz",
    ]
    again = fetch_tfbs("TOY", data_home=tmp_path)
    assert len(registry) == 2
    assert again.sequences.tolist() == data.sequences.tolist()


def test_bunch_holds_training_data_with_shuffles_and_the_test_file(registry, tmp_path):
    data = fetch_tfbs("TOY", data_home=tmp_path)
    assert data.name == "TOY_cell_(sc-1)_Lab"
    assert data.sequences[:2].tolist() == ["ACGTACCA", "GGCATTAC"]
    assert data.target.tolist() == [1, 1, 0, 0]
    assert data.test_sequences.tolist() == ["TTGCAAGC", "TGCAATGC"]
    assert data.test_target.tolist() == [1, 0]
    assert "https://github.com/owner/repo" in data.DESCR
    X, y, X_test, y_test = fetch_tfbs("TOY", data_home=tmp_path, return_X_y=True)
    assert X.tolist() == data.sequences.tolist()
    assert y.tolist() == [1, 1, 0, 0]
    assert X_test.tolist() == data.test_sequences.tolist()
    assert y_test.tolist() == [1, 0]


def test_data_home_may_come_from_the_environment(registry, monkeypatch, tmp_path):
    monkeypatch.setenv("SKGENARCH_DATA", str(tmp_path))
    data = fetch_tfbs("TOY")
    assert Path(data.filename).parent == tmp_path / "tfbs" / "encode"


def test_offline_the_error_says_what_from_where_where_to_and_what_else(
    registry, monkeypatch, tmp_path
):
    def fail(url, **params):
        raise OSError("no route to host")

    monkeypatch.setattr("urllib.request.urlopen", fail)
    with pytest.raises(OSError, match="no route to host") as caught:
        fetch_tfbs("TOY", data_home=tmp_path, n_retries=1, delay=0)
    message = str(caught.value)
    assert "https://raw.githubusercontent.com/owner/repo/c0ffee/data/TOY" in message
    assert f"{tmp_path}/tfbs/encode/TOY_cell_(sc-1)_Lab_AC.seq.gz" in message
    assert "make_tfbs" in message
    assert list((tmp_path / "tfbs" / "encode").iterdir()) == []


def test_downloaded_file_with_a_wrong_checksum_is_removed(
    registry, monkeypatch, tmp_path
):
    monkeypatch.setattr("urllib.request.urlopen", lambda url, **_: io.BytesIO(b"junk"))
    found = hashlib.sha256(b"junk").hexdigest()
    expected = hashlib.sha256(TRAIN).hexdigest()
    with pytest.raises(OSError, match=f"{found}, expected is {expected}"):
        fetch_tfbs("TOY", data_home=tmp_path)
    assert list((tmp_path / "tfbs" / "encode").iterdir()) == []


def test_missing_file_without_download_is_an_error(registry, tmp_path):
    with pytest.raises(OSError, match="download_if_missing is False"):
        fetch_tfbs("TOY", data_home=tmp_path, download_if_missing=False)
    assert registry == []
    assert list(tmp_path.iterdir()) == []


def test_damaged_file_is_downloaded_again_with_a_warning(registry, tmp_path):
    path = Path(fetch_tfbs("TOY", data_home=tmp_path).filename)
    path.write_bytes(TRAIN[:-10])
    with pytest.warns(UserWarning, match="expected is .*; it is downloaded again"):
        fetch_tfbs("TOY", data_home=tmp_path)
    assert path.read_bytes() == TRAIN
    assert len(registry) == 3


def test_damaged_file_without_download_is_an_error_and_stays(registry, tmp_path):
    path = Path(fetch_tfbs("TOY", data_home=tmp_path).filename)
    path.write_bytes(b"mine")
    with pytest.raises(OSError, match="Set download_if_missing to True"):
        fetch_tfbs("TOY", data_home=tmp_path, download_if_missing=False)
    assert path.read_bytes() == b"mine"


def test_unwritable_data_home_is_named(registry, tmp_path):
    (tmp_path / "home").write_text("a file, no folder")
    with pytest.raises(OSError, match=f"Cannot write to the data home.*{tmp_path}"):
        fetch_tfbs("TOY", data_home=tmp_path / "home")
    assert registry == []


@pytest.mark.skipif(
    not os.path.isdir(
        os.path.join(os.environ.get("SKGENARCH_DATA", ""), "tfbs/encode")
    ),
    reason="SKGENARCH_DATA names no folder with tfbs/encode",
)
@pytest.mark.parametrize("name", NAMES)
def test_real_files_are_found_without_download(monkeypatch, name):
    def fail(url, **params):
        raise AssertionError(f"{url} was asked for")

    monkeypatch.setattr("urllib.request.urlopen", fail)
    data = fetch_tfbs(name, download_if_missing=False)
    n_peaks = len(data.target) // 2
    assert data.target.tolist() == [1] * n_peaks + [0] * n_peaks
    assert data.test_target.sum() == 500
    assert {len(sequence) for sequence in data.sequences} == {101}
    assert np.isin(data.test_sequences, data.sequences).sum() == 0
