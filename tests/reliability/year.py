"""A virtual year of one scheduler: ``python -m tests.reliability.year --days 365 --kept 30 --write``.

One scheduler at PT5M judges live data on a virtual clock, in this process. Once a virtual day the run notes the memory of the
process, its open files, and the size of the state, after a checkpoint of its log. After the retention has passed, all of
them must be level. Input files are removed after each day, results by their retention. Fewer days
show less: the page says how many passed.
"""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from l4e_sdk import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine, Retention
from l4e_sdk.testing.plant import Plant
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.reliability import figures
from tests.support.factory import LIVE, RESULTS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

START: Final = datetime(2024, 3, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
WINDOW: Final = timedelta(minutes=5)
HISTORY: Final = 15
"""Days of training data."""
LEVEL: Final = 1.05
"""A figure is level if no later one is higher by more than this factor."""


@dataclass(frozen=True, slots=True)
class Day:
    """The figures at the end of a virtual day."""

    number: int
    memory: int
    """Bytes of the process, resident."""
    files: int
    """Open files of the process."""
    state: int
    """Bytes of ``state.db``."""
    executions: int


class Year:
    """The run.

    Args:
        folder: the folder of the engine.
        kept: days for which executions and results are kept.
    """

    def __init__(self, folder: Path, kept: int) -> None:
        self.days: list[Day] = []
        self.windows = 0
        self._folder = folder
        retention = Retention(executions=kept * DAY, results=kept * DAY)
        self._clock = VirtualClock(START)
        settings = EngineSettings(workers=0, retention=retention)
        self._engine = LocalEngine(folder, clock=self._clock, settings=settings)
        self._plant = Plant(every=WINDOW)
        self._boto = self._furnish()

    def run(self, days: int) -> Iterator[Day]:
        """Let days pass, and yield the figures of each."""
        for _ in range(days):
            self._pass_a_day()
            self.days.append(self._figures(len(self.days) + 1))
            yield self.days[-1]

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()

    def _furnish(self) -> Any:
        boto, engine = boto_client(self._engine), self._engine
        history = self._plant.readings(START - HISTORY * DAY, START)
        engine.objects.put(plant.BUCKET, f"train/{self._plant.component}/all.csv", history.csv().encode())
        boto.create_dataset(DatasetName="press")
        boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
        engine.run_until_idle()
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        boto.create_inference_scheduler(
            ModelName="press",
            InferenceSchedulerName="live",
            DataUploadFrequency="PT5M",
            RoleArn=ROLE,
            DataInputConfiguration=LIVE,
            DataOutputConfiguration=RESULTS,
        )
        engine.run_until_idle()
        return boto

    def _pass_a_day(self) -> None:
        begin = self._clock.now()
        keys = list(self._upload(begin))
        self._clock.advance(DAY)
        self.windows += len(keys)
        for key in keys:
            self._engine.objects.delete(plant.BUCKET, key)

    def _upload(self, begin: datetime) -> Iterator[str]:
        # A window has the rows after its start, up to its end.
        readings = self._plant.readings(begin + WINDOW, begin + DAY + WINDOW)
        head, *lines = readings.csv().splitlines()
        for number, line in enumerate(lines):
            key = f"live/{self._plant.component}_{begin + number * WINDOW:%Y%m%d%H%M%S}.csv"
            self._engine.objects.put(plant.BUCKET, key, f"{head}\n{line}\n".encode())
            yield key

    def _figures(self, number: int) -> Day:
        gc.collect()
        with closing(sqlite3.connect(self._folder / "state.db")) as state:
            state.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            (executions,) = state.execute("SELECT count(*) FROM inference_executions").fetchone()
        return Day(
            number,
            int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"),
            len(list(Path("/proc/self/fd").iterdir())),
            (self._folder / "state.db").stat().st_size,
            executions,
        )


def rise(days: list[Day], kept: int, name: str) -> float:
    """Return by how much a figure rose, as a factor: from the first level days to the highest later one."""
    level = [getattr(day, name) for day in days if day.number > kept + 1]
    first = max(level[: max(1, len(level) // 4)])
    return max(level) / first


def judge(days: list[Day], kept: int) -> None:
    """Fail unless every figure is level once the retention has passed."""
    for name in ("memory", "files", "state", "executions"):
        if (factor := rise(days, kept, name)) > LEVEL:
            raise SystemExit(f"{name} is not level after day {kept}: it rose to {factor:.2f} times")


def main() -> int:
    """Run, judge, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--kept", type=int, default=30)
    parser.add_argument("--write", action="store_true", help="Rewrite the figures in docs/reliability.md.")
    options = parser.parse_args()
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        year = Year(Path(folder), options.kept)
        try:
            for day in year.run(options.days):
                print(
                    f"day {day.number}: {day.memory / 1e6:.0f} MB, {day.files} files, {day.state / 1e6:.2f} MB, "
                    f"{day.executions} executions",
                    flush=True,
                )
        finally:
            year.close()
    judge(year.days, options.kept)
    first, last = next(day for day in year.days if day.number > options.kept + 1), year.days[-1]
    rows = {
        "virtual days, windows": f"{options.days}, {year.windows:,}",
        "executions kept on the last day": f"{last.executions:,}",
        f"memory on day {first.number} and on the last day": f"{first.memory / 1e6:.0f} MB, {last.memory / 1e6:.0f} MB",
        f"open files on day {first.number} and on the last day": f"{first.files}, {last.files}",
        f"state on day {first.number} and on the last day": f"{first.state / 1e6:.2f} MB, {last.state / 1e6:.2f} MB",
        "processor time of a window": f"{(time.process_time() - begun) / year.windows * 1000:.0f} ms",
    }
    figures.report("year", f"--days {options.days} --kept {options.kept}", rows, write=options.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
