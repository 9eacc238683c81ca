"""``l4e learn``."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ModelVersion
from l4e_sdk.shapes import NoticeSummary
from l4e_sdk.testing import Plant, PlantFault
from l4e_sdk.views import Notice
from tests.unit.cli.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line

FAULT = PlantFault("step", "oil_temp", NOW - timedelta(days=3), NOW - timedelta(days=2))


@pytest.fixture
def history(tmp_path: Path) -> str:
    Plant(faults=(FAULT,)).readings(NOW - timedelta(days=40), NOW).write(tmp_path / "history")
    return str(tmp_path / "history")


def test_one_line_goes_from_files_to_a_report(empty: Line, history: str, tmp_path: Path):
    (tmp_path / "known.csv").write_text(f"{FAULT.start:%Y-%m-%dT%H:%M:%S},{FAULT.end:%Y-%m-%dT%H:%M:%S}\n")
    out = tmp_path / "press.html"
    done = empty("learn", "press", history, "--labels", str(tmp_path / "known.csv"), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("press: ")
    assert "oil_temp" in out.read_text(encoding="utf-8")
    assert "2 of 2 files usable" in done.stderr
    (model,) = empty.json("models", "list")
    assert (model["model_quality"], model["active_model_version"]) == ("QUALITY_THRESHOLD_MET", 1)

    *_, create, preflight, serve = done.stderr.splitlines()
    assert empty(*shlex.split(create)[1:]).exit_code == 0
    assert "press-07" in empty(*shlex.split(preflight)[1:]).stdout
    assert serve == f"  l4e serve {empty.folder}"


def test_the_notices_of_the_training_come_before_the_next_commands(
    empty: Line, history: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    frozen = NoticeSummary.model_validate({"Kind": "frozen", "Text": "oil_temp did not change for 48 hours."})
    monkeypatch.setattr(ModelVersion, "notices", property(lambda _: (Notice(frozen),)))
    done = empty("learn", "press", history, "--out", str(tmp_path / "a.html"), "--output", "json")
    assert done.exit_code == 0, done.output
    assert [each["kind"] for each in json.loads(done.stdout)["notices"]] == ["frozen"]
    lines = done.stderr.splitlines()
    told = lines.index("  frozen: oil_temp did not change for 48 hours.")
    assert lines[told - 1] == "Notices of the training:"
    assert "To watch live data" in lines[told + 2]


def test_the_commands_that_it_shows_do_the_same(empty: Line, history: str, tmp_path: Path):
    shown = empty("learn", "press", history, "--out", str(tmp_path / "one.html")).stderr
    by_hand = type(empty)(tmp_path / "by-hand")
    lines = [line.removeprefix("$ l4e ") for line in shown.splitlines() if line.startswith("$ ")]
    assert len(lines) == 6
    for line in lines:
        args = shlex.split(line.replace("one.html", "two.html"))
        assert by_hand(*args).exit_code == 0, line
    one, two = (plant.json("models", "metrics", "press") for plant in (empty, by_hand))
    assert one == two
    assert (tmp_path / "two.html").is_file()


def test_files_that_cannot_be_ingested_end_it_with_the_remedy(empty: Line, tmp_path: Path):
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "a.csv").write_text("Zeit;n\n31.01.2024;1,5\n")
    done = empty("learn", "press", str(tmp_path))
    assert done.exit_code == 1
    assert "press/a.csv" in done.stderr
    assert "l4e convert" in done.stderr
    assert not empty.folder.exists()


def test_a_model_that_is_there_is_not_learned_again(press: Line, history: str):
    done = press("learn", "press", history)
    assert done.exit_code == 1
    assert "there is a model 'press' already" in done.stderr


def test_it_wants_an_engine_of_its_own(history: str):
    from typer.testing import CliRunner

    from l4e_sdk.cli.app import app

    done = CliRunner().invoke(app, ["learn", "press", history])
    assert done.exit_code == 2
    assert "--local plant" in done.stderr


def test_the_next_files_of_a_scheduler_are_printed(press: Line):
    live = ("--every", "PT1H", "--input", "s3://plant/live/", "--results", "s3://plant/results/")
    press.says("schedulers", "create", "live", "--model", "press", *live)
    done = press("schedulers", "preflight", "live")
    assert done.exit_code == 1
    assert "live/press-07-" in done.stdout
    assert json.loads(press("schedulers", "preflight", "live", "--output", "json").stdout)["ok"] is False
