"""Alarm events against labelled ones, at the engine's own operating point: models that learned the whole history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks import protocol_detector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.quality_shared import Shared

SETS: Final = ("asd", "smd")
SHARES: Final = (1.0, 0.8)
"""How much of the training part is learned: all that a user has, and what the fixed protocol learns."""
CHANGED: Final = "machine-1-6"
"""A server whose operation changed for good; it is shown apart."""
BEFORE: Final = {"asd": "7 at 0.00", "smd": "8 at 0.21"}
"""Events found, and false ones a week, by the threshold of a risk that was there before."""
HEADER: Final = (
    "| machine | learned | found | false events a week | rows in alarm, of the normal ones | drift |",
    "|---|--:|--:|--:|--:|---|",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The events of one machine, or of several together."""

    name: str
    learned: float
    labels: int
    found: int
    false: float
    weeks: float
    alarm_rows: int
    rows: int
    drift: str

    def line(self) -> str:
        """Return the line of the table."""
        share = self.alarm_rows / max(self.rows, 1)
        return (
            f"| {self.name} | {self.learned:.0%} | {self.found} of {self.labels} | {self.false / self.weeks:.2f} "
            f"| {share:.2%} | {self.drift} |"
        )


def pooled(name: str, all_found: list[Found]) -> Found:
    """Add machines up."""
    return Found(
        name,
        all_found[0].learned,
        sum(one.labels for one in all_found),
        sum(one.found for one in all_found),
        sum(one.false for one in all_found),
        sum(one.weeks for one in all_found),
        sum(one.alarm_rows for one in all_found),
        sum(one.rows for one in all_found),
        "",
    )


def lines(shared: Shared) -> Iterator[str]:
    """Yield the lines of the table: each machine, and each set together."""
    for name in SETS:
        for learned in SHARES:
            machines = [_found(shared, name, entity, learned) for entity in _entities(shared, name)]
            yield from (one.line() for one in machines)
            rest = [one for one in machines if one.name != CHANGED]
            yield pooled(f"**{name.upper()}**, before: {BEFORE[name]}", machines).line()
            if len(rest) < len(machines):
                yield pooled(f"**{name.upper()} without {CHANGED}**", rest).line()


def _entities(shared: Shared, name: str) -> list[str]:
    found = json.loads((shared.data / name / "meta.json").read_text(encoding="utf-8"))["entities"]
    return [str(entity["id"]) for entity in found]


def _found(shared: Shared, name: str, entity: str, learned: float) -> Found:
    folder = shared.data / name
    history = pd.read_parquet(folder / f"{entity}.train.parquet").set_index("timestamp").astype(float)
    later = pd.read_parquet(folder / f"{entity}.test.parquet").set_index("timestamp").astype(float)
    labels = later.pop("label").to_numpy() > 0
    history = history.drop(columns="label", errors="ignore")
    rate = float((later.index[1] - later.index[0]).total_seconds())
    model = protocol_detector.fit_with_events(history[: int(len(history) * learned)], None, rate)
    evaluation = model.evaluate(later)
    times = later.index.to_numpy().astype("datetime64[us]")
    first = np.searchsorted(times, [event.start for event in evaluation.events]).astype(int)
    last = np.searchsorted(times, [event.end for event in evaluation.events], "right").astype(int) - 1
    judged = shared.events.judge((first, last), labels, rate)
    return Found(
        entity,
        learned,
        int(judged["labels"]),
        int(judged["found"]),
        float(judged["false"]),
        len(labels) * rate / (7 * 86_400),
        int(judged["normal_rows"]),
        int(np.count_nonzero(~labels)),
        str(evaluation.drift.status),
    )
