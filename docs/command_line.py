"""Write the help of each command, as the command line prints it."""

import argparse
from functools import partial
from pathlib import Path

from skgenarch import cli

WIDTH = 88


def commands():
    """Return the parsers by name: "" for ``skgenarch`` itself, then its commands."""
    parser = cli.make_parser()
    found = {"": parser}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def write(folder):
    """Write one text file for each command, and one with all of them.

    Parameters
    ----------
    folder : path-like
        Where; made if it is not there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    texts = []
    for name, parser in commands().items():
        parser.formatter_class = partial(parser.formatter_class, width=WIDTH)
        texts.append(f"$ {f'skgenarch {name}'.strip()} --help\n{parser.format_help()}")
    (folder / "all.txt").write_text("\n\n".join(texts), encoding="utf-8")
