"""The search against others, on tables of real trainings.

The same as ``skgenarch benchmark search``, with the same options. What is compared, and
how, is told in ``skgenarch/benchmarks/search.py``.

    python benchmarks/search.py --help
"""

import sys

from skgenarch.cli import main

if __name__ == "__main__":
    sys.exit(main(["benchmark", "search", *sys.argv[1:]]))
