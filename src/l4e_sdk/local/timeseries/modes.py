"""Whether a sensor moves between separate ranges of values (service/ingestion#operating-modes)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE: Final = 100_000
_BINS: Final = 100
_REACH: Final = 9
_SPREAD: Final = 3.0
_VALLEY: Final = 0.125
_SHARE: Final = 0.1
_WIDE: Final = float(np.finfo(np.float64).max) / 4


def has_several_modes(values: NDArray[np.float64]) -> bool:
    """Return whether the density of the values has two or more well separated modes.

    The density is a histogram of 100 bins between the 0.5 % and the 99.5 % quantile, smoothed by a Gaussian of three
    bins. Two modes are separate when the density between them falls to an eighth or less of the lower peak and each
    side holds a tenth of the values. Two equal Gaussians qualify from a distance of 4.7 standard deviations; a sine
    or an even spread does not.
    """
    counts = _histogram(values[:: max(1, len(values) // _SAMPLE)])
    if counts is None:
        return False
    density = _smoothed(counts)
    left, right = np.maximum.accumulate(density), np.maximum.accumulate(density[::-1])[::-1]
    valley = density <= _VALLEY * np.minimum(left, right)
    below = np.cumsum(counts) / counts.sum()
    return bool(np.any(valley & (below >= _SHARE) & (below <= 1 - _SHARE)))


def _histogram(sample: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Count the values in the bins; None where the values differ by too little to make 100 bins between them."""
    # Halved, or the width of a range from -1e308 to 1e308 would overflow; halving changes no digit of other numbers.
    wide = float(np.abs(sample).max(initial=0)) > _WIDE
    sample = sample / 2 if wide else sample
    low, high = (float(bound) for bound in np.quantile(sample, (0.005, 0.995)))
    edges = np.linspace(low, high, _BINS + 1)
    if not np.all(np.diff(edges) > 0):
        return None
    return np.histogram(sample, bins=_BINS, range=(low, high))[0]


def _smoothed(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    offsets = np.arange(-_REACH, _REACH + 1)
    kernel = np.exp(-0.5 * (offsets / _SPREAD) ** 2)
    # Mirrored ends, or the density would fall at the edges of the range.
    return np.convolve(np.pad(counts, _REACH, mode="symmetric"), kernel / kernel.sum(), mode="valid")
