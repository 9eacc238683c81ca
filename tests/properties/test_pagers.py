"""Lists in pages lose and repeat nothing, however they are cut and whatever happens between two pages.

Each property holds for plain boto3 paginators and for pagers of this package: over the embedded engine, whose lists
change under the reader's hands, and over an endpoint that cuts a list wherever it likes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import botocore.exceptions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk import LookoutEquipment, PaginationError
from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, Quotas
from tests.conftest import START
from tests.support.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk import Pager

    Pages = Iterator[list[str]]

SOME = settings(max_examples=40, deadline=None)
NAMES = st.sampled_from("abcdefghijklmnop")
SIZES = st.integers(1, 7)


class Listing:
    """A list of a client's, as plain boto3 has it and as a pager; its items are told by a name or an id."""

    operation: str
    result: str
    name: str
    attribute = "name"

    def __init__(self, client: LookoutEquipment) -> None:
        self.client = client
        self.present: dict[str, str] = {}
        """What the list holds: how an item is called here, and how the list calls it."""

    def filters(self) -> dict[str, str]:
        return {}

    def pager(self, **options: Any) -> Pager[Any]:
        raise NotImplementedError

    def boto3_pages(self, size: int) -> Pages:
        """Walk with botocore's own paginator."""
        paginator = self.client.boto3.get_paginator(self.operation)
        for page in paginator.paginate(**self.filters(), PaginationConfig={"PageSize": size}):
            yield [item[self.name] for item in page[self.result]]

    def pages(self, size: int) -> Pages:
        """Walk with a pager, page by page."""
        for page in self.pager(page_size=size).pages():
            yield [getattr(item, self.attribute) for item in page.items]

    def items(self, size: int) -> Pages:
        """Walk with a pager, item by item."""
        for item in self.pager(page_size=size):
            yield [getattr(item, self.attribute)]

    def resumed(self, size: int) -> Pages:
        """Walk with a new pager for each page, as one process after the other would."""
        token = None
        while True:
            page = next(self.pager(page_size=size, start_token=token).pages())
            yield [getattr(item, self.attribute) for item in page.items]
            if (token := page.next_token) is None:
                return


WALKS = pytest.mark.parametrize("walk", [Listing.boto3_pages, Listing.pages, Listing.items, Listing.resumed])


class Groups(Listing):
    """The label groups of an engine, which are sorted by name."""

    operation, result, name = "list_label_groups", "LabelGroupSummaries", "LabelGroupName"

    def pager(self, **options: Any) -> Pager[Any]:
        return self.client.label_groups.list(**options)

    def toggle(self, name: str) -> None:
        if name in self.present:
            self.client.delete_label_group(label_group_name=name)
            del self.present[name]
        else:
            self.client.create_label_group(label_group_name=name)
            self.present[name] = name


class Labels(Listing):
    """The labels of a group, which are sorted by a start that several of them share."""

    operation, result, name, attribute = "list_labels", "LabelSummaries", "LabelId", "label_id"

    def filters(self) -> dict[str, str]:
        return {"LabelGroupName": "plant"}

    def pager(self, **options: Any) -> Pager[Any]:
        return self.group.labels(**options)

    def __init__(self, client: LookoutEquipment) -> None:
        super().__init__(client)
        self.group = client.label_groups.create("plant")

    def toggle(self, name: str) -> None:
        if name in self.present:
            self.group.remove(self.present.pop(name))
        else:
            start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=ord(name) % 3)
            self.present[name] = self.group.add(start, start + timedelta(hours=1))


@pytest.fixture(scope="module", params=[Groups, Labels])
def listing(request: pytest.FixtureRequest) -> Iterator[Groups | Labels]:
    quotas = EngineSettings(workers=0, quotas=Quotas(label_groups=100))
    with LookoutEquipment.local(clock=VirtualClock(START), settings=quotas) as client:
        yield request.param(client)


