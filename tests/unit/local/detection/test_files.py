from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from l4e_sdk.local.detection import files
from l4e_sdk.local.detection.errors import DamagedModelError, MissingModelError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files.write(tmp_path, {"name": "pump"}, {"mean": np.arange(3.0)})
    return tmp_path


def test_what_was_written_is_read(folder: Path) -> None:
    facts, arrays = files.read(folder)
    assert facts["name"] == "pump"
    assert arrays["mean"].tolist() == [0, 1, 2]


def test_the_same_model_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    files.write(again, {"name": "pump"}, {"mean": np.arange(3.0)})
    assert all(
        (again / name).read_bytes() == (folder / name).read_bytes() for name in ("model.json", "arrays.npz")
    )


@pytest.mark.parametrize("name", ["model.json", "arrays.npz"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(MissingModelError, match=f"{name} of a model version is gone; restore"):
        files.read(folder)


def test_one_flipped_bit_in_the_arrays_is_noticed(folder: Path) -> None:
    content = bytearray((folder / "arrays.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "arrays.npz").write_bytes(content)
    with pytest.raises(DamagedModelError, match="train again"):
        files.read(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"model"'])
def test_facts_that_are_no_json_object_are_refused(folder: Path, content: bytes) -> None:
    (folder / "model.json").write_bytes(content)
    with pytest.raises(DamagedModelError):
        files.read(folder)


@pytest.mark.parametrize("version", [None, 1, 5, "4"])
def test_another_format_is_refused(folder: Path, version: object) -> None:
    facts = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**facts, "format": version}))
    with pytest.raises(DamagedModelError, match="is unknown, this version reads 4"):
        files.read(folder)


@pytest.mark.parametrize("version", [2, 3])
def test_a_model_of_an_older_format_is_to_be_trained_again(folder: Path, version: int) -> None:
    facts = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**facts, "format": version}))
    with pytest.raises(DamagedModelError, match="train again"):
        files.read(folder)


def test_arrays_that_need_pickle_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="pickle"):
        files.write(folder, {}, {"mean": np.array([object()])})


def test_an_interrupted_write_is_noticed(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    files.write(other, {"name": "fan"}, {"mean": np.arange(4.0)})
    (folder / "arrays.npz").write_bytes((other / "arrays.npz").read_bytes())
    with pytest.raises(DamagedModelError):
        files.read(folder)
