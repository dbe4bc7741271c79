"""Expression from promoters: our nets beside ridge regression on k-mers.

The same as ``skgenarch benchmark promoters``, with the same options.
What is compared, and how, is told in ``skgenarch/benchmarks/promoters.py``.

    python benchmarks/promoters.py --help
"""

import sys

from skgenarch.cli import main

if __name__ == "__main__":
    sys.exit(main(["benchmark", "promoters", *sys.argv[1:]]))
