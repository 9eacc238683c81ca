"""Sums and cross-products of rows set beside their past, without building those long rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.gaussian import Gaussian

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.detection.arrays import Mask, Values


_STILL = 1e-6
"""In squared deviations: a variance that is nothing but rounding."""


class LaggedProducts:
    """Running sums over long rows `[x(t), x(t - 1), x(t - 2), ...]`; rows are added block by block.

    Two pairs of lags that are equally far apart have the same cross-product but for a few rows at the ends of a
    stretch. So one product per distance is computed, and the ends are set right: for the lags 0, 1, 2, 4 and 8 that
    is 8 products in place of 25. Sums of different stretches add up.
    """

    def __init__(self, sensors: int, lags: tuple[int, ...]) -> None:
        self.sensors = sensors
        self.lags = lags
        self.count = 0
        self.total = np.zeros((len(lags), sensors))
        self.products = np.zeros((len(lags), sensors, len(lags), sensors))

    @classmethod
    def sum(cls, parts: Iterable[LaggedProducts]) -> Self:
        """Add up the sums of several stretches."""
        first, *others = parts
        result = cls(first.sensors, first.lags)
        for part in (first, *others):
            result.count += part.count
            result.total += part.total
            result.products += part.products
        return result

    def add(self, readings: Values, marked: Mask) -> None:
        """Add the marked rows, each with the rows at its lags; none of these may lack a reading or lie outside."""
        if not marked.any():
            return
        seen = {lag: _moved(marked, lag) for lag in self.lags}
        self.count += int(np.count_nonzero(marked))
        self.total += np.stack([seen[lag] for lag in self.lags]).astype(np.float32) @ readings
        first: dict[int, tuple[int, Values]] = {}
        for later, lag in enumerate(self.lags):
            for earlier, other in enumerate(self.lags[later:], later):
                apart = other - lag
                if apart not in first:
                    first[apart] = lag, _product(readings, seen[lag], apart)
                base, product = first[apart]
                self.products[later, :, earlier] += product
                if base != lag:
                    self.products[later, :, earlier] += _ends(readings, seen[lag], seen[base], apart)

    def gaussian(self, ridge: float, sensors: Mask | None = None) -> Gaussian:
        """Return the distribution of the added rows, its covariance enlarged by `ridge` on the diagonal.

        A sensor that never moved has the variance of the deviation that it is measured in.

        Args:
            ridge: In squared units of the readings.
            sensors: False for those to leave out; None keeps all.
        """
        return self._distribution(len(self.lags), ridge, sensors)

    def present(self, ridge: float, sensors: Mask | None = None) -> Gaussian:
        """Return the same of the rows without their past."""
        return self._distribution(1, ridge, sensors)

    def _distribution(self, lags: int, ridge: float, sensors: Mask | None) -> Gaussian:
        total, products = self.total[:lags], self.products[:lags, :, :lags]
        if sensors is not None:
            total, products = total[:, sensors], products[:, sensors][:, :, :, sensors]
        mean = (total / self.count).ravel()
        products = products.reshape(len(mean), len(mean)) / self.count
        upper = np.triu(products)
        covariance = upper + np.triu(products, 1).T - np.outer(mean, mean)
        still = np.diag(covariance) < _STILL
        covariance[still, still] += 1  # what never moved: to move by its unit is one deviation
        return Gaussian.of(mean, covariance, ridge)


def _moved(marked: Mask, lag: int) -> Mask:
    """Return which rows stand `lag` rows before a marked one."""
    return np.concatenate((marked[lag:], np.zeros(min(lag, len(marked)), dtype=np.bool_)))


def _product(readings: Values, rows: Mask, apart: int) -> Values:
    """Return the cross-product of the rows with those `apart` rows before them."""
    places = np.flatnonzero(rows)
    first, last = int(places[0]), int(places[-1]) + 1
    if last - first == len(places):
        now = readings[first:last]
        return now.T @ (readings[first - apart : last - apart] if apart else now)
    now = readings[places]
    return now.T @ (readings[places - apart] if apart else now)


def _ends(readings: Values, rows: Mask, counted: Mask, apart: int) -> Values:
    """Return the product over `rows` less that over `counted`, from the rows in which the two differ."""
    places = np.flatnonzero(rows != counted)
    signs = np.where(rows[places], np.float32(1), np.float32(-1))[:, None]
    return (readings[places] * signs).T @ readings[places - apart]
