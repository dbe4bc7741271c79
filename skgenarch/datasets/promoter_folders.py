"""Finding the files of a set of promoters."""

from pathlib import Path

# What a folder of promoters may hold, by the name of the parameter.
_FOLDER_FILES = {
    "fasta": ["promoters.fa.gz", "promoters.fa", "promoters.fasta"],
    "expression": [f"expression.{end}" for end in ("tsv.gz", "tsv", "csv.gz", "csv")],
    "groups": ["groups.tsv", "groups.csv"],
    "genes": ["genes.tsv", "genes.csv"],
}


def find_promoter_files(fasta, expression, groups, genes, tss, genome):
    """Fill in the files of a folder; complain about too little or too much.

    Parameters
    ----------
    fasta, expression, groups, genes, tss, genome : object
        As of `load_promoters`.

    Returns
    -------
    fasta, expression, groups, genes : object
        The same, or the files of the folder `fasta`.
    """
    if (fasta is None) == (genome is None):
        raise ValueError(
            "Either the 'fasta' parameter of load_promoters or 'tss' with 'genome' "
            "must say where sequences come from. Got "
            + ("none of them." if fasta is None else "both of them.")
        )
    if genome is not None and tss is None:
        raise ValueError(
            "The 'tss' parameter of load_promoters must say where transcription "
            "starts if windows are to be cut from 'genome'. Got None."
        )
    is_folder = fasta is not None and Path(fasta).is_dir()
    if not is_folder:
        if expression is None:
            raise ValueError(
                "The 'expression' parameter of load_promoters must be a file, a "
                "DataFrame or AnnData unless 'fasta' is a folder. Got None"
                + ("." if fasta is None else f", and {fasta} is not a folder.")
            )
        return fasta, expression, groups, genes
    folder = Path(fasta)
    # The groups belong to the samples of this one table, so they come with it only.
    if expression is None:
        expression = _in_folder(folder, "expression", required=True)
        if groups is None:
            groups = _in_folder(folder, "groups")
    if genes is None:
        genes = _in_folder(folder, "genes")
    return _in_folder(folder, "fasta", required=True), expression, groups, genes


def _in_folder(folder, parameter, *, required=False):
    """Return the first file of the folder with one of the names, or None."""
    for name in _FOLDER_FILES[parameter]:
        if (folder / name).is_file():
            return folder / name
    if required:
        raise FileNotFoundError(
            f"The folder {folder} has no file for the {parameter!r} parameter: it may "
            f"be named {', '.join(_FOLDER_FILES[parameter])}."
        )
    return None
