from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import ObjectError
from l4e_sdk.local.objects import FolderObjects, KeyRanges

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


def test_an_empty_bucket_lists_nothing(tmp_path: Path) -> None:
    assert list(FolderObjects(tmp_path).list("plant", "in/")) == []


def test_files_put_by_hand_are_called_what_their_keys_are_called(tmp_path: Path) -> None:
    for name in ("press_2024-03-01T00:00:00.csv", "100%.csv", "a?b/c*.csv"):
        file = tmp_path / "plant" / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())
    objects = FolderObjects(tmp_path)
    found = list(objects.scan("plant", "in/"))
    assert [one.key for one in found] == ["in/100%.csv", "in/a?b/c*.csv", "in/press_2024-03-01T00:00:00.csv"]
    for one in found:
        assert objects.get("plant", one.key).decode() == one.key.removeprefix("in/")
    assert list(objects.list("plant", "in/a?b/")) == ["in/a?b/c*.csv"]
    objects.put("plant", "in/100%.csv", b"new")
    assert [one.size for one in objects.scan("plant", "in/1")] == [3]


def test_no_key_means_the_object_of_another_key(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    objects.put("plant", "x:y", b"1")
    assert not objects.exists("plant", "x%3Ay")
    objects.put("plant", "x%3Ay", b"2")
    assert (objects.get("plant", "x:y"), objects.get("plant", "x%3Ay")) == (b"1", b"2")


def test_a_folder_that_was_linked_is_part_of_the_bucket(tmp_path: Path) -> None:
    history = tmp_path / "historian"
    history.mkdir()
    (history / "all.csv").write_bytes(b"1,2")
    (tmp_path / "s3" / "plant" / "train").mkdir(parents=True)
    (tmp_path / "s3" / "plant" / "train" / "press").symlink_to(history)
    objects = FolderObjects(tmp_path / "s3")
    assert list(objects.list("plant", "train/")) == ["train/press/all.csv"]
    assert objects.get("plant", "train/press/all.csv") == b"1,2"
    assert list(objects.list("plant", "train/press/")) == ["train/press/all.csv"]


def test_links_that_lead_in_circles_or_nowhere_end_the_listing_no_less(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    objects.put("plant", "in/a/1.csv", b"")
    (tmp_path / "plant" / "in" / "a" / "round").symlink_to(tmp_path / "plant" / "in")
    (tmp_path / "plant" / "in" / "none").symlink_to(tmp_path / "none")
    (tmp_path / "plant" / "in" / "self").symlink_to(tmp_path / "plant" / "in" / "self")
    assert list(objects.list("plant")) == ["in/a/1.csv"]


def test_a_linked_file_that_is_put_anew_leaves_what_it_was_linked_to(tmp_path: Path) -> None:
    original = tmp_path / "original.csv"
    original.write_bytes(b"old")
    (tmp_path / "s3" / "plant").mkdir(parents=True)
    (tmp_path / "s3" / "plant" / "a.csv").symlink_to(original)
    objects = FolderObjects(tmp_path / "s3")
    objects.put("plant", "a.csv", b"new")
    assert (objects.get("plant", "a.csv"), original.read_bytes()) == (b"new", b"old")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among its files")
def test_a_pipe_is_no_object(tmp_path: Path) -> None:
    (tmp_path / "plant").mkdir()
    os.mkfifo(tmp_path / "plant" / "pipe")
    assert list(FolderObjects(tmp_path).list("plant")) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of files")
@pytest.mark.parametrize("by_path", [True, False])
def test_an_object_that_does_not_fit_leaves_nothing_behind(tmp_path: Path, by_path: bool) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(100_000))
    script = """
import resource, signal, sys
from pathlib import Path
from l4e_sdk import ObjectError
from l4e_sdk.local.objects import FolderObjects, KeyRanges
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
objects, large = FolderObjects(Path(sys.argv[1])), Path(sys.argv[2])
objects.put("plant", "a.csv", b"old")
try:
    objects.put("plant", "a.csv", large if sys.argv[3] == "True" else large.read_bytes())
except ObjectError as error:
    print(error)
"""
    arguments = [sys.executable, "-c", script, str(tmp_path / "s3"), str(large), str(by_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "s3://plant/a.csv cannot be written: File too large.\n"
    assert [path.name for path in (tmp_path / "s3" / "plant").iterdir()] == ["a.csv"]
    assert (tmp_path / "s3" / "plant" / "a.csv").read_bytes() == b"old"


def test_a_source_that_is_missing_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ObjectError, match="cannot be written"):
        FolderObjects(tmp_path).put("plant", "a.csv", tmp_path / "none")
    assert list((tmp_path / "plant").iterdir()) == []


def test_a_listing_asks_nothing_of_files_that_nobody_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = FolderObjects(tmp_path)
    for key in ("in/old/1.csv", "in/press_1.csv", "in/press_2.csv", "in/pump_1.csv"):
        objects.put("plant", key, b"")
    opened: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: opened.append(os.fspath(folder)) or scan(folder))
    wanted = KeyRanges([("in/press_2", "in/press_3")])
    assert [found.key for found in objects.scan("plant", "in/", within=wanted)] == ["in/press_2.csv"]
    assert opened == [str(tmp_path / "plant" / "in")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such name")
def test_a_name_that_is_no_text_is_said_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "plant/in").mkdir(parents=True)
    (tmp_path / "plant/a.csv").write_bytes(b"")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/plant/in/Pr\xfcf.csv")).write_bytes(b"")
    objects = FolderObjects(tmp_path)
    assert list(objects.list("plant", "a")) == ["a.csv"]
    with pytest.raises(ObjectError, match="rename") as caught:
        list(objects.list("plant", "in/"))
    str(caught.value).encode()


@pytest.mark.skipif(os.name != "posix", reason="names have other limits there")
def test_a_file_put_by_hand_may_have_a_name_that_is_too_long_when_it_is_encoded(tmp_path: Path) -> None:
    key = f"in/{'計測' * 25}.csv"
    (tmp_path / "plant/in").mkdir(parents=True)
    (tmp_path / "plant" / key).write_bytes(b"Timestamp")
    objects = FolderObjects(tmp_path)
    assert list(objects.list("plant", "in/")) == [key]
    assert objects.get("plant", key) == b"Timestamp"
    assert objects.exists("plant", key)


@pytest.mark.skipif(os.name != "posix", reason="names have other limits there")
@pytest.mark.parametrize("ask", ["get", "put", "exists", "list"])
def test_a_name_that_is_too_long_is_an_error_of_the_object(tmp_path: Path, ask: str) -> None:
    objects, key = FolderObjects(tmp_path), f"{'x' * 300}/key"
    objects.put("plant", "key", b"")
    with pytest.raises(ObjectError):
        list(objects.put("plant", key, b"") if ask == "put" else getattr(objects, ask)("plant", key))
