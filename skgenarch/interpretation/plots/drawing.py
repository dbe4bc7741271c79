"""The way to matplotlib, which is needed for plots only."""


def new_axes(ax, size):
    """Return `ax`, or the axes of a new figure of `size` (width, height) in inches."""
    if ax is not None:
        return ax
    return pyplot().subplots(figsize=size, layout="constrained")[1]


def pyplot():
    """Return `matplotlib.pyplot`.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            "Plots need the package matplotlib. Install it with "
            'pip install "skgenarch[plots]".'
        ) from error
    return pyplot
