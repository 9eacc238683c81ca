"""Memory for bodies: one bound for all, and a reserve for small ones."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from l4e_sdk.local.http.memory import SMALL, BodyMemory
from l4e_sdk.local.wire.faults import Throttled

LIMIT = 16 * SMALL


def test_bodies_share_one_bound_and_give_it_back():
    memory = BodyMemory(LIMIT)
    with memory.lease() as first:
        first.grow(LIMIT // 2)
        with memory.lease() as second, pytest.raises(Throttled, match="body_memory"):
            second.grow(LIMIT // 2)
        with memory.lease() as third:
            third.grow(LIMIT // 4)
        assert memory.held == LIMIT // 2
    assert memory.held == 0


def test_a_body_that_is_refused_keeps_what_it_had_until_it_ends():
    memory = BodyMemory(LIMIT)
    with memory.lease() as lease:
        lease.grow(LIMIT // 2)
        with pytest.raises(Throttled):
            lease.grow(LIMIT)
        assert memory.held == LIMIT // 2
    assert memory.held == 0


def test_small_bodies_are_let_in_when_large_ones_hold_all_they_may():
    memory = BodyMemory(LIMIT)
    with memory.lease() as large, memory.lease() as small, memory.lease() as another:
        large.grow(LIMIT - LIMIT // 8)
        small.grow(SMALL)
        with pytest.raises(Throttled):
            small.grow(1)  # it is small no more
        another.grow(SMALL)
        with pytest.raises(Throttled):
            large.grow(1)
        assert memory.held == LIMIT


def test_memory_is_held_until_the_work_has_ended_that_has_the_body():
    memory = BodyMemory(LIMIT)
    work: Future[None] = Future()
    with memory.lease() as lease:
        lease.grow(10)
        lease.hand_over(work)
    assert memory.held == 10
    work.set_result(None)
    assert memory.held == 0


def test_work_that_has_ended_already_holds_nothing():
    memory = BodyMemory(LIMIT)
    work: Future[None] = Future()
    work.set_result(None)
    with memory.lease() as lease:
        lease.grow(10)
        lease.hand_over(work)
    assert memory.held == 0
