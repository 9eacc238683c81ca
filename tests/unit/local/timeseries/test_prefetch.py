from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.timeseries.object_bytes import STREAMS
from l4e_sdk.local.timeseries.prefetch import LONGEST, Prefetch
from l4e_sdk.local.timeseries.survey import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator


class Far:
    """Objects that say when they are fetched and let go."""

    def __init__(self, *, together: int = 1, missing: str = "") -> None:
        self.held: list[str] = []
        self.fetched: list[str] = []
        self._together = Barrier(together, timeout=10)
        self._missing = missing

    def file(self, key: str, size: int = 1) -> SourceFile:
        return SourceFile("plant", key, _Content(self, key), size)

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        self.fetched.append(key)
        self._together.wait()
        if key == self._missing:
            raise FileNotFoundError(key)
        self.held.append(key)
        try:
            yield Path(key)
        finally:
            self.held.remove(key)


class _Content:
    def __init__(self, far: Far, key: str) -> None:
        self._far = far
        self._key = key

    def head(self, limit: int) -> bytes:
        raise AssertionError("nobody asks for it")

    @contextmanager
    def local(self) -> Iterator[Path]:
        with self._far.local(self._key) as path:
            yield path


def test_objects_come_in_their_order_and_go_after_use() -> None:
    far, keys = Far(), [f"{number:02d}" for number in range(3 * STREAMS)]
    with Prefetch([far.file(key) for key in keys]) as ahead:
        for key in keys:
            with ahead.next() as path:
                assert path.name == key
                assert key in far.held
            assert key not in far.held
    assert sorted(far.fetched) == keys


def test_several_are_fetched_at_the_same_time() -> None:
    far = Far(together=STREAMS)
    with Prefetch([far.file(str(number)) for number in range(STREAMS)]) as ahead, ahead.next() as path:
        assert path.name == "0"
    assert far.held == []


def test_the_prefetch_is_limited() -> None:
    far = Far()
    with Prefetch([far.file("a", LONGEST), far.file("b", LONGEST), far.file("c", 1)]) as ahead:
        with ahead.next():
            assert far.fetched == ["a"]
        with ahead.next():
            assert far.fetched == ["a", "b"]


def test_an_object_that_is_gone_does_not_hold_up_the_next() -> None:
    far = Far(missing="a")
    with Prefetch([far.file("a"), far.file("b")]) as ahead:
        with pytest.raises(FileNotFoundError), ahead.next():
            pass
        with ahead.next() as path:
            assert path.name == "b"


def test_a_failure_lets_go_of_what_was_fetched() -> None:
    far = Far()
    with (
        pytest.raises(RuntimeError),
        Prefetch([far.file(str(number)) for number in range(20)]) as ahead,
        ahead.next(),
    ):
        raise RuntimeError
    assert far.held == []