@WALKS
@SOME
@given(before=st.sets(NAMES), size=SIZES, changes=st.lists(st.lists(NAMES, max_size=4), max_size=8))
def test_a_list_that_changes_between_pages_loses_and_repeats_nothing(
    listing: Groups | Labels,
    walk: Callable[[Listing, int], Pages],
    before: set[str],
    size: int,
    changes: list[list[str]],
) -> None:
    for name in before ^ set(listing.present):
        listing.toggle(name)
    ever, always, seen = set(listing.present.values()), set(listing.present.values()), list[str]()
    todo = iter(changes)
    for page in walk(listing, size):
        seen += page
        for name in next(todo, ()):
            listing.toggle(name)
            ever |= set(listing.present.values())
            always &= set(listing.present.values())
    assert always <= set(seen) <= ever
    assert len(seen) == len(set(seen))


# ---- an endpoint that cuts a list wherever it likes

MODELS = st.lists(st.lists(st.text("abc", min_size=1, max_size=3), max_size=3), min_size=1, max_size=8)
TOKENS = st.lists(st.text("xyz+/=", min_size=1, max_size=4), min_size=8, max_size=8, unique=True)
SERVICE = Service()
"""Made once, since making a boto3 client takes longer than a list does."""


class Models(Listing):
    """Models in pages that may be empty; each page is led to by a token, and names the next one."""

    operation, result, name = "list_models", "ModelSummaries", "ModelName"

    def __init__(self, cut: list[list[str]], tokens: list[str]) -> None:
        super().__init__(SERVICE.client)
        self.cut = cut
        self.tokens = [None, *tokens[: len(cut) - 1], None]
        self.asked: list[tuple[str | None, int | None]] = []
        SERVICE.answers = {"ListModels": self.answer}

    def pager(self, **options: Any) -> Pager[Any]:
        return self.client.models.list(**options)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((request.get("NextToken"), request.get("MaxResults")))
        number = self.tokens.index(request.get("NextToken"))
        summaries = [{"ModelName": name} for name in self.cut[number]]
        following = self.tokens[number + 1]
        return {"ModelSummaries": summaries, **({"NextToken": following} if following else {})}


@WALKS
@SOME
@given(cut=MODELS, tokens=TOKENS, size=SIZES)
def test_any_cut_of_a_list_is_put_together_again(
    walk: Callable[[Listing, int], Pages], cut: list[list[str]], tokens: list[str], size: int
) -> None:
    models = Models(cut, tokens)
    assert [name for page in walk(models, size) for name in page] == [name for page in cut for name in page]


@WALKS
@SOME
@given(cut=MODELS, tokens=TOKENS, size=SIZES)
def test_every_page_is_asked_for_once_with_its_token_and_the_size(
    walk: Callable[[Listing, int], Pages], cut: list[list[str]], tokens: list[str], size: int
) -> None:
    models = Models(cut, tokens)
    list(walk(models, size))
    assert models.asked == [(token, size) for token in models.tokens[:-1]]


@SOME
@given(cut=MODELS, tokens=TOKENS, limit=st.integers(0, 30))
def test_a_limit_takes_the_first_items_and_asks_for_no_page_beyond_them(
    cut: list[list[str]], tokens: list[str], limit: int
) -> None:
    models = Models(cut, tokens)
    every = [name for page in cut for name in page]
    assert [model.name for model in models.pager().to_list(limit=limit)] == every[:limit]
    held = [sum(map(len, cut[:number])) for number in range(1, len(cut) + 1)]
    enough = next((pages for pages, count in enumerate(held, 1) if count >= limit), len(cut))
    assert len(models.asked) == (enough if limit else 0)


@SOME
@given(cut=MODELS, tokens=TOKENS, data=st.data())
def test_a_token_that_comes_again_is_an_error_after_the_items_so_far(
    cut: list[list[str]], tokens: list[str], data: st.DataObject
) -> None:
    models = Models([*cut, []], tokens)
    models.tokens[-1] = data.draw(st.sampled_from(models.tokens[1:-1]))
    pages = models.pages(5)
    assert [next(pages) for _ in models.cut] == models.cut
    with pytest.raises(PaginationError, match="twice"):
        next(pages)


@SOME
@given(cut=MODELS, tokens=TOKENS)
def test_boto3_notices_a_token_that_comes_twice_in_a_row(cut: list[list[str]], tokens: list[str]) -> None:
    models = Models([*cut, []], tokens)
    models.tokens[-1] = models.tokens[-2]
    with pytest.raises(botocore.exceptions.PaginationError, match="twice"):
        list(models.boto3_pages(5))
