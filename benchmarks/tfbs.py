"""Transcription-factor binding: our nets, published figures, strong baselines.

The same as ``skgenarch benchmark tfbs``, with the same options. What is compared, and
how, is told in ``skgenarch/benchmarks/tfbs.py``.

    python benchmarks/tfbs.py --help
"""

import sys

from skgenarch.cli import main

if __name__ == "__main__":
    sys.exit(main(["benchmark", "tfbs", *sys.argv[1:]]))
