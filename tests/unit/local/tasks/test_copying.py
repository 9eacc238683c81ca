from __future__ import annotations

import errno
from pathlib import Path

import pytest

from l4e_sdk.local.runner.work import CustomerError
from l4e_sdk.local.tasks import copying
from l4e_sdk.local.tasks.copying import copy_folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "press").mkdir(parents=True)
    (folder / "press" / "a.parquet").write_bytes(b"12345")
    (folder / "manifest.json").write_bytes(b"{}")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_copy_has_every_file_and_returns_the_bytes(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "copy"
    assert copy_folder(source, target) == 7
    assert content(target) == content(source)
    assert [path.name for path in target.parent.iterdir()] == ["copy"]


def test_a_copy_stays_when_the_source_is_replaced_or_deleted(source: Path, tmp_path: Path) -> None:
    copy_folder(source, tmp_path / "copy")
    other = source / "manifest.new"
    other.write_bytes(b"[]")
    other.replace(source / "manifest.json")
    (source / "press" / "a.parquet").unlink()
    assert content(tmp_path / "copy") == {"manifest.json": b"{}", "press/a.parquet": b"12345"}


def test_a_finished_copy_is_not_copied_again(source: Path, tmp_path: Path) -> None:
    copy_folder(source, tmp_path / "copy")
    (source / "late").write_bytes(b"1")
    assert copy_folder(source, tmp_path / "copy") == 7


def test_an_unfinished_copy_starts_again(source: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.partial").mkdir()
    (tmp_path / "copy.partial" / "junk").touch()
    copy_folder(source, tmp_path / "copy")
    assert content(tmp_path / "copy") == content(source)


def test_files_that_are_being_written_are_left_out(source: Path, tmp_path: Path) -> None:
    (source / "b.partial").touch()
    copy_folder(source, tmp_path / "copy")
    assert "b.partial" not in content(tmp_path / "copy")


def test_a_file_that_was_merged_meanwhile_makes_it_begin_again(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Path.hardlink_to

    def merging(self: Path, target: Path) -> None:
        loose = source / "press" / "a.parquet"
        if self.name == "a.parquet":
            loose.rename(source / "press" / "month.parquet")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", merging)
    copy_folder(source, tmp_path / "copy")
    assert set(content(tmp_path / "copy")) == {"manifest.json", "press/month.parquet"}


def test_a_source_that_is_never_at_rest_is_given_up(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(self: Path, target: Path) -> None:
        raise FileNotFoundError(target)

    monkeypatch.setattr(Path, "hardlink_to", vanished)
    with pytest.raises(CustomerError, match="import it again"):
        copy_folder(source, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_source_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CustomerError, match="deleted"):
        copy_folder(tmp_path / "none", tmp_path / "copy")


def test_a_file_system_without_second_names_gets_real_copies(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    assert copy_folder(source, tmp_path / "copy") == 7
    assert content(tmp_path / "copy") == content(source)


def test_a_full_disk_is_an_error_and_leaves_no_copy(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "hardlink_to", full)
    monkeypatch.setattr(copying.shutil, "copyfile", full)
    with pytest.raises(OSError, match="no space left"):
        copy_folder(source, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
