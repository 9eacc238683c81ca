"""Pagers: lazy, repeatable, one page at a time."""

from __future__ import annotations

import copy
import pickle
from itertools import islice, pairwise

import pytest

from l4e_sdk import ConfigurationError, InvalidValueError, Pager, PaginationError
from l4e_sdk._calls.pagination import MOST_EMPTY
from l4e_sdk.shapes import ListModelsResponse


class Listing:
    """A list of models in pages, named by the tokens that lead to them; it remembers what was asked."""

    def __init__(self, *pages: list[str], tokens: list[str | None] | None = None) -> None:
        self.tokens = tokens or [None, *(f"t{number}" for number in range(1, len(pages)))]
        self.pages = pages
        self.asked: list[tuple[str | None, int | None]] = []

    def fetch(self, token: str | None, size: int | None) -> ListModelsResponse:
        self.asked.append((token, size))
        number = self.tokens.index(token)
        following = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        summaries = [{"ModelName": name} for name in self.pages[number]]
        return ListModelsResponse.from_wire({"ModelSummaries": summaries, "NextToken": following})

    def pager(self, **options) -> Pager[str | None]:
        return Pager(
            self.fetch, lambda reply: (found.model_name for found in reply.model_summaries), **options
        )


@pytest.fixture
def listing() -> Listing:
    return Listing(["a", "b"], ["c", "d"], ["e"])


def test_iterating_yields_the_items_of_all_pages(listing: Listing):
    assert list(listing.pager()) == ["a", "b", "c", "d", "e"]


def test_a_pager_can_be_iterated_again(listing: Listing):
    pager = listing.pager()
    assert list(pager) == list(pager)


def test_nothing_is_fetched_before_iteration(listing: Listing):
    listing.pager()
    assert listing.asked == []


def test_a_page_is_fetched_only_when_it_is_reached(listing: Listing):
    list(islice(listing.pager(), 2))
    assert listing.asked == [(None, None)]


def test_an_empty_page_with_a_token_is_no_end():
    assert list(Listing(["a"], [], ["b"]).pager()) == ["a", "b"]


def test_an_empty_token_is_an_end():
    listing = Listing(["a"], ["b"], tokens=[None, ""])
    assert list(listing.pager()) == ["a"]


def test_the_page_size_is_asked_of_every_page(listing: Listing):
    list(listing.pager(page_size=2))
    assert listing.asked == [(None, 2), ("t1", 2), ("t2", 2)]


def test_a_start_token_goes_on_after_its_page(listing: Listing):
    assert list(listing.pager(start_token="t1")) == ["c", "d", "e"]


def test_pages_have_items_tokens_and_replies(listing: Listing):
    page = next(listing.pager().pages())
    assert (page.items, page.next_token, page.reply.to_dict(wire=True)["NextToken"]) == (
        ("a", "b"),
        "t1",
        "t1",
    )


def test_the_last_page_has_no_token(listing: Listing):
    assert [page.next_token for page in listing.pager().pages()] == ["t1", "t2", None]


def test_first_is_the_first_item(listing: Listing):
    assert listing.pager().first() == "a"


def test_first_looks_beyond_empty_pages():
    assert Listing([], ["a"]).pager().first() == "a"


def test_first_of_nothing_is_none():
    assert Listing([]).pager().first() is None


def test_to_list_has_all_items(listing: Listing):
    assert listing.pager().to_list() == ["a", "b", "c", "d", "e"]


def test_to_list_stops_at_its_limit_without_another_page(listing: Listing):
    assert listing.pager().to_list(limit=2) == ["a", "b"]
    assert len(listing.asked) == 1


def test_a_limit_of_zero_fetches_nothing(listing: Listing):
    assert listing.pager().to_list(limit=0) == []
    assert listing.asked == []


def test_a_negative_limit_is_refused(listing: Listing):
    with pytest.raises(InvalidValueError, match="limit=-1"):
        listing.pager().to_list(limit=-1)


@pytest.mark.parametrize("tokens", [[None, "x", "x"], [None, "x", "y", "x"]])
def test_a_token_that_comes_twice_is_an_error(tokens: list[str | None]):
    following = dict(pairwise(tokens))
    pager = Pager(
        lambda token, _: ListModelsResponse(next_token=following[token]), lambda _: [], start_token=None
    )
    with pytest.raises(PaginationError, match="'x' twice"):
        list(pager)


def empty_for(pages: int) -> tuple[Pager[str | None], list[str | None]]:
    """Return a pager of so many empty pages and then one item, and the tokens that it was asked with."""
    asked: list[str | None] = []

    def fetch(token: str | None, _: int | None) -> ListModelsResponse:
        asked.append(token)
        if len(asked) <= pages:
            return ListModelsResponse(next_token=f"t{len(asked)}")
        return ListModelsResponse.from_wire({"ModelSummaries": [{"ModelName": "a"}]})

    return Pager(fetch, lambda reply: [each.model_name for each in reply.model_summaries]), asked


def test_a_list_that_goes_on_with_ever_new_tokens_and_no_items_ends_with_an_error():
    pager, asked = empty_for(10**9)
    with pytest.raises(PaginationError, match="100 empty pages in a row"):
        list(pager)
    assert len(asked) == MOST_EMPTY
    with pytest.raises(PaginationError):
        list(pager.pages())


def test_empty_pages_are_counted_in_a_row():
    assert list(empty_for(MOST_EMPTY - 1)[0]) == ["a"]
    pages = [*[[]] * (MOST_EMPTY - 1), ["a"], *[[]] * (MOST_EMPTY - 1), ["b"]]
    assert list(Listing(*pages).pager()) == ["a", "b"]


def test_a_pager_says_why_it_cannot_be_pickled(listing: Listing):
    with pytest.raises(ConfigurationError, match=r"cannot be pickled.*start_token"):
        pickle.dumps(listing.pager())


def test_a_pager_can_be_copied(listing: Listing):
    assert list(copy.copy(listing.pager(page_size=2, start_token="t1"))) == ["c", "d", "e"]
    assert listing.asked == [("t1", 2), ("t2", 2)]


def test_a_token_that_leads_back_to_the_start_is_an_error():
    pager = Pager(lambda token, _: ListModelsResponse(next_token=token), lambda _: [], start_token="x")
    with pytest.raises(PaginationError):
        list(pager)


def test_a_pager_shows_what_it_lists_and_fetches_nothing_for_it(listing: Listing):
    assert repr(listing.pager(of="models")) == "<Pager of models>"
    assert (
        repr(listing.pager(page_size=2, start_token="t1"))
        == "<Pager of items, page_size=2, start_token='t1'>"
    )
    assert listing.asked == []


def test_a_pager_shows_a_long_token_cut_short(listing: Listing):
    assert len(repr(listing.pager(start_token="t" * 8192))) < 100
