"""The engine on four public data sets: ``python -m benchmarks.quality`` measures it and writes docs/detection/quality.md.

The data, the harness and the survey are no part of the repository; they lie beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks import quality_events
from benchmarks.quality_page import Measured, page, targets
from benchmarks.quality_runs import BASELINES, ENGINE, detection_rates, run_all
from benchmarks.quality_shared import BESIDE, ROOT, Shared, SharedFilesError
from benchmarks.shifted import outcomes

PAGE = ROOT / "docs/detection/quality.md"


def main() -> None:
    """Measure, print the targets and write the page."""
    parser = argparse.ArgumentParser(description="Measure detection quality on the public data sets.")
    parser.add_argument(
        "--shared", type=Path, default=BESIDE, help="the folder with data/ and tools/ (%(default)s)"
    )
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write (%(default)s)")
    arguments = parser.parse_args()
    shared = Shared(arguments.shared)
    try:
        shared.check()
    except SharedFilesError as error:
        sys.exit(str(error))
    began = time.monotonic()
    runs = run_all(shared, lambda tag: say(tag, began))
    say("Tennessee Eastman", began)
    rates = detection_rates(shared, (ENGINE, *(name for name in BASELINES if name != "iforest")))
    say("changed plants", began)
    shifts = outcomes(shared)
    say("alarm events", began)
    events = list(quality_events.lines(shared))
    measured = Measured(runs, rates, shifts, events, time.monotonic() - began)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(page(shared, measured), encoding="utf-8")
    for target in targets(measured):
        print(target.line())
    for shift in shifts:
        print(shift.line())
    say(f"wrote {arguments.out}", began)


def say(what: str, began: float) -> None:
    """Tell where the run is."""
    print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
