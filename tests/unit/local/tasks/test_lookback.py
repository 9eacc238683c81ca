from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk.local.tasks.lookback import lookback
from l4e_sdk.local.tasks.span import Span

START = datetime(2024, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize("learned_until", [None, day(-5), day(80)])
def test_the_newest_fifth_is_for_the_comparison(learned_until: datetime | None) -> None:
    found = lookback(day(0), day(100), learned_until)
    assert (found.training, found.comparison) == (Span(day(0), day(80)), Span(day(80), day(100)))
    assert found.seen == 0


@pytest.mark.parametrize("learned_until", [day(81), day(95)])
def test_training_data_of_the_active_version_is_excluded(learned_until: datetime) -> None:
    found = lookback(day(0), day(100), learned_until)
    assert (found.training, found.comparison) == (Span(day(0), day(80)), Span(learned_until, day(100)))
    assert found.seen == 0


@pytest.mark.parametrize(("learned_until", "seen"), [(day(96), 0.8), (day(100), 1.0), (day(200), 1.0)])
def test_if_too_little_data_is_left_the_share_is_returned(learned_until: datetime, seen: float) -> None:
    found = lookback(day(0), day(100), learned_until)
    assert found.comparison == Span(day(80), day(100))
    assert found.seen == pytest.approx(seen)


def test_a_version_describes_both_ranges() -> None:
    assert lookback(day(0), day(100), day(90)).members() == {
        "training_data_start_time": day(0),
        "training_data_end_time": day(80),
        "evaluation_data_start_time": day(90),
        "evaluation_data_end_time": day(100),
    }
