from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk.local.store import Scope, Store
from l4e_sdk.local.store.descriptions import StoredDataset, StoredInferenceExecution
from l4e_sdk.shapes import DatasetStatus
from tests.support.stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk.local.store import Shelf
    from l4e_sdk.local.store.shelf import Value

HERE = Scope("000000000000", "us-east-1")
NAMES = st.text("abAB_-09", min_size=1, max_size=4)


@pytest.fixture
def store(new_url: Callable[[], str]) -> Iterator[Store]:
    made = Store(new_url())
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(new_url: Callable[[], str]) -> Iterator[Store]:
    made = Store(new_url())
    yield made
    made.close()


def dataset(name: str) -> StoredDataset:
    arn = f"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/{name}/{name}"
    return stored(StoredDataset, dataset_name=name, dataset_arn=arn, status="CREATED")


def execution(start: int, length: int) -> StoredInferenceExecution:
    return stored(StoredInferenceExecution, data_start_time=start, data_end_time=start + length)


def test_a_stored_value_is_read_back(store: Store) -> None:
    store.datasets.put(HERE, dataset("press"))
    assert store.datasets.get(HERE, "press") == dataset("press")


def test_the_same_name_is_another_resource_elsewhere(store: Store) -> None:
    store.datasets.put(HERE, dataset("press"))
    assert store.datasets.get(Scope("000000000000", "eu-west-1"), "press") is None
    assert store.datasets.get(Scope("111111111111", "us-east-1"), "press") is None


def test_a_second_put_replaces(store: Store) -> None:
    store.datasets.put(HERE, dataset("press"))
    store.datasets.put(HERE, dataset("press").model_copy(update={"status": DatasetStatus.ACTIVE}))
    found = store.datasets.get(HERE, "press")
    assert found is not None
    assert found.status == "ACTIVE"
    assert store.datasets.count(HERE) == 1


def test_removing_what_is_not_there_is_no_error(store: Store) -> None:
    store.datasets.delete(HERE, "none")


def names(shelf: Shelf[StoredDataset], after: list[Value] | None, limit: int) -> list[str]:
    return [found.dataset_name for found in shelf.select(HERE, after=after, limit=limit)]


@settings(max_examples=60, deadline=None)
@given(
    there=st.sets(NAMES, min_size=1, max_size=30),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=40),
    later=st.lists(NAMES, max_size=20),
)
def test_pages_lose_and_repeat_nothing_while_others_insert(
    shared: Store, there: set[str], sizes: list[int], later: list[str]
) -> None:
    shelf = shared.datasets
    shelf.delete_where(HERE)
    for name in there:
        shelf.put(HERE, dataset(name))
    seen: list[str] = []
    after: list[Value] | None = None
    for turn in range(1000):
        page = names(shelf, after, sizes[turn % len(sizes)])
        if not page:
            break
        seen += page
        after = shelf.position(dataset(page[-1]))
        if turn < len(later):
            shelf.put(HERE, dataset(later[turn]))
    assert len(seen) == len(set(seen))
    assert there <= set(seen) <= there | set(later)
    assert seen == sorted(seen)


@settings(max_examples=40, deadline=None)
@given(
    windows=st.sets(st.tuples(st.integers(0, 50), st.integers(1, 3)), min_size=1, max_size=30),
    size=st.integers(1, 7),
)
def test_pages_that_run_backwards_lose_and_repeat_nothing_among_equal_times(
    shared: Store, windows: set[tuple[int, int]], size: int
) -> None:
    shelf = shared.inference_executions
    shelf.delete_where(HERE)
    for start, length in windows:
        shelf.put(HERE, execution(start, length))
    seen, after = [], None
    while page := shelf.select(HERE, after=after, limit=size):
        seen += [shelf.position(found) for found in page]
        after = seen[-1]
    assert seen == sorted(([start, start + length] for start, length in windows), reverse=True)


@pytest.mark.parametrize(
    "values", [[], ["a", "b"], [1], [None], [True], ["\ud800"], ["ä"], "a", {"a": 1}, None], ids=repr
)
def test_an_impossible_position_of_a_name_is_detected(store: Store, values: object) -> None:
    assert not store.datasets.is_position(values)


@pytest.mark.parametrize("start", [10**30, float("nan"), float("inf"), -(2**63), True, "1", None], ids=repr)
def test_a_value_that_is_not_a_time_is_not_a_position(store: Store, start: object) -> None:
    assert not store.inference_executions.is_position([start, 1.0])


def test_its_own_positions_are_positions(store: Store) -> None:
    assert store.inference_executions.is_position(store.inference_executions.position(execution(1, 2)))
    assert store.datasets.is_position(store.datasets.position(dataset("press")))


def test_a_prefix_finds_what_begins_with_it_and_nothing_else(store: Store) -> None:
    for name in ("press", "press-07", "presz", "Press", "pres"):
        store.datasets.put(HERE, dataset(name))
    found = store.datasets.select(HERE, *store.datasets.begins_with("name", "press"))
    assert [item.dataset_name for item in found] == ["press", "press-07"]
