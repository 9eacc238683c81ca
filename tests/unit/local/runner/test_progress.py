from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.runner.progress import (
    Progress,
    computed,
    forget,
    noted,
    progress_file,
    read_progress,
    report,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2024, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return progress_file(tmp_path, 7)


def test_work_that_runs_has_a_beginning_and_stages(file: Path) -> None:
    def compute(first: str, *, second: str) -> list[Progress | None]:
        seen = [read_progress(file)]
        for stage in (first, second):
            report(stage)
            seen.append(read_progress(file))
        return seen

    with noted(file, NOW):
        seen = computed(file, compute, "reading", second="fitting")
    assert seen == [Progress(NOW, ""), Progress(NOW, "reading"), Progress(NOW, "fitting")]


def test_nothing_is_left_of_work_that_has_ended(file: Path) -> None:
    with pytest.raises(ZeroDivisionError), noted(file, NOW):
        raise ZeroDivisionError
    assert read_progress(file) is None
    assert list(file.parent.iterdir()) == []


def test_nothing_is_left_of_work_that_was_interrupted(file: Path, tmp_path: Path) -> None:
    noted(file, NOW).__enter__()
    forget(tmp_path)
    forget(tmp_path)
    assert read_progress(file) is None


def test_a_report_outside_of_a_job_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    report("reading")
    assert not caplog.records


def test_a_stage_is_logged_and_written_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "l4e_sdk")
    with noted(file, NOW):
        for _ in range(3):
            computed(file, report, "reading")
    assert caplog.messages == ["reading"]


def test_a_report_of_work_that_has_ended_meanwhile_does_nothing(file: Path) -> None:
    computed(file, report, "reading")
    assert read_progress(file) is None


def test_progress_that_cannot_be_written_does_not_end_the_work(tmp_path: Path) -> None:
    (tmp_path / "progress").write_text("a file where a folder must be")
    file = progress_file(tmp_path, 7)
    with noted(file, NOW):
        assert computed(file, lambda: report("reading") or "done") == "done"


@pytest.mark.parametrize("text", ["", "[", "[1]", '["x", "y"]', "7"])
def test_a_file_that_makes_no_sense_is_no_progress(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert read_progress(file) is None
