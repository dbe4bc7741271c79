"""One sequence in detail: attention above, what each base is worth below."""

import numpy as np

from .drawing import pyplot
from .logos import plot_logo


def plot_tracks(
    contributions, attention=None, *, sites=None, axes=None, label: str = "mutagenesis"
):
    """Draw attention and contributions of one sequence, one above the other.

    Parameters
    ----------
    contributions : array-like of shape (4, length)
        Of each base, as of any attribution.

    attention : array-like of shape (length,), default=None
        Attention of each base; None leaves it out.

    sites : DataFrame, default=None
        Sites to mark, with columns ``motif`` (number, from 0), ``position``, ``width``
        and ``strand``.

    axes : list of matplotlib Axes, default=None
        Where to draw, from above; None makes a figure.

    label : str, default="mutagenesis"
        What the contributions are.

    Returns
    -------
    axes : list of matplotlib Axes

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    ValueError
        If the contributions are not of shape (4, length), or there are fewer axes than
        tracks.
    """
    contributions = np.asarray(contributions, dtype=float)
    if contributions.ndim != 2 or len(contributions) != 4:
        raise ValueError(
            "The 'contributions' parameter must be of shape (4, length). Got shape "
            f"{contributions.shape} instead."
        )
    n_tracks = 1 if attention is None else 2
    if axes is None:
        axes = _new_tracks(contributions.shape[1], n_tracks)
    if len(axes) < n_tracks:
        raise ValueError(
            f"The 'axes' parameter must have {n_tracks} axes. Got {len(axes)}."
        )
    if attention is not None:
        _plot_attention(axes[0], np.asarray(attention, dtype=float))
    plot_logo(contributions.T, axes[n_tracks - 1], kind="contribution")
    axes[n_tracks - 1].set_ylabel(label)
    axes[n_tracks - 1].set_xlabel("base")
    for ax in axes[:n_tracks]:
        ax.set_xlim(-0.6, contributions.shape[1] - 0.4)
        ax.spines[["top", "right"]].set_visible(False)
    if sites is not None:
        _mark(axes[0], sites)
    return axes


def _new_tracks(length, n_tracks):
    width = float(np.clip(length * 0.1, 6, 24))
    _, axes = pyplot().subplots(
        n_tracks,
        1,
        squeeze=False,
        sharex=True,
        figsize=(width, 0.6 + 0.95 * n_tracks),
        layout="constrained",
        height_ratios=[1, 1.4][-n_tracks:],
    )
    return list(axes[:, 0])


def _plot_attention(ax, attention):
    ax.stairs(
        attention,
        np.arange(len(attention) + 1) - 0.5,
        fill=True,
        color="#0b6e99",
        alpha=0.75,
    )
    ax.set_ylim(bottom=0)
    ax.set_ylabel("attention")


def _mark(ax, sites):
    for site in sites.itertuples():
        start, end = site.position - 0.5, site.position + site.width - 0.5
        ax.axvspan(start, end, color="#f0a257", alpha=0.3, linewidth=0)
        arrow = "→" if site.strand == "+" else "←"
        ax.annotate(
            f"{site.motif + 1}{arrow}",
            ((start + end) / 2, 1),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=8,
        )
