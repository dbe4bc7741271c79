"""One call, one page."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from skgenarch import DeepBindClassifier, cli
from skgenarch.interpretation import Motif, interpret, read_meme, write_meme

DATABASE_SIZE = 30


@pytest.fixture(scope="module")
def database():
    """CTCF's own matrix among random ones: matching is fast, and has one answer."""
    from skgenarch.interpretation import load_jaspar

    rng = np.random.default_rng(0)
    motifs = [
        Motif(f"r{i}", rng.dirichlet([0.3] * 4, 10)) for i in range(DATABASE_SIZE)
    ]
    ctcf = next(motif for motif in load_jaspar() if motif.name == "MA0139.2")
    return [*motifs, ctcf]


@pytest.fixture(scope="module")
def result(binding_net, tfbs, database):
    X, y, _ = tfbs
    names = [f"<b>peak & {row}</b>" for row in range(len(X))]
    return interpret(
        binding_net,
        X[:400],
        y[:400],
        names=names[:400],
        database=database,
        n_motifs=2,
        n_examples=3,
        title="<script>alert(1)</script>",
        random_state=0,
    )


class Page(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self.addresses = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.texts.append(data)


def test_it_is_about_the_class_to_explain(result, tfbs):
    y = tfbs[1]
    assert result.n_sequences == 400
    assert 100 < result.n_explained <= y[:400].sum()
    assert all(y[example.row] == 1 for example in result.examples)
    scores = [example.score for example in result.examples]
    assert scores == sorted(scores, reverse=True)


def test_motif_has_its_name(result):
    assert result.names(0)[0] == "CTCF"
    assert repr(result).startswith("Interpretation of AttentionNetClassifier, ")
    assert "(CTCF)" in repr(result)
    assert result.names(0, max_q=0.0) == []


def test_examples_say_what_is_where(result, tfbs):
    X = tfbs[0]
    for example in result.examples:
        assert example.sequence == X[example.row]
        assert example.attention.sum() == pytest.approx(1)
        here = np.array(["ACGT".index(base) for base in example.sequence])
        others = np.ones((4, 101), dtype=bool)
        others[here, np.arange(101)] = False
        assert not example.contributions[others].any()
        rows = result.motifs[0].sites
        listed = example.sites[example.sites["motif"] == 0]["position"].tolist()
        assert listed == rows[rows["sequence"] == example.row]["position"].tolist()


def test_page_stands_alone_and_shows_texts_as_texts(result, tmp_path):
    html = result.save(tmp_path / "motifs.html").read_text(encoding="utf-8")
    page = Page(html)
    assert "script" not in page.tags
    assert "b" not in page.tags
    text = " ".join(page.texts)
    assert "<script>alert(1)</script>" in text
    assert f"<b>peak & {result.examples[0].row}</b>" in text
    links = [address for address in page.addresses if address.startswith("http")]
    assert set(links) == {"https://jaspar.elixir.no/matrix/MA0139.2"}
    assert page.tags.count("figure") == 2 + 3
    assert len(re.findall("default-src 'none'", html)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "motifs.html"]


def test_same_data_same_page(result, tmp_path):
    here = result.save(tmp_path / "a.html").read_bytes()
    assert here == result.save(tmp_path / "b.html").read_bytes()


def test_notebook_shows_the_page_in_a_frame(result):
    assert result._repr_html_().startswith("<iframe srcdoc=")
    assert "<script" not in result._repr_html_()


def test_page_that_cannot_be_written(result, tmp_path):
    with pytest.raises(ValueError, match=r"cannot be written to .*folder that exists"):
        result.save(tmp_path / "no" / "motifs.html")
    with pytest.raises(ValueError, match="must name a file"):
        result.save("")


def test_net_without_attention_shows_its_gradient(tfbs, database):
    X, y, _ = tfbs
    net = DeepBindClassifier(n_filters=8, max_epochs=8, learning_rate=1e-2)
    net.set_params(random_state=0, ema_decay=0.9).fit(X, y)
    result = interpret(net, X, y, database=database, n_examples=1, random_state=0)
    assert result.profile_kind == "gradient"
    assert result.examples[0].attention is None
    assert result.names(0)[0] == "CTCF"
    assert "gradient" in result._repr_html_()


def test_regressor_shows_its_upper_quarter(expression_net):
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=200)) for _ in range(120)]
    result = interpret(expression_net, X, output=2, n_examples=2, random_state=0)
    assert result.n_explained == 30
    assert result.motifs == []
    assert result.matches is None
    assert "told from chance" in repr(result)
    assert "Nothing recurs" in result._repr_html_()


