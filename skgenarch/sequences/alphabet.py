"""The DNA alphabet: one small integer for every letter.

========  ==========================================  ==================
code      letter                                      bases it stands for
========  ==========================================  ==================
0 to 3    A, C, G, T (U is read as T)                 itself
4         N                                           A, C, G, T
5 to 10   R, Y, S, W, K, M                            two of the four
11 to 14  B, D, H, V                                  three of the four
15        padding to the right of a sequence          none
========  ==========================================  ==================

Everything else that needs the alphabet looks it up in the tables of this file.
"""

import numpy as np

BASES = "ACGT"
LETTERS = "ACGTNRYSWKMBDHV"
N_BASES = 4
UNKNOWN = LETTERS.index("N")
PAD = 15

UNKNOWN_RULES = ("zero", "uniform", "iupac", "raise")

# The bases that each letter stands for (Cornish-Bowden 1985), in the order of LETTERS.
MEANINGS = "A C G T ACGT AG CT CG AT GT AC CGT AGT ACT ACG".split()

_COMPLEMENTS = "TGCANYRSWMKVHDB"

FOREIGN = 255
"""The mark of a byte that is no letter, in ``CODE_OF_BYTE``."""


def _table(pairs, otherwise):
    """Return a 256-byte table for ``bytes.translate``."""
    table = bytearray([otherwise] * 256)
    for key, value in pairs:
        table[key] = value
    return bytes(table)


def _both_cases(letters, values):
    """Pair the bytes of upper and lower case letters with upper and lower values."""
    return [
        *zip(letters.upper().encode(), values.upper().encode(), strict=True),
        *zip(letters.lower().encode(), values.lower().encode(), strict=True),
    ]


_UPPER_OF_BYTE = _both_cases(LETTERS + "U", LETTERS + "T")

CODE_OF_BYTE = _table(
    [(byte, LETTERS.index(chr(upper).upper())) for byte, upper in _UPPER_OF_BYTE],
    otherwise=FOREIGN,
)
BYTE_OF_CODE = _table(enumerate(LETTERS.encode()), otherwise=0)
COMPLEMENT_OF_BYTE = _table(_both_cases(LETTERS + "U", _COMPLEMENTS + "A"), otherwise=0)
COMPLEMENT_OF_CODE = _table(
    [(code, LETTERS.index(letter)) for code, letter in enumerate(_COMPLEMENTS)],
    otherwise=PAD,
)
_LETTER_BYTES = bytes(byte for byte, _ in _UPPER_OF_BYTE)


def as_bytes(text: str | bytes) -> bytes:
    """Return the text one byte per character; what is not Latin becomes ``?``."""
    return text.encode("latin-1", "replace") if isinstance(text, str) else text


def first_foreign(text: str | bytes) -> int | None:
    """Return the position of the first character that is no letter, if there is one."""
    raw = as_bytes(text)
    foreign = raw.translate(None, delete=_LETTER_BYTES)
    return raw.index(foreign[:1]) if foreign else None


def check_letters(text: str | bytes, where: str) -> None:
    """Raise ValueError if `text` holds anything but letters; `where` names the text."""
    position = first_foreign(text)
    if position is not None:
        letter = text[position : position + 1]
        raise ValueError(
            f"{where}, position {position}: {letter!r} is not a DNA letter. Allowed "
            f"are {LETTERS} and U, in upper or lower case; gaps and other "
            "characters must be removed or replaced by N."
        )


def check_unknown(unknown: str) -> None:
    """Raise ValueError unless `unknown` is one of the rules for ambiguous letters."""
    if unknown not in UNKNOWN_RULES:
        raise ValueError(
            f"The 'unknown' parameter must be one of {', '.join(UNKNOWN_RULES)}. "
            f"Got {unknown!r} instead."
        )


def one_hot_table(unknown: str = "zero") -> np.ndarray:
    """Return what each code becomes in one-hot form.

    Parameters
    ----------
    unknown : {"zero", "uniform", "iupac", "raise"}, default="zero"
        The rule for the ambiguous letters N, R, Y and so on: no mass on any base;
        0.25 on each of the four; or equal shares for the bases the letter stands
        for. ``"raise"`` refuses such letters when sequences are encoded, so here
        they are as with ``"zero"``.

    Returns
    -------
    ndarray of shape (16, 4), dtype float32
        Row ``code``, columns A, C, G, T. Padding (the last row) is zero throughout.

    Raises
    ------
    ValueError
        If `unknown` is not one of the four rules.

    Examples
    --------
    >>> from skgenarch.sequences import encode, one_hot_table
    >>> one_hot_table("iupac")[encode(["ARN"])[0]]
    array([[1.  , 0.  , 0.  , 0.  ],
           [0.5 , 0.  , 0.5 , 0.  ],
           [0.25, 0.25, 0.25, 0.25]], dtype=float32)
    """
    check_unknown(unknown)
    table = np.zeros((PAD + 1, N_BASES), dtype=np.float32)
    for code, bases in enumerate(MEANINGS):
        columns = [BASES.index(base) for base in bases]
        if len(bases) == 1 or unknown == "iupac":
            table[code, columns] = 1 / len(bases)
        elif unknown == "uniform":
            table[code] = 1 / N_BASES
    return table
