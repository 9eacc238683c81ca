"""A multivariate normal distribution, and how far rows are from its centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.detection.arrays import Mask, Values


class Moments:
    """Running sums of rows and of their cross-products; rows are added block by block."""

    def __init__(self, size: int) -> None:
        self.count = 0
        self._total = np.zeros(size)
        self._products = np.zeros((size, size))

    def add(self, rows: Values) -> None:
        """Add rows without missing cells."""
        self.count += len(rows)
        self._total += rows.sum(axis=0, dtype=np.float64)
        self._products += rows.T @ rows

    def gaussian(self, ridge: float) -> Gaussian:
        """Return the distribution of the added rows, its covariance enlarged by `ridge` on the diagonal."""
        mean = self._total / self.count
        covariance = self._products / self.count - np.outer(mean, mean)
        covariance[np.diag_indices_from(covariance)] += ridge
        precision = np.linalg.inv(covariance)
        return Gaussian(mean.astype(np.float32), ((precision + precision.T) / 2).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A normal distribution by its mean and the inverse of its covariance."""

    mean: Values
    precision: Values

    def split(self, rows: Values) -> Values:
        """Split each row's squared distance (Hotelling's T²) among its cells; a row's parts sum to the distance.

        Missing cells take the value expected from the others and so add nothing: the distance is exactly that of
        the cells that are there, and 0 where there are none.
        """
        centred = rows - self.mean
        holed = np.flatnonzero(np.isnan(centred.sum(axis=1)))
        if len(holed):
            centred[holed] = self._completed(centred[holed])
        parts: Values = np.matmul(centred, self.precision, dtype=np.float32)
        parts *= centred
        return parts

    def _completed(self, centred: Values) -> Values:
        """Return the rows with every missing cell at its expectation; rows that lack the same are solved together."""
        missing = np.isnan(centred)
        known = np.nan_to_num(centred)
        pull = known @ self.precision
        for rows in _alike(missing):
            cells = missing[rows[0]]
            if cells.all():
                continue
            inner = self.precision[np.ix_(cells, cells)].astype(np.float64)
            known[np.ix_(rows, cells)] = -np.linalg.solve(inner, pull[np.ix_(rows, cells)].T).T
        return known


def _alike(missing: Mask) -> Iterable[list[int]]:
    """Group the rows that lack the same cells."""
    groups: dict[bytes, list[int]] = {}
    for row, pattern in enumerate(np.packbits(missing, axis=1)):
        groups.setdefault(pattern.tobytes(), []).append(row)
    return groups.values()
