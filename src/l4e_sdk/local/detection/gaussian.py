"""A multivariate normal distribution, and how far rows are from its centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.detection.arrays import Mask, Matrix, Values, Vector


_SMALL = 32  # rows of a triangle that is inverted as a whole
_ONE_THREAD = 2**18  # multiplications of a product that OpenBLAS does not share among threads
_STRIPS = 4  # that a symmetric product is made in; more save little work, and are less work each
_LEAST_WIDTH = 8  # columns of a piece, below which threads cost less than pieces


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A normal distribution by its mean and the inverse of its covariance."""

    mean: Values
    precision: Values

    @classmethod
    def of(cls, mean: Vector, covariance: Matrix, ridge: float) -> Self:
        """Return the distribution with this mean and covariance, `ridge` added on the covariance's diagonal."""
        enlarged = covariance + ridge * np.eye(len(mean))
        return cls(mean.astype(np.float32), _inverse(enlarged).astype(np.float32))

    def split(self, rows: Values) -> Values:
        """Split each row's squared distance (Hotelling's T²) among its cells; a row's parts sum to the distance.

        Missing cells take the value expected from the others and so add nothing: the distance is exactly that of
        the cells that are there, and 0 where there are none.
        """
        centred = self._centred(rows)
        parts = _product(centred, self.precision)
        parts *= centred
        return parts

    def distances(self, rows: Values) -> Vector:
        """Return each row's squared distance; the sums of `split`, but for rounding, in little more than half the work.

        The precision is symmetric: what lies below its diagonal adds as much as what lies above.
        """
        centred = self._centred(rows)
        total = np.zeros(len(rows))
        width = max(-(-centred.shape[1] // _STRIPS), _LEAST_WIDTH)
        for begin in range(0, centred.shape[1], width):
            upper = self.precision[: begin + width, begin : begin + width].copy()
            upper[:begin] *= 2
            pull = centred[:, : begin + width] @ upper
            total += np.einsum("ij,ij->i", pull, centred[:, begin : begin + width])
        return total

    def _centred(self, rows: Values) -> Values:
        """Return the rows from the mean on, what they lack at its expectation."""
        centred = rows - self.mean
        holed = np.flatnonzero(np.isnan(centred @ np.ones(centred.shape[1], np.float32)))
        if len(holed):
            centred[holed] = self._completed(centred[holed])
        return centred

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


def _inverse(covariance: Matrix) -> Matrix:
    """Return the inverse of a symmetric, positive definite matrix: exactly symmetric, in half the work of a general one.

    By its triangular factor (Cholesky) and not by blocks of the matrix itself: the inverses of blocks multiply their
    errors from level to level, and with many sensors that move alike nothing right is left.
    """
    root = _triangle_inverse(np.linalg.cholesky(covariance).astype(np.float64, copy=False))
    inverse: Matrix = root.T @ root
    return inverse


def _triangle_inverse(lower: Matrix) -> Matrix:
    """Return the inverse of a lower triangle, by halves."""
    if len(lower) <= _SMALL:
        return np.tril(np.linalg.inv(lower)).astype(np.float64, copy=False)
    half = len(lower) // 2
    inverse = np.zeros_like(lower)
    inverse[:half, :half] = first = _triangle_inverse(lower[:half, :half])
    inverse[half:, half:] = last = _triangle_inverse(lower[half:, half:])
    inverse[half:, :half] = -(last @ (lower[half:, :half] @ first))
    return inverse


def _product(rows: Values, square: Values) -> Values:
    """Multiply; few rows piece by piece, since to share so little among threads takes longer than to do it."""
    result: Values = np.empty(rows.shape, np.float32)
    width = _ONE_THREAD // max(rows.size, 1)
    if width < _LEAST_WIDTH:
        width = len(square)
    for begin in range(0, len(square), width):
        np.matmul(rows, square[:, begin : begin + width], out=result[:, begin : begin + width])
    return result


def _alike(missing: Mask) -> Iterable[list[int]]:
    """Group the rows that lack the same cells."""
    groups: dict[bytes, list[int]] = {}
    for row, pattern in enumerate(np.packbits(missing, axis=1)):
        groups.setdefault(pattern.tobytes(), []).append(row)
    return groups.values()
