"""What is asked of the operating system, and in which order; a power cut itself cannot be had in a test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.objects import FolderObjects

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot be asked to flush a folder")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was asked for, in order: "rename", and the inode of each file or folder that was flushed."""
    seen: list[object] = []
    flush, replace = os.fsync, Path.replace

    def noted_flush(descriptor: int) -> None:
        seen.append(os.fstat(descriptor).st_ino)
        flush(descriptor)

    def noted_replace(self: Path, target: Path) -> Path:
        seen.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_flush)
    monkeypatch.setattr(Path, "replace", noted_replace)
    return seen


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_an_object_is_on_the_disk_before_its_name_and_its_name_before_the_answer(
    tmp_path: Path, asked: list[object]
) -> None:
    objects = FolderObjects(tmp_path)
    (tmp_path / "plant").mkdir()
    objects.put("plant", "a.csv", b"1,2")
    assert asked == [inode(tmp_path / "plant" / "a.csv"), "rename", inode(tmp_path / "plant")]


def test_new_folders_are_on_the_disk_from_the_top_down(tmp_path: Path, asked: list[object]) -> None:
    make_folder(tmp_path / "a" / "b")
    assert asked == [inode(tmp_path), inode(tmp_path / "a")]
    make_folder(tmp_path / "a" / "b")
    assert len(asked) == 2


def test_a_tree_is_on_the_disk_with_everything_in_it(tmp_path: Path, asked: list[object]) -> None:
    (tmp_path / "model" / "part").mkdir(parents=True)
    for name in ("model/facts.json", "model/part/arrays.npz"):
        (tmp_path / name).write_bytes(b"1")
    sync_tree(tmp_path / "model")
    everything = [tmp_path, tmp_path / "model", *(tmp_path / "model").rglob("*")]
    assert sorted(asked, key=str) == sorted(map(inode, everything), key=str)
    assert asked[-1] == inode(tmp_path)
