import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import loguniform, poisson, randint, uniform
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from skgenarch.search import Rule, Space, parse_rules
from skgenarch.search.space.choices import Choices
from skgenarch.search.space.rules import join_rules
from skgenarch.search.space.values import is_number, text

LOGISTIC = LogisticRegression(C=2)
LONG = make_pipeline(PCA(n_components=7), LogisticRegression(C=0.123456789))
SPACE = Space(
    {
        "lr": loguniform(1e-4, 1),
        "n_filters": [16, 32, 64, 128],
        "depth": randint(1, 7),
        "n_units": randint(8, 256),
        "attention": ["none", "soft", "hard"],
        "gamma": ["auto", 0.1, 1.0, None],
        "both": [True, False],
        "clf": [LOGISTIC, LONG, "passthrough", np.tanh, (50,), [1, 2], 0.1 + 0.2],
        "width": [8, 16],
        "shift": uniform(-2, 4),
    },
    conditions={"width": "depth >= 2"},
)


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("n_filters >= 64", [Rule("n_filters", (64, None))]),
        ("n_filters > 32", [Rule("n_filters", (64, None))]),
        ("n_filters < 64", [Rule("n_filters", (None, 32))]),
        ("n_filters <= 100", [Rule("n_filters", (None, 100))]),
        ("depth < 3", [Rule("depth", (None, 2))]),
        ("depth > 2.5", [Rule("depth", (3, None))]),
        ("lr < 0.1", [Rule("lr", (None, 0.1))]),
        ("0.1 > lr", [Rule("lr", (None, 0.1))]),
        ("1e-4 <= lr <= 1e-2", [Rule("lr", (1e-4, 1e-2))]),
        ("1e-2 >= lr > 1e-4", [Rule("lr", (1e-4, 1e-2))]),
        ("lr > 1e-3 and lr < 1e-2", [Rule("lr", (1e-3, 1e-2))]),
        ("shift >= -1.5", [Rule("shift", (-1.5, None))]),
        ("depth == 3", [Rule("depth", (3, 3))]),
        ("depth = 3", [Rule("depth", (3, 3))]),
        ("attention == 'soft'", [Rule("attention", None, ("soft",))]),
        ("'soft' == attention", [Rule("attention", None, ("soft",))]),
        ('attention is "soft"', [Rule("attention", None, ("soft",))]),
        ("attention != 'none'", [Rule("attention", None, ("soft", "hard"))]),
        ("attention not in ['none']", [Rule("attention", None, ("soft", "hard"))]),
        ("not attention == 'none'", [Rule("attention", None, ("soft", "hard"))]),
        ("attention in ('hard', 'soft')", [Rule("attention", None, ("hard", "soft"))]),
        ("n_filters in [16, 64]", [Rule("n_filters", None, (16, 64))]),
        ("depth in {1, 2}", [Rule("depth", None, (1, 2))]),
        ("both is True", [Rule("both", None, (True,))]),
        ("both is not True", [Rule("both", None, (False,))]),
        ("gamma is None", [Rule("gamma", None, (None,))]),
        ("gamma is not None", [Rule("gamma", (None, None), ("auto",))]),
        ("gamma > 0.1 or gamma == 'auto'", [Rule("gamma", (1.0, None), ("auto",))]),
        ("gamma is a number", [Rule("gamma", (None, None))]),
        ("gamma is not a number", [Rule("gamma", None, ("auto", None))]),
        ("depth != 1", [Rule("depth", (2, None))]),
        ("depth != 3", [Rule("depth", None, (1, 2, 4, 5, 6))]),
        ("n_filters != 128", [Rule("n_filters", (None, 64))]),
        ("n_filters != 32", [Rule("n_filters", None, (16, 64, 128))]),
        ("depth == 2 or depth == 4", [Rule("depth", None, (2, 4))]),
        ("depth <= 2 or depth == 4", [Rule("depth", (None, 2), (4,))]),
        ("not (depth < 3 or depth > 4)", [Rule("depth", (3, 4))]),
        ("depth <= 2 or depth <= 4", [Rule("depth", (None, 4))]),
        ("width is inactive", [Rule("width", inactive=True)]),
        ("width is active", [Rule("width", (None, None))]),
        ("width is not inactive", [Rule("width", (None, None))]),
        ("width == 8 or width is inactive", [Rule("width", (8, 8), (), True)]),
        ("clf is LogisticRegression(C=2)", [Rule("clf", None, (LOGISTIC,))]),
        ("clf in [tanh, (50,)]", [Rule("clf", None, (np.tanh, (50,)))]),
        ("clf == [1, 2]", [Rule("clf", None, ([1, 2],))]),
        ("clf is 0.3", [Rule("clf", None, (0.1 + 0.2,))]),
        (f"clf is {text(LONG)}", [Rule("clf", None, (LONG,))]),
        (
            "n_filters ≥ 64 and attention is 'soft'",
            [Rule("n_filters", (64, None)), Rule("attention", None, ("soft",))],
        ),
        (
            "(attention is one of: 'soft', 'hard') and lr ≤ 0.1",
            [Rule("attention", None, ("soft", "hard")), Rule("lr", (None, 0.1))],
        ),
        (
            "attention is not one of: 'soft', 'none'",
            [Rule("attention", None, ("hard",))],
        ),
        ("  lr >= 0.5\n and both is False ", None),
    ],
)
def test_a_sentence_becomes_rules(sentence, rules):
    parsed = parse_rules(sentence, SPACE)
    if rules is None:
        rules = [Rule("lr", (0.5, None)), Rule("both", None, (False,))]
    assert parsed == tuple(rules)


