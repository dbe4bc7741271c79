"""Tests of reading and writing MEME files."""

import gzip
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skgenarch.interpretation.motifs import Motif, read_meme, write_meme

HEADER = "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\n"
BACKGROUND = "Background letter frequencies\nA 0.3 C 0.2 G 0.2 T 0.3\n\n"
ROWS = "0.1 0.2 0.3 0.4\n1 0 0 0\n"
EXPECTED = [[0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0]]
FULL = (
    HEADER
    + BACKGROUND
    + "MOTIF MA1.1 Abc::Def (var. 2)\n"
    + "letter-probability matrix: alength= 4 w= 2 nsites= 20 E= 4.1e-009\n"
    + ROWS
    + "URL http://example.org/MA1.1\n\n"
    + "MOTIF second\n"
    + "letter-probability matrix:\n"
    + ROWS
)

CUSTOM = """
ALPHABET "DNA" DNA-LIKE
A "Adenine" CC0000 ~ T "Thymine" 008000
C "Cytosine = C" 0000CC ~ G "Guanine" FFB300
N "Any base" = ACGT
. = ACGT
END ALPHABET
"""

# As MEME 5 itself prints it, shortened.
OUTPUT = """********
MEME - Motif discovery tool
********
MEME version 5.5.4 (Release date: Wed Jul 5)

ALPHABET "DNA" DNA-LIKE
A "Adenine" CC0000 ~ T "Thymine" 008000
C "Cytosine" 0000CC ~ G "Guanine" FFB300
END ALPHABET
Background letter frequencies (from file dataset with add-one prior applied):
A 0.303 C 0.196
G 0.198 T 0.304
********
MOTIF KC MEME-1	width =   2  sites =  18  llr = 150  E-value = 3.0e-005
********
--------
	Motif KC MEME-1 position-specific scoring matrix
--------
log-odds matrix: alength= 4 w= 2 n= 100 bayes= 8 E= 3.0e-005
   -70     85     53    -12
   -70     85     53    -12
--------
	Motif KC MEME-1 position-specific probability matrix
--------
letter-probability matrix: alength= 4 w= 2 nsites= 18 E= 3.0e-005
 0.100000  0.200000  0.300000  0.400000
 1.000000  0.000000  0.000000  0.000000
--------
	Motif KC MEME-1 regular expression
--------
[TGC]A
Time  0.30 secs.
"""


def read(text):
    return read_meme(io.StringIO(text))


def test_a_file_with_everything(tmp_path):
    path = tmp_path / "motifs.meme"
    path.write_text(FULL)
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(FULL.encode()))
    for source in (
        path,
        str(path),
        packed,
        io.StringIO(FULL),
        io.BytesIO(FULL.encode()),
    ):
        first, second = read_meme(source)
        assert (first.name, first.alternate_name) == ("MA1.1", "Abc::Def (var. 2)")
        assert (first.n_sites, first.e_value) == (20, 4.1e-9)
        assert first.url == "http://example.org/MA1.1"
        assert first.background.tolist() == [0.3, 0.2, 0.2, 0.3]
        assert first.probabilities.tolist() == EXPECTED
        assert (second.name, second.alternate_name) == ("second", "")
        assert (second.n_sites, second.e_value, second.url) == (None, None, None)
        assert second.probabilities.tolist() == EXPECTED
    with gzip.open(packed) as file:
        assert len(read_meme(file)) == 2


@pytest.mark.parametrize(
    "heading",
    [
        "letter-probability matrix: alength= 4 w= 2 nsites= 18 E= 3e-5",
        "letter-probability matrix: E=3e-5 nsites=18 w=2 alength=4",
        "letter-probability matrix: nsites= 18 S= 7 E= 3e-5",
        "letter-probability matrix: w= 2 nsites= 18 E= 3e-5\n",
    ],
)
@pytest.mark.parametrize("after", ["", "\n", "\nURL\n", "\nMOTIF b\n" + "x"])
def test_fields_in_any_order_and_what_follows(heading, after):
    if after.endswith("x"):
        after = after[:-1] + "letter-probability matrix:\n" + ROWS
    motif, *_ = read(HEADER + "MOTIF a\n" + heading + "\n" + ROWS.strip() + after)
    assert motif.probabilities.tolist() == EXPECTED
    assert (motif.n_sites, motif.e_value) == (18, 3e-5)


