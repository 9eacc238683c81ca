"""``l4e labels``, on an engine's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line

LINES = "2024-02-02T04:00:00,2024-02-04T11:30:00\n2024-02-10T00:00:00,2024-02-10T06:00:00\n"


def test_labels_of_a_file_are_added_once_and_written_again(empty: Line, tmp_path: Path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(LINES)
    empty.says("labels", "create", "seals", "--fault-code", "leak", "--fault-code", "wear")
    load = ("labels", "load", "seals", str(source), "--fault-code", "leak")
    assert empty.says(*load) == "added 2 labels to 'seals'\n"
    assert empty.json(*load)["label_ids"] == []
    assert "leak" in empty.says("labels", "list", "seals")
    assert [each["rating"] for each in empty.json("labels", "list", "seals")] == ["ANOMALY", "ANOMALY"]
    assert empty.json("labels", "save", "seals", str(target))["labels"] == 2
    assert (
        empty.says("labels", "load", "seals", str(target), "--fault-code", "wear")
        == "added 2 labels to 'seals'\n"
    )


def test_a_file_with_a_fault_names_the_line(empty: Line, tmp_path: Path):
    source = tmp_path / "in.csv"
    source.write_text(LINES + "yesterday,today\n")
    empty.says("labels", "create", "seals")
    done = empty("labels", "load", "seals", str(source))
    assert done.exit_code == 1
    assert "line 3" in done.stderr
    assert empty.json("labels", "list", "seals") == []


def test_a_file_that_is_missing_is_a_fault_of_usage(empty: Line):
    empty.says("labels", "create", "seals")
    assert empty("labels", "load", "seals", "nowhere.csv").exit_code == 2


def test_groups_are_listed_and_deleted(empty: Line):
    empty.says("labels", "create", "seals", "--tag", "site=north")
    assert "seals" in empty.says("labels", "groups", "--prefix", "se")
    assert empty("labels", "delete", "seals").exit_code == 1
    assert empty.json("labels", "delete", "seals", "--yes")["deleted"] is True
    assert empty.json("labels", "groups") == []


def test_markup_in_a_fault_code_is_shown_as_it_is(empty: Line, tmp_path: Path):
    source, code = tmp_path / "in.csv", "[bold red]leak[/]\x1b[2J"
    source.write_text(LINES)
    empty.says("labels", "create", "seals", "--fault-code", code)
    empty.says("labels", "load", "seals", str(source), "--fault-code", code)
    shown = empty.says("labels", "list", "seals")
    assert "[bold red]leak[/][2J" in shown
    assert "\x1b" not in shown
    assert empty.json("labels", "list", "seals")[0]["fault_code"] == code
