"""What holds wherever objects are."""

from __future__ import annotations

import itertools
import pickle
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l4e_sdk import ObjectError
from l4e_sdk.local.objects import KeyRanges, MissingObjectError, ObjectContent

if TYPE_CHECKING:
    from l4e_sdk.local.objects import Objects

SEGMENTS = st.text(
    st.characters(exclude_characters="/\x00", exclude_categories=["C"]), min_size=1, max_size=12
)
KEYS = st.lists(SEGMENTS.filter(lambda text: text not in {".", ".."}), min_size=1, max_size=3).map("/".join)

NUMBERS = itertools.count()


def put(objects: Objects, *keys: str) -> None:
    for key in keys:
        objects.put("plant", key, key.encode())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(KEYS, st.binary(max_size=50))
def test_any_key_comes_back_as_it_was_put(objects: Objects, key: str, body: bytes) -> None:
    prefix = f"{next(NUMBERS)}/"
    objects.put("plant", prefix + key, body)
    assert objects.get("plant", prefix + key) == body
    assert list(objects.list("plant", prefix)) == [prefix + key]
    assert objects.exists("plant", prefix + key)


def test_a_path_is_put_as_the_files_content(objects: Objects, tmp_path: Path) -> None:
    file = tmp_path / "pump.csv"
    file.write_bytes(b"1,2")
    objects.put("plant", "a/pump.csv", file)
    assert objects.get("plant", "a/pump.csv") == b"1,2"


def test_an_object_is_replaced_whole(objects: Objects) -> None:
    objects.put("plant", "a", b"12345")
    objects.put("plant", "a", b"1")
    assert objects.get("plant", "a") == b"1"


def test_a_missing_object_is_named(objects: Objects) -> None:
    with pytest.raises(MissingObjectError, match=r"s3://plant/none cannot be read: there is no such object"):
        objects.get("plant", "none")
    assert not objects.exists("plant", "none")


def test_an_object_that_was_deleted_is_gone_and_its_neighbours_stay(objects: Objects) -> None:
    put(objects, "a/b/c", "a/b/d", "a/e", "f")
    for _ in range(2):
        objects.delete("plant", "a/b/c")
    assert list(objects.list("plant")) == ["a/b/d", "a/e", "f"]
    for key in ("a/b/d", "f", "a/e"):
        objects.delete("plant", key)
    assert list(objects.list("plant")) == []
    put(objects, "a/b/c")
    assert objects.get("plant", "a/b/c") == b"a/b/c"


def test_a_missing_object_is_also_a_file_error(objects: Objects) -> None:
    with pytest.raises(FileNotFoundError):
        objects.get("plant", "none")


@pytest.mark.parametrize("key", ["", "folder/"])
def test_a_key_that_names_no_object_is_refused(objects: Objects, key: str) -> None:
    with pytest.raises(ObjectError, match="names no object"):
        objects.put("plant", key, b"")


@pytest.mark.parametrize("limit", [0, 1, 3, 6, 100])
def test_the_beginning_of_an_object_can_be_read(objects: Objects, limit: int) -> None:
    objects.put("plant", "a", b"123456")
    assert objects.get("plant", "a", limit=limit) == b"123456"[:limit]


def test_an_empty_object_is_empty(objects: Objects) -> None:
    objects.put("plant", "a", b"")
    assert objects.get("plant", "a") == objects.get("plant", "a", limit=5) == b""


@pytest.mark.parametrize(("content", "held"), [(b"1,2", True), (b"1,3", False), (b"1,22", False)])
@pytest.mark.parametrize("by_path", [True, False])
def test_an_object_holds_a_file_of_the_same_content(
    objects: Objects, tmp_path: Path, content: bytes, held: bool, by_path: bool
) -> None:
    file = tmp_path / "pump.csv"
    file.write_bytes(b"1,2")
    objects.put("plant", "a", file if by_path else b"1,2")
    file.write_bytes(content)
    assert objects.holds("plant", "a", file) is held
    assert not objects.holds("plant", "b", file)


