"""Fetching public ChIP-seq data sets of the ENCODE project."""

import csv
import warnings
from importlib import resources
from urllib.parse import quote

from .data_home import get_data_home
from .download import download, file_sha256
from .tfbs_files import load_tfbs

SOURCE = "https://raw.githubusercontent.com"


def fetch_tfbs(
    name,
    *,
    data_home=None,
    download_if_missing=True,
    random_state=0,
    return_X_y=False,
    n_retries=3,
    delay=1.0,
):
    """Load one of 13 ENCODE ChIP-seq data sets, downloading it if necessary.

    The data are those on which DeepBind was tested [1]_: windows of 101 bases about
    the ChIP-seq peaks of one factor in one cell line [2]_. The training file holds
    every other one of the 1,000 strongest peaks, then all weaker peaks, and is
    completed by one dinucleotide shuffle of each; the test file holds the other 500
    of the strongest peaks and the original authors' shuffle of each.

    Parameters
    ----------
    name : str
        Name of the data set, or a beginning of it that fits no other, in upper or
        lower case: ARID3A, CTCFL, ELK1, GABPA, GATA3, MYC, REST, SP1, SRF, TAF7,
        TBP, USF2 or ZNF143.

    data_home : str or path-like, default=None
        Folder in which data sets are kept; see `get_data_home`. The files are
        ``tfbs/encode/<name>_AC.seq.gz`` and ``<name>_B.seq.gz`` in it.

    download_if_missing : bool, default=True
        Whether to download files which are not there.

    random_state : int, RandomState instance or None, default=0
        Determines the shuffles.

    return_X_y : bool, default=False
        Whether to return a tuple instead of a Bunch.

    n_retries : int, default=3
        How many times to try again when a download fails.

    delay : float, default=1.0
        Seconds between two tries.

    Returns
    -------
    data : Bunch
        sequences, test_sequences : ndarray of shape (n_sequences,) and dtype object
            The sequences, as str of 101 letters.
        target, test_target : ndarray of shape (n_sequences,) and dtype int64
            1 for bound, 0 for unbound.
        names, test_names : ndarray of shape (n_sequences,) and dtype object
            Names of the sequences, with the rank of the peak.
        name : str
            Full name of the data set: factor, cell line, antibody, laboratory.
        filename, test_filename : str
            The files.
        DESCR : str
            A description of the data.

    (X, y, X_test, y_test) : tuple
        Only ``sequences``, ``target``, ``test_sequences`` and ``test_target``, if
        `return_X_y` is true.

    Raises
    ------
    ValueError
        If the name fits no data set, or several.

    OSError
        If the files are not there and cannot be downloaded, if the folder cannot be
        written to, or if a checksum differs.

    Warns
    -----
    UserWarning
        If a file in the data home is not the one that was published; it is then
        downloaded again.

    See Also
    --------
    load_tfbs : Load your own files of this kind.
    make_tfbs : Simulate data of this kind, without a network.

    Notes
    -----
    The files are downloaded from public copies at a fixed commit, and their SHA-256
    checksums are verified: https://github.com/jisraeli/DeepBind,
    https://github.com/MedChaabane/deepRAM and https://github.com/lab-rasool/TFBS.

    References
    ----------
    .. [1] B. Alipanahi, A. Delong, M. T. Weirauch and B. J. Frey. Predicting the
       sequence specificities of DNA- and RNA-binding proteins by deep learning. Nature
       Biotechnology 33 (2015).

    .. [2] ENCODE Project Consortium. An integrated encyclopedia of DNA elements in the
       human genome. Nature 489 (2012).

    Examples
    --------
    >>> from skgenarch.datasets import fetch_tfbs
    >>> data = fetch_tfbs("MYC")  # doctest: +SKIP
    >>> data.name, data.sequences.shape, data.test_sequences.shape  # doctest: +SKIP
    ('MYC_H1-hESC_c-Myc_Stanford', (8102,), (1000,))
    """
    entry = _find(name)
    folder = get_data_home(data_home) / "tfbs" / "encode"
    paths = []
    for part, suffix in [("train", "AC"), ("test", "B")]:
        path = folder / f"{entry['name']}_{suffix}.seq.gz"
        url = "/".join(
            [SOURCE, entry["repository"], entry["commit"], quote(entry[f"{part}_path"])]
        )
        if not _is_there(path, entry[f"{part}_sha256"], download_if_missing):
            _fetch_file(
                url, path, entry[f"{part}_sha256"], n_retries=n_retries, delay=delay
            )
        paths.append(path)
    data = load_tfbs(paths[0], test_path=paths[1], random_state=random_state)
    if return_X_y:
        return data.sequences, data.target, data.test_sequences, data.test_target
    data.name = entry["name"]
    data.DESCR = (
        f"ENCODE ChIP-seq data set {entry['name']}, "
        f"from https://github.com/{entry['repository']}.\n{data.DESCR}"
    )
    return data


def _registry():
    """Return one dict per data set."""
    file = resources.files("skgenarch.datasets") / "data" / "encode_tfbs.tsv"
    lines = file.read_text(encoding="ascii").splitlines()
    return list(csv.DictReader(lines, delimiter="\t"))


def _find(name):
    """Return the one data set that has the name, or whose name begins with it."""
    entries = _registry()
    wanted = str(name).lower()
    for entry in entries:
        if entry["name"].lower() == wanted:
            return entry
    found = [entry for entry in entries if entry["name"].lower().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    rule = "only one of these names" if found else "one of these names, or be one"
    names = "\n  ".join(entry["name"] for entry in found or entries)
    raise ValueError(
        f"The 'name' parameter of fetch_tfbs must be the beginning of {rule}:"
        f"\n  {names}\nGot {name!r} instead."
    )


def _is_there(path, sha256, download_if_missing):
    """Tell whether the file is in the data home and is the published one."""
    if not path.is_file():
        if download_if_missing:
            return False
        raise OSError(
            f"{path} is not there, and download_if_missing is False. Set it to True "
            "to download the file."
        )
    found = file_sha256(path)
    if found == sha256:
        return True
    message = f"{path} has the SHA-256 checksum {found}, expected is {sha256}"
    if not download_if_missing:
        raise OSError(
            f"{message}. Set download_if_missing to True to download it again."
        )
    warnings.warn(f"{message}; it is downloaded again.", UserWarning, stacklevel=3)
    return False


def _fetch_file(url, path, sha256, *, n_retries, delay):
    """Download a file, or say what to do without a network."""
    try:
        download(url, path, sha256, n_retries=n_retries, delay=delay)
    except ConnectionError as error:
        raise ConnectionError(
            f"{error} Without a network, put the file by hand at {path}, or simulate "
            "data by skgenarch.datasets.make_tfbs."
        ) from error
