"""Downloading one file, whole and verified or not at all."""

import hashlib
import http.client
import os
import time
import urllib.request
import uuid
from pathlib import Path

TIMEOUT = 30.0  # seconds without an answer


def download(
    url: str, path: Path, sha256: str, *, n_retries: int = 3, delay: float = 1.0
) -> None:
    """Download a file, verify it, and only then put it in its place.

    Parameters
    ----------
    url : str
        Where the file is.

    path : Path
        Where the file goes. Its folder is created; a file already there is replaced.

    sha256 : str
        SHA-256 of the file, in hexadecimal.

    n_retries : int, default=3
        How many times to try again when the connection fails.

    delay : float, default=1.0
        Seconds between two tries.

    Raises
    ------
    OSError
        If the folder cannot be written to, if the file cannot be downloaded (then a
        ConnectionError), or if its checksum differs. No file is left behind then.
    """
    temporary = _temporary_file(path)
    try:
        temporary.write_bytes(_read_url(url, n_retries, delay))
        found = file_sha256(temporary)
        if found != sha256:
            raise OSError(
                f"The file downloaded from {url} has the SHA-256 checksum {found}, "
                f"expected is {sha256}. It has been removed. Try again; if the "
                "checksum stays the same, the file has changed at its source."
            )
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 checksum of a file, in hexadecimal.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    checksum : str
        64 hexadecimal digits.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _temporary_file(path):
    """Create an empty file beside the final one, with a name no other process has."""
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
    except OSError as error:
        raise OSError(
            f"Cannot write to the data home, in {path.parent} ({error}). Choose "
            "another one by data_home or the environment variable SKGENARCH_DATA."
        ) from error
    return temporary


def _read_url(url, n_retries, delay):
    """Read a URL, trying again when the connection fails."""
    for tries_left in reversed(range(n_retries + 1)):
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
                return response.read()
        except (OSError, http.client.HTTPException) as error:
            if tries_left == 0:
                raise ConnectionError(f"Could not download {url} ({error}).") from error
            time.sleep(delay)
