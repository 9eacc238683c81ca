"""``l4e doctor``, ``l4e backup`` and ``l4e restore``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def test_a_folder_in_order_is_zero(press: Line):
    assert press.says("doctor", str(press.folder)) == f"{press.folder} is in order\n"
    assert press.json("doctor", str(press.folder)) == {"healthy": True, "findings": []}


def test_a_folder_that_lost_a_model_is_one_with_the_remedy(press: Line):
    shutil.rmtree(press.folder / "data" / "models")
    done = press("doctor", str(press.folder))
    assert done.exit_code == 1
    assert "error" in done.stdout
    assert "press" in done.stdout


def test_a_folder_is_backed_up_and_restored(press: Line, tmp_path: Path):
    file, copy = tmp_path / "plant.l4e-backup.tar.gz", tmp_path / "copy"
    saved = press.json("backup", str(press.folder), str(file))
    assert saved["files"] > 3
    restored = press.json("restore", str(file), str(copy))
    assert restored["files"] == saved["files"]
    assert [each["model_name"] for each in type(press)(copy).json("models", "list")] == ["press"]


def test_a_backup_may_leave_the_buckets_out(press: Line, tmp_path: Path):
    whole = press.json("backup", str(press.folder), str(tmp_path / "whole.tar.gz"))
    lean = press.json("backup", str(press.folder), str(tmp_path / "lean.tar.gz"), "--no-buckets")
    assert lean["files"] < whole["files"]


def test_a_folder_that_is_used_is_not_restored_into(press: Line, tmp_path: Path):
    file = tmp_path / "plant.tar.gz"
    press.says("backup", str(press.folder), str(file))
    done = press("restore", str(file), str(press.folder))
    assert done.exit_code == 1
    assert "is not empty" in done.stderr
