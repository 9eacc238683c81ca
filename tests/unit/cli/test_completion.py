"""Names that a shell completes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.cli.conftest import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def completed(line: str) -> list[str]:
    """Return what bash would offer at the end of a line."""
    count = len(line.split()) - (not line.endswith(" "))
    done = program(COMP_WORDS=line, COMP_CWORD=str(count), _L4E_COMPLETE="complete_bash")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


def test_names_of_resources_are_completed(press: Line):
    assert completed(f"l4e --local {press.folder} models show pr") == ["press"]
    assert completed(f"l4e --local {press.folder} models show x") == []


def test_commands_are_completed():
    assert completed("l4e mo") == ["models"]


@pytest.mark.parametrize(
    "place", ["--endpoint-url http://127.0.0.1:9 --region us-east-1", "--profile nobody", "--local nowhere"]
)
def test_an_unreachable_endpoint_completes_nothing(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    assert completed(f"l4e {place} models show p") == []
    assert list(tmp_path.iterdir()) == []
