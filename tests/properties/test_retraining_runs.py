"""Whatever happens to a retraining scheduler and its engine, each retraining runs once, on its date or as soon as it can.

The engine is real; what ought to happen is worked out by a few lines that count days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import plant
from tests.conftest import START
from tests.support.rehearsal import Rehearsal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Retraining:
    """What a retraining scheduler ought to do."""

    now: datetime
    first: datetime
    step: relativedelta
    on: bool = True
    plan: datetime | None = None
    runs: list[datetime] = field(default_factory=list)

    def plan_next(self) -> None:
        dates = (self.first + self.step * count for count in range(1000))
        self.plan = next(date for date in dates if date > self.now) if self.on else None

    def pass_by(self, days: int, *, engine_on: bool) -> None:
        target = self.now + timedelta(days=days)
        while self.plan and self.plan <= target:
            self.now = self.plan if engine_on else target
            self.runs.append(self.now)
            self.plan_next()
        self.now = target


FREQUENCIES = {
    "P1M": relativedelta(months=1),
    "P3M15D": relativedelta(months=3, days=15),
    "P31D": relativedelta(days=31),
    "P1Y": relativedelta(years=1),
    "P11M30D": relativedelta(months=11, days=30),
}
DAYS = st.sampled_from([10, 31, 100, 366])


@settings(max_examples=10, deadline=None)
@given(
    frequency=st.sampled_from(sorted(FREQUENCIES)),
    ahead=st.integers(1, 60),
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("advance"), DAYS),
            st.tuples(st.just("off"), DAYS),
            st.tuples(st.just("toggle"), st.just(0)),
            st.tuples(st.sampled_from(sorted(FREQUENCIES)), st.just(0)),
        ),
        max_size=8,
    ),
)
def test_every_retraining_runs_once_on_its_date_or_when_the_engine_is_back(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    frequency: str,
    ahead: int,
    steps: list[tuple[str, int]],
) -> None:
    rehearsal = Rehearsal(prepared, tmp_path_factory.getbasetemp() / "retrainings")
    first = START + timedelta(days=ahead)
    # So long after the data each run finds nothing to learn from: its version is FAILED, and counts all the same.
    name = {"ModelName": "press"}
    given = {"RetrainingFrequency": frequency, "LookbackWindow": "P180D", "RetrainingStartDate": first}
    rehearsal.engine.objects.put(plant.BUCKET, "labels/known.csv", b"no label at all\n")
    rehearsal.call("create_retraining_scheduler", **name, **given)
    expected = Retraining(START, first, FREQUENCIES[frequency])
    expected.plan_next()
    for what, days in steps:
        if what == "advance":
            rehearsal.advance(days * 1440)
        elif what == "off":
            rehearsal.close_and_open(days * 1440)
        elif what == "toggle":
            verb = "stop" if expected.on else "start"
            rehearsal.call(f"{verb}_retraining_scheduler", **name)
            expected.on = not expected.on
            expected.plan_next()
        else:
            rehearsal.call("update_retraining_scheduler", **name, RetrainingFrequency=what)
            expected.step = FREQUENCIES[what]
            expected.plan_next()
        expected.pass_by(days, engine_on=what != "off")
    pages = rehearsal.boto.get_paginator("list_model_versions").paginate(**name)
    versions = [version for page in pages for version in page["ModelVersionSummaries"]][1:]
    assert [version["CreatedAt"] for version in versions] == expected.runs
    assert [version["ModelVersion"] for version in versions] == list(range(2, len(versions) + 2))
    assert {version["Status"] for version in versions} <= {"FAILED"}
    planned = rehearsal.boto.describe_model(**name).get("NextScheduledRetrainingStartDate")
    assert planned == expected.plan
    rehearsal.engine.close()
