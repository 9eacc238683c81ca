"""Many generated machines: alarms while they are well, faults that dirt hides, events that do not end.

``python -m tests.detection.long`` prints a table; ``--write`` puts it into docs/detection/machines.md. The short form
for every change is tests/detection/test_machines.py.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.detection.machines import DIRT, FAULTS, dirty, machine
from tests.detection.trial import (
    ALARMS_PER_MONTH,
    MONTHS,
    Trial,
    allowed_hours,
    drawn,
    faulty,
    overrun_hours,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.detection.machines import Fault, Floats, Machine

PAGE = Path(__file__).parents[2] / "docs" / "detection" / "machines.md"
BEGIN, END = "<!-- machines: begin -->", "<!-- machines: end -->"


@dataclass
class Tally:
    """What happened on the machines so far."""

    quiet: list[int] = field(default_factory=list)
    """The events of each machine in the 60 days, without a fault."""
    found: Counter[str] = field(default_factory=Counter)
    """Per kind of fault: those that the clean history finds."""
    tried: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    """Per kind of dirt: of the faults that the clean history finds, those that the dirty one finds."""
    learned: Counter[str] = field(default_factory=Counter)
    """Per kind of dirt: how many histories had it."""
    controls: Counter[str] = field(default_factory=Counter)
    """Per kind of dirt: finds that are none, since there is an event without the fault as well."""
    overruns: list[str] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ended: int = 0
    """Events of faults that were looked at for their end."""

    def try_machine(self, made: Machine) -> None:
        """Let a model learn the clean history and each dirty one, and try it on the same fault."""
        clean, one = Trial(made, made.values), drawn(made)
        events = clean.events(made.values)
        self.quiet.append(len(events))
        if any(event.first < one.stop and event.last >= one.start for event in events):
            return  # an event that is there without the fault finds nothing
        broken = faulty(made, one)
        hits = clean.found(broken, one)
        self.tried[one.kind] += 1
        if not hits:
            return
        self.found[one.kind] += 1
        self._look_at_end("clean", made, one, overrun_hours(made, one, hits))
        for kind in DIRT:
            self._try_dirt(kind, made, broken, one)

    def _try_dirt(self, kind: str, made: Machine, broken: Floats, one: Fault) -> None:
        readings = dirty(made, kind, broken, one.sensors, one)
        trial = Trial(made, readings)
        hits = trial.found(readings, one)
        control = trial.found(dirty(made, kind, made.values, one.sensors, one), one)
        self.learned[kind] += 1
        self.controls[kind] += bool(control)
        self.kept[kind] += bool(hits)
        if not hits:
            self.lost[kind].append(f"{_named(made)}: {one.kind}, {one.size:.0f} deviations")
        elif not control:
            self._look_at_end(kind, made, one, overrun_hours(made, one, hits))

    def _look_at_end(self, history: str, made: Machine, one: Fault, hours: float) -> None:
        self.ended += 1
        if hours > allowed_hours(made):
            self.overruns.append(f"{_named(made)}, {history} history: {one.kind}, {hours:.1f} h")

    def rows(self) -> Mapping[str, str]:
        """Return the figures."""
        most = ALARMS_PER_MONTH * MONTHS
        within = sum(count <= most for count in self.quiet)
        total, kept = self.learned.total(), self.kept.total()
        return {
            f"quiet machines with at most {most:g} events in {30 * MONTHS} days": _share(
                within, len(self.quiet)
            ),
            "events of a quiet machine a month, mean": f"{np.mean(self.quiet) / MONTHS:.2f}",
            "events of the worst quiet machine": f"{max(self.quiet)}",
            **{
                f"faults found, clean history: {kind}": _share(self.found[kind], self.tried[kind])
                for kind in FAULTS
            },
            **{
                f"of these found after dirt: {kind}": f"{_share(self.kept[kind], self.learned[kind])}"
                f" (control {self.controls[kind]})"
                for kind in DIRT
            },
            "of these lost to dirt, all kinds": _share(total - kept, total),
            "events that outlast their fault by more than three hours and four rows": _share(
                len(self.overruns), self.ended
            ),
        }

    def told(self) -> list[str]:
        """Return every fault that was lost and every event that did not end, one a line."""
        lost = [f"lost after {kind}: {one}" for kind, cases in self.lost.items() for one in cases]
        return [*lost, *(f"goes on: {one}" for one in self.overruns)]


def _named(made: Machine) -> str:
    return f"machine {made.number} ({made.rate // 60} min, {made.days} days, {made.values.shape[1]} sensors)"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({part / whole:.1%})" if whole else "")


def of_size(first: int, count: int, most_sensors: int | None) -> Iterable[Machine]:
    """Return so many machines, without those of more sensors."""
    number = first
    while count:
        made = machine(number)
        number += 1
        if most_sensors is None or made.values.shape[1] <= most_sensors:
            count -= 1
            yield made


def write(command: str, tally: Tally) -> None:
    """Put the figures between the markers of the page."""
    table = [f"`{command}`, {datetime.now(UTC):%Y-%m-%d}:", "", "| what | figure |", "|---|--:|"]
    table += [f"| {what} | {figure} |" for what, figure in tally.rows().items()]
    if told := tally.told():
        table += ["", "Each of them:", "", *(f"- {line}" for line in told)]
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join([f"{before}{BEGIN}", *table, f"{END}{after}"]), encoding="utf-8")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--machines", type=int, default=200, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--sensors", type=int, default=None, help="leave out machines with more")
    parser.add_argument("--write", action="store_true", help="write the table to docs/detection/machines.md")
    arguments = parser.parse_args()
    begun, tally = time.monotonic(), Tally()
    for place, made in enumerate(of_size(arguments.first, arguments.machines, arguments.sensors), start=1):
        tally.try_machine(made)
        print(f"{place} of {arguments.machines}, {time.monotonic() - begun:.0f} s", flush=True)
    for what, figure in tally.rows().items():
        print(f"{what}: {figure}")
    print(*tally.told(), sep="\n")
    if arguments.write:
        command = f"python -m tests.detection.long --machines {arguments.machines}"
        if arguments.sensors is not None:
            command += f" --sensors {arguments.sensors}"
        write(command, tally)


if __name__ == "__main__":
    main()