def test_without_the_package_that_names_motifs(binding_net, tfbs, monkeypatch):
    def fails(*args, **options):
        raise ImportError('pip install "skgenarch[motifs]"')

    monkeypatch.setattr("skgenarch.interpretation.overview.match_motifs", fails)
    with pytest.warns(UserWarning, match=r"left without names: pip install"):
        result = interpret(binding_net, tfbs[0][:200], n_examples=1, random_state=0)
    assert result.matches is None
    assert result.names(0) == []
    assert "not looked up" in result._repr_html_()


def test_bad_input(binding_net, tfbs):
    X, y, _ = tfbs
    with pytest.raises(ValueError, match=r"each of the 5 sequences. Got 2 names"):
        interpret(binding_net, X[:5], names=["a", "b"])
    with pytest.raises(
        ValueError, match=r"one class for each of the 5 sequences. Got 4"
    ):
        interpret(binding_net, X[:5], y[:4])
    with pytest.raises(ValueError, match=r"one of the classes \[0, 1\]. Got 2"):
        interpret(binding_net, X, y, output=2)
    with pytest.raises(ValueError, match="no sequence of the class to explain, 1"):
        interpret(binding_net, X[:30], np.zeros(30, dtype=int))
    with pytest.raises(ValueError, match="n_motifs == 0"):
        interpret(binding_net, X, y, n_motifs=0)
    with pytest.raises(ValueError, match="At least 20 sequences"):
        interpret(binding_net, X[:10], y[:10])


@pytest.mark.filterwarnings("default")
def test_command_line(binding_net, tfbs, database, tmp_path, capsys):
    binding_net.save(tmp_path / "net")
    write_meme(database[20:], tmp_path / "names.meme")
    peaks = tmp_path / "peaks.fa"
    bound = tfbs[0][tfbs[1] == 1][:100]
    peaks.write_text("".join(f">peak{i}\n{s}\n" for i, s in enumerate(bound)))
    arguments = [
        *("motifs", str(tmp_path / "net"), str(peaks)),
        *("-o", str(tmp_path / "m.html"), "--meme", str(tmp_path / "found.meme")),
        *("--database", str(tmp_path / "names.meme"), "--n-motifs", "1"),
    ]
    assert cli.main(arguments) == 0
    said, progress = capsys.readouterr()
    assert "skgenarch: warning: " in progress and "11 motifs only" in progress
    assert "CTCF" in said.splitlines()[0]
    assert said.splitlines()[-1] == f"Page: {tmp_path / 'm.html'}"
    assert len(read_meme(tmp_path / "found.meme")) == 1
    assert "peak" in (tmp_path / "m.html").read_text(encoding="utf-8")


def test_command_line_leaves_nothing_behind_when_it_fails(
    binding_net, tfbs, tmp_path, capsys, monkeypatch
):
    binding_net.save(tmp_path / "net")
    peaks = tmp_path / "peaks.fa"
    peaks.write_text("".join(f">p\n{s}\n" for s in tfbs[0][:50]))
    before = sorted(tmp_path.iterdir())
    for options, message in [
        (["-o", str(tmp_path / "no" / "m.html")], "There is no folder"),
        (["-o", str(tmp_path / "m.html"), "--meme", "no/m.meme"], "There is no folder"),
        (["-o", str(tmp_path / "m.html"), "--database", "no.meme"], "no.meme"),
    ]:
        assert cli.main(["motifs", str(tmp_path / "net"), str(peaks), *options]) == 2
        said = capsys.readouterr()
        assert message in said.err and said.out == ""
        assert sorted(tmp_path.iterdir()) == before


def test_without_matplotlib_a_notebook_shows_the_words(result, monkeypatch):
    def fails():
        raise ImportError('pip install "skgenarch[plots]"')

    monkeypatch.setattr("skgenarch.interpretation.page.pyplot", fails)
    assert result._repr_html_() is None


def test_command_line_without_a_model(tmp_path, capsys):
    assert cli.main(["motifs", str(tmp_path / "none"), "peaks.fa"]) == 2
    assert capsys.readouterr().err.startswith("skgenarch: No saved estimator in")