def test_keys_are_listed_as_s3_sorts_them(objects: Objects) -> None:
    put(objects, "a/b", "a-b", "B", "a/b-c", "ä", "\U0001f600", "\uffee")
    assert list(objects.list("plant")) == ["B", "a-b", "a/b", "a/b-c", "ä", "\uffee", "\U0001f600"]


def test_a_prefix_need_not_end_at_a_folder(objects: Objects) -> None:
    put(objects, "in/press_1.csv", "in/pump_1.csv", "out/press.csv", "in/pr/2.csv")
    assert list(objects.list("plant", "in/pr")) == ["in/pr/2.csv", "in/press_1.csv"]
    assert list(objects.list("plant", "none/")) == []


def test_a_listing_has_the_sizes(objects: Objects) -> None:
    objects.put("plant", "a", b"123")
    (found,) = objects.scan("plant")
    assert (found.bucket, found.key, found.size) == ("plant", "a", 3)


def test_only_what_is_wanted_is_listed(objects: Objects) -> None:
    put(objects, *(f"in/{name}_{hour:02}.csv" for name in ("press", "pump") for hour in range(24)))
    put(objects, "in/press_05/deep.csv", "in/pump_03.csv-old", "other/pump_03.csv")
    wanted = KeyRanges([("in/pump_03.csv", "in/pump_04.csv"), ("in/press_05", "in/press_06")])
    assert [found.key for found in objects.scan("plant", "in/", within=wanted)] == [
        "in/press_05.csv",
        "in/press_05/deep.csv",
        "in/pump_03.csv",
        "in/pump_03.csv-old",
        "in/pump_04.csv",
    ]
    assert list(objects.scan("plant", "in/pu", within=KeyRanges([("in/press", "in/pressz")]))) == []
    assert list(objects.scan("plant", "in/", within=KeyRanges([]))) == []


def test_objects_are_files_for_as_long_as_they_are_needed(objects: Objects, tmp_path: Path) -> None:
    keys = ["a/press_1.csv", "b/press_1.csv", "c/2024-03-01T00:00:00Z"]
    put(objects, *keys)
    with objects.files(list(objects.scan("plant"))) as paths:
        assert [path.read_bytes().decode() for path in paths] == keys
        assert [path.name for path in paths][:2] == ["press_1.csv", "press_1.csv"]
    assert not (tmp_path / "spool").exists() or not list((tmp_path / "spool").iterdir())
    assert list(objects.list("plant")) == keys


def test_no_objects_are_no_files(objects: Objects) -> None:
    with objects.files([]) as paths:
        assert list(paths) == []


def test_an_object_that_is_gone_is_no_file(objects: Objects) -> None:
    put(objects, "a")
    (found,) = objects.scan("plant")
    gone = type(found)("plant", "b", 1)
    with pytest.raises(FileNotFoundError), objects.files([found, gone]) as paths:
        [path.read_bytes() for path in paths]


def test_content_is_read_where_it_is(objects: Objects) -> None:
    objects.put("plant", "a.csv", b"Timestamp,a\n")
    (found,) = objects.scan("plant")
    content = ObjectContent(objects, found)
    assert content.head(4) == b"Time"
    with content.local() as path:
        assert path.read_bytes() == b"Timestamp,a\n"


def test_a_worker_process_finds_the_same_objects(objects: Objects) -> None:
    put(objects, "a")
    other = pickle.loads(pickle.dumps(objects))
    assert other.get("plant", "a") == b"a"
    other.close()


def test_many_threads_may_use_them(objects: Objects) -> None:
    done: list[str] = []

    def work(number: int) -> None:
        put(objects, f"a/{number}")
        done.append(objects.get("plant", f"a/{number}").decode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == list(objects.list("plant", "a/")) == [f"a/{number}" for number in range(8)]


def test_it_can_be_used_again_after_it_was_closed(objects: Objects) -> None:
    put(objects, "a")
    objects.close()
    assert objects.get("plant", "a") == b"a"
