"""Where to look for motifs: around the peaks of a profile over bases."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from ...sequences import PAD


def peak_windows(
    profile: np.ndarray,
    codes: np.ndarray,
    *,
    width: int = 15,
    n_peaks: int = 2,
    threshold: float = 1.5,
    blur: float = 2.0,
) -> np.ndarray:
    """Return the bases around the highest peaks of each sequence.

    Parameters
    ----------
    profile : ndarray of shape (n, length)
        What each base gets: attention, or importance. Negative values count as none.

    codes : uint8 array of shape (n, length)

    width : int
        Bases of a window.

    n_peaks : int
        Most windows of a sequence; they may overlap.

    threshold : float
        Height of a peak, in units of what a base would get if all got the same.

    blur : float, default=2.0
        Standard deviation, in bases, of the Gaussian that smooths the profile.

    Returns
    -------
    windows : bool array of shape (n, length)
        False throughout for a sequence without a peak.
    """
    real = codes != PAD
    profile = np.where(real, np.maximum(profile, 0.0), 0.0)
    total = profile.sum(axis=1, keepdims=True)
    # The same for all bases is 1, whatever the unit and the length.
    n_real = real.sum(axis=1, keepdims=True)
    profile = np.divide(
        profile * n_real, total, out=np.zeros_like(profile), where=total > 0
    )
    smooth = gaussian_filter1d(profile, blur, axis=1, mode="nearest")
    smooth[~real] = 0.0
    # Only what is higher than its neighbours: the slope of a peak is no peak.
    before = np.pad(smooth, ((0, 0), (1, 0)))[:, :-1]
    after = np.pad(smooth, ((0, 0), (0, 1)))[:, 1:]
    height = np.where((smooth > before) & (smooth >= after), smooth, 0.0)
    windows = np.zeros(codes.shape, dtype=bool)
    here = np.arange(codes.shape[1])
    rows = np.arange(len(codes))
    for _ in range(n_peaks):
        peak = height.argmax(axis=1)
        high = (height[rows, peak] > 0) & (height[rows, peak] >= threshold)
        left = peak - (width - 1) // 2
        inside = (here >= left[:, None]) & (here < left[:, None] + width)
        inside &= high[:, None]
        windows |= inside
        height[inside] = 0.0
    return windows & real