def test_the_output_of_meme_itself():
    (motif,) = read(OUTPUT)
    assert (motif.name, motif.alternate_name) == ("KC", "MEME-1")
    assert motif.probabilities.tolist() == EXPECTED
    assert motif.background == pytest.approx(np.array([303, 196, 198, 304]) / 1001)
    assert (motif.n_sites, motif.e_value) == (18, 3e-5)


@pytest.mark.parametrize(
    "alphabet", ["", "ALPHABET= ACGT\n", "ALPHABET= ACGU\n", CUSTOM, CUSTOM[:-14]]
)
def test_alphabets(alphabet):
    background = BACKGROUND.replace("T 0.3", "U 0.3")
    text = f"MEME version 5\n{alphabet}\nstrands: +\n{background}"
    (motif,) = read(text + "MOTIF a\nletter-probability matrix:\n" + ROWS)
    assert motif.probabilities.tolist() == EXPECTED
    assert motif.background.tolist() == [0.3, 0.2, 0.2, 0.3]


def test_windows_line_ends_and_byte_order_mark(tmp_path):
    path = tmp_path / "motifs.meme"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    assert [motif.name for motif in read_meme(path)] == ["MA1.1", "second"]


def test_the_same_name_twice_is_two_motifs():
    one = "MOTIF a\nletter-probability matrix:\n" + ROWS + "\n"
    assert [motif.name for motif in read(HEADER + one + one)] == ["a", "a"]


MOTIF = HEADER + "MOTIF a\nletter-probability matrix: w= 2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "motifs.meme is empty"),
        ("\n  \n", "is empty"),
        (">a\nACGT\n", "line 2: no line 'MEME version"),
        (FULL.removeprefix("MEME version 4\n"), "line 9: a motif begins"),
        (HEADER, "line 6: no line 'MOTIF name'"),
        (HEADER + "MOTIF\n", "line 7: MOTIF must be followed by a name"),
        (HEADER + "MOTIF a\n", "line 7: motif 'a' has no letter-probability"),
        (HEADER + "letter-probability matrix:\n" + ROWS, "line 7: a matrix stands"),
        (MOTIF + ROWS + "\nletter-probability matrix:\n" + ROWS, "line 12: a matrix"),
        (FULL.replace("= ACGT", "= ACDEFGHIKLMNPQRSTVWY"), "line 3: motifs of DNA"),
        (FULL.replace("= ACGT", ' "Protein" PROTEIN-LIKE'), "line 4: motifs of DNA"),
        (FULL.replace("alength= 4", "alength= 20"), "line 11: .*alength= 4, are"),
        (FULL.replace("w= 2", "w= 3"), "line 11: .*'MA1.1' must have w= 3 rows. Got 2"),
        (FULL.replace("w= 2", "w= 1"), "line 11: .*must have w= 1 rows. Got 2"),
        (FULL.replace("w= 2", "w= two"), "line 11: w= must be followed by a number"),
        (FULL.replace("E= 4", "E= -4"), "line 11: E= must be followed by a number"),
        (MOTIF, "line 8: .*must have w= 2 rows. Got 0"),
        (MOTIF.replace(" w= 2", ""), "must have one row or more. Got 0"),
        (MOTIF + "0.5 0.5 0\n", "line 9: a row .* four numbers.*Got '0.5 0.5 0'"),
        (MOTIF + "1 0 0 0\n0 0 0 0 1\n", "line 10: a row of a matrix must be four"),
        (MOTIF + "1 0 0 x\n", "line 9: a row"),
        (MOTIF + "x 0 0 1\n", "line 9: a row"),
        (MOTIF + "nan 0 0 1\n", "line 9: a row"),
        (MOTIF + "0.5 0.2 0.2 0.2\n", "line 9: .*sums to 1.1"),
        (MOTIF + "12 3 0 5\n", "line 9: .*sums to 20"),
        (MOTIF + "1.5 -0.5 0 0\n", "line 9: .*four probabilities"),
        (FULL.replace("C 0.2", "C 0.0"), "line 8: the background"),
        (FULL.replace("C 0.2", "C 0.4"), "line 8: the background"),
        (FULL.replace("C 0.2", ""), "line 8: the background"),
        (FULL.replace("C 0.2", "C x"), "line 8: the background"),
    ],
)
def test_bad_files_are_named_with_the_line(tmp_path, text, message):
    path = tmp_path / "motifs.meme"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as error:
        read_meme(path)
    assert str(error.value).startswith(str(path))


