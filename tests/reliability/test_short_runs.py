"""The long runs of ``make chaos``, ``fuzz``, ``stress`` and ``year``, as short as every run of the tests can bear."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reliability import figures
from tests.reliability.fuzz import Distant, Fuzz
from tests.reliability.stress import Stress
from tests.reliability.year import Day, Year, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]


def run(module: str, arguments: Sequence[str]) -> str:
    """Run one of the long runs as its command does and return what it printed."""
    command = [sys.executable, "-m", f"tests.reliability.{module}", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return ended.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL and no fork")
def test_an_engine_that_is_killed_again_and_again_loses_nothing() -> None:
    printed = run("chaos", ["--kills", "5", "--seed", "11"])
    assert re.search(r"engines killed: [5-9]\n", printed)


@pytest.mark.slow
def test_requests_that_no_client_would_send_are_answered_as_described() -> None:
    fuzz = Fuzz(5)
    fuzz.run(1500)
    assert sum(fuzz.codes.values()) == 1500
    assert fuzz.codes["success"] > 100


@pytest.mark.slow
def test_invalid_requests_over_http_get_modelled_answers() -> None:
    fuzz = Fuzz(6, Distant)
    fuzz.run(400)
    assert fuzz.codes["success"] > 20
    assert fuzz.codes["no HTTP"] > 5


@pytest.mark.slow
def test_clients_that_call_at_once_lose_no_update() -> None:
    stress = Stress(clients=8, seconds=5, seed=1, workers=0)
    stress.run()
    assert stress.calls > 100


def test_figures_replace_those_of_the_last_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- fuzz: begin -->\nold\n<!-- fuzz: end -->\nafter\n")
    monkeypatch.setattr(figures, "PAGE", page)
    figures.report("fuzz", "--seed 1", {"requests": "7"}, write=False)
    assert "old" in page.read_text()
    figures.report("fuzz", "--seed 1", {"requests": "7"}, write=True)
    text = page.read_text()
    assert "old" not in text
    assert "| requests | 7 |" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the figures are those of Linux")
def test_a_scheduler_leaves_no_more_behind_than_its_retention_says(tmp_path: Path) -> None:
    year = Year(tmp_path / "plant", kept=1)
    try:
        days = list(year.run(3))
    finally:
        year.close()
    assert [day.executions for day in days] == [288, 576, 576]
    assert year.windows == 3 * 288


def test_a_figure_that_rises_after_the_retention_fails_a_run() -> None:
    level = [Day(number, 100, 10, 1000, 50) for number in range(1, 11)]
    judge(level, kept=3)
    rising = [Day(number, 100 + 10 * number, 10, 1000, 50) for number in range(1, 11)]
    with pytest.raises(SystemExit, match="memory is not level after day 3"):
        judge(rising, kept=3)
