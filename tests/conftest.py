"""One thread for each process of the tests: small nets only get slower with more."""

import os
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # for processes that tests start, too

import pytest  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def data_home():
    """Folder with the real data sets; tests that need it skip without it."""
    home = os.environ.get("SKGENARCH_DATA")
    if not home or not Path(home).is_dir():
        pytest.skip("SKGENARCH_DATA does not name a folder with the real data sets")
    return Path(home)
