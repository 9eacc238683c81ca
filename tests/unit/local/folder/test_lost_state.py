"""Data without a state is refused, and nobody is told to delete it."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import EngineSettings, LocalEngine, examine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an engine with data, and without a state."""
    place = tmp_path / "plant"
    opened(place)
    (place / "data/datasets/0a1b/2c3d").mkdir(parents=True)
    for file in place.glob("state.db*"):
        file.unlink()
    return place


def opened(place: Path) -> None:
    with closing(LocalEngine(place, settings=EngineSettings(workers=0))):
        pass


def test_data_without_a_state_is_refused(folder: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"state\.db is lost, but .*data has data of an engine"
    ) as caught:
        opened(folder)
    assert "l4e restore BACKUP FOLDER" in str(caught.value)
    assert "No backup lies in the folder or beside it" in str(caught.value)
    assert not (folder / "state.db").exists()


@pytest.mark.parametrize("content", [b"", None])
def test_an_empty_state_beside_data_is_refused_too(folder: Path, content: bytes | None) -> None:
    if content is None:
        with closing(sqlite3.connect(folder / "state.db")) as database:
            database.execute("PRAGMA user_version=1")
    else:
        (folder / "state.db").write_bytes(content)
    with pytest.raises(ConfigurationError, match="is lost"):
        opened(folder)


def test_backups_at_hand_are_named_the_newest_first(folder: Path) -> None:
    for name in ("old.l4e-backup.tar.gz", "backup-2026.tar.gz"):
        (folder.parent / name).write_bytes(b"")
    (folder / "inside.l4e-backup.tar.gz").write_bytes(b"")
    with pytest.raises(ConfigurationError) as caught:
        opened(folder)
    assert all(
        name in str(caught.value) for name in ("old.l4e-backup", "backup-2026", "inside.l4e-backup.tar.gz")
    )


def test_the_doctor_says_that_the_state_is_lost(folder: Path) -> None:
    (folder.parent / "plant.l4e-backup.tar.gz").write_bytes(b"")
    (finding,) = examine(folder).findings
    assert finding.what == "The state is lost, and only the data is left."
    assert "plant.l4e-backup.tar.gz" in finding.remedy
    assert "elete" not in finding.remedy


def test_a_new_folder_and_one_without_data_are_opened(tmp_path: Path) -> None:
    opened(tmp_path / "new")
    for file in (tmp_path / "new").glob("state.db*"):
        file.unlink()
    opened(tmp_path / "new")


def test_a_folder_that_nothing_points_at_is_kept(tmp_path: Path) -> None:
    opened(tmp_path)
    (tmp_path / "data/models/0a1b/1").mkdir(parents=True)
    texts = [str(finding) for finding in examine(tmp_path).findings]
    assert any("Nothing points at this folder" in text for text in texts)
    assert not any("Delete it" in text for text in texts)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_new_folder_is_for_its_owner_and_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    opened(tmp_path / "above/new")
    assert (tmp_path / "above/new").stat().st_mode & 0o777 == 0o700
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o750)
    opened(shared)
    assert shared.stat().st_mode & 0o777 == 0o750
