"""Rates of calls: one token bucket per caller and operation (service/wire#throttling)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from l4e_sdk._botocore_data import catalogue
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.wire.faults import Throttled

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping


class Throttle:
    """A limit on the number of calls per second of an operation. After a pause, a second's calls may come at once.

    Args:
        rates: calls per second by operation. 0 allows none; operations without a rate are not limited.
        now: the time, in epoch seconds.

    Raises:
        ConfigurationError: a name is not an operation of the service, or a rate is negative.
    """

    def __init__(self, rates: Mapping[str, float], now: Callable[[], float]) -> None:
        for operation, rate in rates.items():
            if operation not in catalogue().operations or not rate >= 0:
                raise ConfigurationError(
                    f"call_rates has {operation!r}: {rate}; name operations such as 'CreateLabel', with calls per second."
                )
        self._rates = dict(rates)
        self._now = now
        self._buckets: dict[tuple[Hashable, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, caller: Hashable, operation: str) -> None:
        """Count one call.

        Raises:
            Throttled: it is one too many.
        """
        rate = self._rates.get(operation)
        if rate is not None and not self._has_token(caller, operation, rate):
            raise Throttled(
                f"{operation} may be called {rate:g} times a second; call again later, or raise call_rates in EngineSettings."
            )

    def _has_token(self, caller: Hashable, operation: str, rate: float) -> bool:
        # A rate below one a second still lets one call through; a rate of zero lets none.
        most = max(rate, 1.0) if rate else 0.0
        with self._lock:
            now = self._now()
            left, at = self._buckets.get((caller, operation), (most, now))
            left = min(most, left + max(now - at, 0.0) * rate)
            taken = left >= 1
            self._buckets[caller, operation] = (left - taken, now)
        return taken
