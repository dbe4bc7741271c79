"""Reading the bundled database; it is made by build.py."""

from functools import lru_cache
from importlib import resources

from ..meme_files import read_meme
from ..motif import Motif

MOTIFS_FILE = "JASPAR2026_CORE_vertebrates.meme.gz"
FAMILIES_FILE = "families.tsv"


def load_jaspar() -> list[Motif]:
    """Return the motifs of JASPAR 2026 CORE for vertebrates [1]_.

    Returns
    -------
    motifs : list of Motif
        1019 motifs, the latest version of each matrix: `name` is its number, for
        example MA0139.2, and `alternate_name` the transcription factor, CTCF. A new
        list each time, of the same motifs.

    See Also
    --------
    jaspar_families : Families of the transcription factors.
    match_motifs : Look motifs up.

    References
    ----------
    .. [1] The JASPAR database of transcription factor binding profiles, release 2026,
       https://jaspar.elixir.no. Licence CC BY 4.0. See the README of this folder.

    Examples
    --------
    >>> from skgenarch.interpretation.motifs import load_jaspar
    >>> {motif.name: motif for motif in load_jaspar()}["MA0108.3"]
    Motif('MA0108.3', 'TBP', width=7, consensus='TATAAAW')
    """
    return list(_motifs())


def jaspar_families() -> dict[str, tuple[str, ...]]:
    """Return the families of the transcription factors, by number of the matrix.

    Returns
    -------
    families : dict of str to tuple of str
        In JASPAR's words, after TFClass. Two for a pair of factors of different
        families, none where JASPAR names none. A new dict each time.

    Examples
    --------
    >>> from skgenarch.interpretation.motifs.jaspar import jaspar_families
    >>> jaspar_families()["MA0099.4"]
    ('Fos-related', 'Jun-related')
    """
    return dict(_families())


@lru_cache(maxsize=1)
def _motifs():
    with _file(MOTIFS_FILE).open("rb") as file:
        return tuple(read_meme(file))


@lru_cache(maxsize=1)
def _families():
    families = {}
    _, *lines = _file(FAMILIES_FILE).read_text(encoding="utf-8").splitlines()
    for line in lines:
        names, matrices = line.split("\t")
        for matrix in matrices.split():
            families[matrix] = tuple(name for name in names.split(" :: ") if name)
    return families


def _file(name):
    return resources.files("skgenarch.interpretation.motifs") / "jaspar" / name
