"""Motifs by name: whether a net's motifs match the factor it was trained on.

The same as ``skgenarch benchmark motifs``, with the same options. What is compared, and
how, is told in ``skgenarch/benchmarks/motifs.py``.

    python benchmarks/motifs.py --help
"""

import sys

from skgenarch.cli import main

if __name__ == "__main__":
    sys.exit(main(["benchmark", "motifs", *sys.argv[1:]]))