def test_truncated_and_binary_files(tmp_path):
    path = tmp_path / "motifs.meme.gz"
    path.write_bytes(gzip.compress(FULL.encode())[:-12])
    with pytest.raises(ValueError, match="truncated or corrupt gzip"):
        read_meme(path)
    with pytest.raises(ValueError, match="truncated or corrupt gzip"):
        read_meme(io.BytesIO(path.read_bytes()))
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ValueError, match="not a text file"):
        read_meme(path)
    with pytest.raises(ValueError, match="not a text file"):
        read_meme(io.BytesIO(path.read_bytes()))
    with pytest.raises(FileNotFoundError):
        read_meme(tmp_path / "none.meme")


words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)
amounts = st.none() | st.floats(0, 1e12)
weights = st.floats(1e-3, 1)
frequencies = st.lists(weights, min_size=4, max_size=4).map(
    lambda values: np.array(values) / sum(values)
)
matrices = st.integers(1, 8).flatmap(
    lambda width: arrays(float, (width, 4), elements=st.just(0.0) | weights).map(
        lambda array: (
            (array + (array.sum(axis=1) == 0)[:, None])
            / (array + (array.sum(axis=1) == 0)[:, None]).sum(axis=1, keepdims=True)
        )
    )
)
motifs = st.builds(
    Motif,
    name=words,
    probabilities=matrices,
    alternate_name=st.lists(words, max_size=2)
    .map(" ".join)
    .filter(lambda text: not text.startswith("width")),
    n_sites=amounts,
    e_value=amounts,
    url=st.none() | words,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(motifs, min_size=1, max_size=3), frequencies, st.booleans())
def test_what_is_written_is_read_back(tmp_path_factory, written, background, packed):
    written = [replace(motif, background=background) for motif in written]
    path = tmp_path_factory.mktemp("meme") / ("m.meme.gz" if packed else "m.meme")
    write_meme(written, path)
    found = read_meme(path)
    assert len(found) == len(written)
    for one, other in zip(written, found, strict=True):
        for field in ("name", "alternate_name", "n_sites", "e_value", "url"):
            assert getattr(one, field) == getattr(other, field)
        assert np.abs(one.probabilities - other.probabilities).max() <= 1e-6
        assert (one.background == other.background).all()
    again = path.with_name("again" + path.suffix)
    write_meme(found, again)
    assert again.read_bytes() == path.read_bytes()


def test_what_is_written_spelled_out(tmp_path):
    motif = Motif(
        "a", [[1 / 3, 1 / 3, 1 / 3, 0]], alternate_name="B c", n_sites=7, e_value=0.5
    )
    write_meme(motif, tmp_path / "m.meme")
    # Printed digits sum to one: the row does not change when it is read again.
    assert (tmp_path / "m.meme").read_text() == (
        "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\n"
        "Background letter frequencies\nA 0.25 C 0.25 G 0.25 T 0.25\n\n"
        "MOTIF a B c\nletter-probability matrix: alength= 4 w= 1 nsites= 7 E= 0.5\n"
        "0.333334 0.333333 0.333333 0.000000\n"
    )


def test_nothing_is_left_behind_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "m.meme"
    path.write_text("as it was")
    motif = Motif("a", [[1, 0, 0, 0]])
    other = Motif("b", [[1, 0, 0, 0]], background=[0.3, 0.2, 0.2, 0.3])
    with pytest.raises(ValueError, match="'a' and 'b' differ"):
        write_meme([motif, other], path)
    with pytest.raises(ValueError, match="one motif or more"):
        write_meme([], path)
    with pytest.raises(TypeError, match="Got a ndarray instead"):
        write_meme([np.eye(4)], path)

    def full(*_):
        raise OSError(28, "disk full")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ValueError, match=r"cannot be written to .*: disk full"):
        write_meme([motif], path)
    assert path.read_text() == "as it was"
    assert [file.name for file in tmp_path.iterdir()] == ["m.meme"]
