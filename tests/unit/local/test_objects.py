from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.objects import FolderObjects, ObjectError

SEGMENTS = st.text(
    st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=20
)
KEYS = st.lists(SEGMENTS.filter(lambda text: text not in {".", ".."}), min_size=1, max_size=4).map("/".join)


@given(KEYS, st.binary(max_size=50))
def test_any_key_comes_back_as_it_was_put(
    tmp_path_factory: pytest.TempPathFactory, key: str, body: bytes
) -> None:
    objects = FolderObjects(tmp_path_factory.mktemp("s3"))
    objects.put("plant", key, body)
    assert objects.get("plant", key) == body
    assert list(objects.list("plant")) == [key]


@pytest.mark.parametrize(
    "key", ["../other", "a/../../b", "/etc/passwd", "a//b", "a/./b", "", "folder/", "a\x00b"]
)
def test_a_key_cannot_leave_its_bucket(tmp_path: Path, key: str) -> None:
    with pytest.raises(ObjectError):
        FolderObjects(tmp_path).put("plant", key, b"")
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("bucket", ["..", "../x", ".", ""])
def test_a_bucket_cannot_leave_the_folder(tmp_path: Path, bucket: str) -> None:
    with pytest.raises(ObjectError):
        FolderObjects(tmp_path / "s3").put(bucket, "key", b"")


def test_a_prefix_need_not_end_at_a_folder(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    for key in ("in/press_1.csv", "in/pump_1.csv", "out/press.csv"):
        objects.put("plant", key, b"")
    assert list(objects.list("plant", "in/pr")) == ["in/press_1.csv"]


def test_keys_are_listed_as_s3_sorts_them(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    for key in ("a/b", "a-b", "a", "B"):
        if key != "a":
            objects.put("plant", key, b"")
    assert list(objects.list("plant")) == ["B", "a-b", "a/b"]


def test_a_missing_object_is_named(tmp_path: Path) -> None:
    with pytest.raises(ObjectError, match="s3://plant/none"):
        FolderObjects(tmp_path).get("plant", "none")


def test_an_empty_bucket_lists_nothing(tmp_path: Path) -> None:
    assert list(FolderObjects(tmp_path).list("plant", "in/")) == []


def test_the_beginning_of_an_object_can_be_read(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    objects.put("plant", "a", b"123456")
    assert objects.get("plant", "a", limit=3) == b"123"


@pytest.mark.parametrize(("content", "held"), [(b"1,2", True), (b"1,3", False), (b"1,22", False)])
def test_an_object_holds_a_file_of_the_same_content(tmp_path: Path, content: bytes, held: bool) -> None:
    objects, file = FolderObjects(tmp_path / "s3"), tmp_path / "pump.csv"
    objects.put("plant", "a", b"1,2")
    file.write_bytes(content)
    assert objects.holds("plant", "a", file) is held
    assert not objects.holds("plant", "b", file)
