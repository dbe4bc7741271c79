"""Which bases a position of a net sees."""

from typing import NamedTuple

from ..modules import Architecture


class ReceptiveField(NamedTuple):
    """What position ``p`` behind the blocks sees of a sequence.

    It stands for the bases from ``p * stride`` up to, but not including,
    ``(p + 1) * stride``; its convolutions reach `left` bases before them and `right`
    bases beyond.
    """

    stride: int
    left: int
    right: int

    @property
    def width(self) -> int:
        """Number of bases that a position sees."""
        return self.left + self.stride + self.right


def receptive_field(architecture: Architecture) -> ReceptiveField:
    """Return the receptive field of a net's convolutions, in bases.

    Parameters
    ----------
    architecture : Architecture
        The net. Its recurrence, if it has one, is not accounted for.

    Returns
    -------
    field : ReceptiveField
        Of the positions that are collapsed.

    Examples
    --------
    >>> from skgenarch.interpretation.receptive_field import receptive_field
    >>> from skgenarch.modules import Architecture
    >>> receptive_field(Architecture(kernel_size=9, stem_pool=4, n_blocks=0))
    ReceptiveField(stride=4, left=4, right=4)
    """
    reach = max(architecture.kernel_sizes) - 1
    left, right = reach // 2, reach - reach // 2
    stride = architecture.total_stem_pool
    # A residual block has two convolutions in a row; a highway's gate stands beside.
    n_convolutions = 2 if architecture.block == "residual" else 1
    for _, kernel_size, pool, dilation in architecture.block_plan():
        reach = dilation * (kernel_size - 1)
        left += n_convolutions * stride * (reach // 2)
        right += n_convolutions * stride * (reach - reach // 2)
        stride *= pool
    return ReceptiveField(stride, left, right)
