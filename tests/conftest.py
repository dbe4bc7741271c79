"""One torch thread for all tests: small nets only get slower with more."""

import os
from pathlib import Path

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def data_home():
    """Folder with the real data sets; tests that need it skip without it."""
    home = os.environ.get("SKGENARCH_DATA")
    if not home or not Path(home).is_dir():
        pytest.skip("SKGENARCH_DATA does not name a folder with the real data sets")
    return Path(home)
