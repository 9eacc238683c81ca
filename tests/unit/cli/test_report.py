from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


@pytest.mark.parametrize("command", [("report", "press"), ("versions", "report", "press", "1")])
def test_a_report_is_written(press: Line, tmp_path: Path, command: tuple[str, ...]) -> None:
    out = tmp_path / "press.html"
    assert press.says(*command, "--out", str(out)) == f"Wrote {out}.\n"
    assert "<h1>press" in out.read_text(encoding="utf-8")


def test_the_file_is_named_after_the_version(
    press: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert press.json("report", "press") == {
        "path": "press-1.html",
        "model_name": "press",
        "model_version": 1,
    }
    assert (tmp_path / "press-1.html").exists()


def test_an_unknown_version_has_no_report(press: Line) -> None:
    assert press("report", "press", "9").exit_code == 1