def test_the_very_objects_of_the_space_are_kept():
    (rule,) = parse_rules(
        "clf is one of: 'passthrough', LogisticRegression(C=2)", SPACE
    )
    assert rule.categories[1] is LOGISTIC


@pytest.mark.parametrize("name", ["my rate", "net.lr", "lambda", "α"])
def test_parameters_need_not_have_names_that_python_allows(name):
    space = Space({name: uniform(), "b": [1, 2]})
    assert parse_rules(f"{name} <= 0.5 and b == 1", space) == (
        Rule(name, (None, 0.5)),
        Rule("b", (1, 1)),
    )


def test_a_quoted_text_is_never_taken_for_a_sentence():
    values = ["a = b", "x ≥ 1 and y", "is one of: 1", "it's", 'say "no"']
    space = Space({"name": values})
    for value in values:
        assert parse_rules(f"name is {value!r}", space) == (
            Rule("name", None, (value,)),
        )


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("n_filter >= 3", r"'n_filter' is not in the space. Did you mean 'n_filters'"),
        ("zzz >= 3", r"'zzz' is not in the space. The parameters are attention, both"),
        ("attention == 'sfot'", r"'sfot' is not a value of 'attention'.*Did you mean"),
        (
            "attention in ['soft', 1]",
            r"1 is not a value of 'attention'. Its values are",
        ),
        ("attention is not 'x'", "'x' is not a value of 'attention'"),
        ("n_filters == 20", "20 is not a value of 'n_filters'. Its values are 16, 32"),
        ("lr == 5", r"5 is not a value of 'lr'. Its values are 0.0001 to 1, log scale"),
        ("depth == 2.5", "2.5 is not a value of 'depth'"),
        ("both == 1", "1 is not a value of 'both'"),
        ("gamma is missing", "missing is not a value of 'gamma'"),
        ("attention > 3", "'attention' has no order, so > has no meaning"),
        ("lr > 'a'", "compared by > with a finite number, not with \"'a'\""),
        ("lr > 1e999", "with a finite number, not with '1e999'"),
        ("lr > True", "with a finite number"),
        ("n_filters > 128", "'n_filters' has no value > 128"),
        ("depth < 1", "'depth' has no value < 1"),
        ("lr >= 5", "leave nothing of the space: lr ≥ 5"),
        ("depth == 1 and width == 8", "leave nothing of the space"),
        ("depth == 1 and depth == 2", "on 'depth' contradict each other: no value"),
        ("lr < 0.1 or depth == 1", "several parameters: depth, lr.*fork the search"),
        ("n_units != 99", r"intervals \(n_units ≤ 98 or n_units ≥ 100\): fork"),
        ("lr < 0.01 or lr > 0.1", r"intervals \(lr ≤ 0.01 or lr ≥ 0.1\): fork"),
        ("lr + 1 > 3", r"A parameter is expected instead of 'lr \+ 1'"),
        ("3 > 2", "A parameter is expected instead of '3'"),
        ("both", "'both' is not a comparison of a parameter with a value"),
        ("__import__('os')", r"__import__\('os'\).* is not a comparison"),
        ("lr < (lambda: 1)()", "with a finite number"),
        ("depth in 3", "'in' needs a list of values, not '3'"),
        ("depth in []", "The list of values of 'depth' is empty"),
        ("3 in depth", "A parameter is expected instead of '3'"),
        ("lr < depth", "with a finite number, not with 'depth'"),
        ("not " * 5000 + "lr < 1", "nested too deeply"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_the_reason(sentence, message):
    with pytest.raises(ValueError, match=message):
        parse_rules(sentence, SPACE)


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("lr >=", 5),
        ("lr >= and depth == 1", 6),
        ("lr ≥ 0.1 and depth ≤ ) 3", 21),
        ("attention is one of: 'a', 'b' and or", 34),
        ("clf is LogisticRegression(C=2) and )", 35),
    ],
)
def test_a_syntax_error_shows_its_place(sentence, place):
    with pytest.raises(ValueError, match="cannot be read") as caught:
        parse_rules(sentence, SPACE)
    shown, caret = str(caught.value).splitlines()[1:]
    assert shown == f"    {sentence}"
    assert caret.index("^") - 4 == place


