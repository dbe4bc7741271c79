"""Sentences about parameters, as people type them and as rules are printed.

Python's own parser reads them, and nothing is ever evaluated. What is not Python in
them is first replaced by what is: "≥" by ">=", "a is one of: 1, 2" by "a in [1, 2]",
and the printed text of an object by a name that stands for it.
"""

import ast
import re
from collections.abc import Iterable

_SYMBOLS = {"≤": "<=", "≥": ">=", "≠": "!=", "=": "=="}
_TOKENS = r"""
    (?P<string> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
  | (?P<symbol> [≤≥≠] | (?<![=<>!]) = (?!=) )
  | (?P<one_of> \bis \s+ (?:not \s+)? one \s+ of \s* : )
  | (?P<number> \bis \s+ (?:not \s+)? a \s+ number\b )
  | (?P<space>  \s )
  | (?P<word>   \w+ )
  | (?P<other>  . )
"""

A_NUMBER = "__a_number__"


class Sentence:
    """A sentence, parsed.

    Parameters
    ----------
    text : str
        The sentence.

    spellings : iterable of str
        What may stand in it for a value or a parameter although it is no Python.

    Attributes
    ----------
    text : str
        As given.

    tree : ast.expr
        Python's syntax tree.

    Raises
    ------
    TypeError
        If it is no text.

    ValueError
        If it cannot be parsed; shows where.
    """

    def __init__(self, text: str, spellings: Iterable[str] = ()):
        if not isinstance(text, str):
            raise TypeError(
                'A rule or a condition must be a text such as "n_filters >= 64". Got '
                f"{text!r} (of type {type(text).__name__}) instead."
            )
        self.text = text = text.strip()
        self._python = ""
        self._places = []  # for each character of the Python, where it comes from
        self._spelled = {
            f"__spelled_{number}__": spelling
            for number, spelling in enumerate(sorted(spellings, key=len, reverse=True))
        }
        self._translate()
        try:
            self.tree = ast.parse(self._python, mode="eval").body
        except SyntaxError as error:
            # Python says 0 where the sentence stops too early.
            offset = error.offset - 1 if error.offset else len(self._python)
            places = [*self._places, len(text)]
            caret = " " * places[min(offset, len(self._python))] + "^"
            raise ValueError(
                f"The expression cannot be read ({error.msg}):\n    "
                f"{' '.join(text.splitlines())}\n    {caret}"
            ) from error
        except RecursionError as error:
            raise ValueError("The expression is nested too deeply.") from error

    def spelled(self, name: str) -> str:
        """Return what a name stands for, the name itself unless it is a stand-in."""
        return self._spelled.get(name, name)

    def part(self, node: ast.AST) -> str:
        """Return the words that a node of the tree was made from."""
        line = self._python.encode()  # Python counts bytes
        start = len(line[: node.col_offset].decode())
        stop = len(line[: node.end_col_offset].decode())
        after = [*self._places, len(self.text)][stop]
        return self.text[self._places[start] : after].strip()

    def _translate(self):
        names = {spelling: name for name, spelling in self._spelled.items()}
        # The longest spelling first, and never within a longer word.
        spelled = "|".join(rf"(?<!\w){re.escape(s)}(?!\w)" for s in names) or "(?!)"
        depth, list_depth = 0, None
        tokens = rf"(?P<spelled>{spelled})|(?x:{_TOKENS})"
        for match in re.finditer(tokens, self.text):
            kind, token = match.lastgroup, match.group()
            ends_list = token in ("and", "or") or (kind == "other" and token in ")]}")
            if list_depth == depth and ends_list:
                self._emit("] ", match.start())
                list_depth = None
            if kind == "one_of":
                self._emit(" not in [" if "not" in token else " in [", match.start())
                list_depth = depth
            elif kind == "number":
                word = "is not" if "not" in token else "is"
                self._emit(f"{word} {A_NUMBER}", match.start())
            elif kind == "spelled":
                self._emit(names[token], match.start())
            elif kind == "symbol":
                self._emit(_SYMBOLS[token], match.start())
            else:
                self._emit(" " if kind == "space" else token, match.start())
            if kind == "other":
                depth += (token in "([{") - (token in ")]}")
        if list_depth is not None:
            self._emit("]", len(self.text))

    def _emit(self, python: str, place: int):
        copied = self.text.startswith(python, place)
        self._python += python
        self._places += [place + i * copied for i in range(len(python))]
