from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import polars as pl
import pytest

from l4e_sdk.local.timeseries import instants

INDIA = datetime(2023, 3, 1, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def test_an_aware_datetime_becomes_naive_utc():
    assert instants.naive(INDIA) == datetime(2023, 3, 1)


def test_a_naive_datetime_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match="add tzinfo"):
        instants.naive(datetime(2023, 3, 1))


def test_an_instant_compares_with_arrays():
    assert instants.datetime64(INDIA) == np.datetime64("2023-03-01T00:00:00")


def test_an_instant_compares_with_columns():
    assert pl.select(instants.literal(INDIA)).item() == datetime(2023, 3, 1)


def test_an_instant_becomes_aware_again():
    assert instants.aware(instants.datetime64(INDIA)) == INDIA.astimezone(UTC)
