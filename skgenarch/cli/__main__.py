"""``python -m skgenarch.cli``."""

import sys

from . import main

sys.exit(main())