@pytest.mark.parametrize("sentence", [None, 3, Rule("lr", (None, 1))])
def test_only_text_is_parsed(sentence):
    with pytest.raises(TypeError, match="must be a text such as"):
        parse_rules(sentence, SPACE)


def test_objects_that_look_alike_cannot_be_told_apart_in_words():
    space = Space({"clf": [LogisticRegression(), LogisticRegression(), 1]})
    with pytest.raises(ValueError, match="is the text of 2 values of 'clf'"):
        parse_rules("clf is LogisticRegression()", space)


def test_an_unbounded_count_cannot_be_listed():
    with pytest.raises(ValueError, match="cannot keep several intervals"):
        parse_rules("n != 3", Space({"n": poisson(3)}))


WORDS = st.sampled_from(
    "lr depth attention clf width and or not in is = == != < >= ≤ ( ) [ ] , : ' 'soft' "
    "1 -2 3.5 None True inactive active a number one of: LogisticRegression(C=2) tanh "
    "lambda + . # \\ \n".split(" ")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=20))
def test_any_text_is_either_read_or_refused_with_a_value_error(sentence):
    try:
        rules = parse_rules(sentence, SPACE)
    except ValueError:
        pass
    else:
        assert SPACE.restrict(rules).mass > 0


PLAIN = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=9)
OBJECTS = st.sampled_from([LOGISTIC, LONG, np.tanh, (1, "a"), [2.5], (), {"k": 1}])
DECIMALS = st.integers(-999, 999).map(lambda n: n / 8)
BOUNDS = st.lists(DECIMALS, min_size=2, max_size=2, unique=True).map(sorted).map(tuple)


@st.composite
def spaces_with_rules(draw):
    names = ["a", "b_1", "clf__C"]
    given = {
        name: draw(
            st.lists(PLAIN | OBJECTS | DECIMALS, min_size=1, max_size=5)
            | st.sampled_from([uniform(-50, 100), randint(-20, 40)])
        )
        for name in names
    }
    space = Space([given, {"a": [0]}])
    rules = []
    for name in draw(st.sets(st.sampled_from(names), min_size=1)):
        listed = given[name] if isinstance(given[name], list) else [1, 3]
        categories = draw(st.lists(st.sampled_from(listed), max_size=3))
        bounds = None
        if not isinstance(given[name], list) or any(map(is_number, listed)):
            bounds = draw(st.none() | BOUNDS)
        inactive = draw(st.booleans())
        assume(bounds or categories or inactive)
        rules.append(Rule(name, bounds, tuple(categories), inactive))
    return space, rules


@settings(max_examples=60, deadline=None)
@given(spaces_with_rules())
def test_a_printed_rule_can_be_pasted_back(example):
    space, rules = example
    try:
        expected = str(space.restrict(rules))
    except ValueError:
        assume(False)
    parsed = parse_rules(join_rules(rules), space)
    assert str(space.restrict(parsed)) == expected
    assert [str(rule) for rule in parsed] == [str(_once(rule)) for rule in rules]


def _once(rule):
    """Print every category of a rule once."""
    distinct = Choices(rule.categories).values
    return Rule(rule.param, rule.bounds, distinct, rule.inactive)
