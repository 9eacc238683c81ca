"""Requests, good and bad, are judged by both sides as a second reading of the description would.

For each of the 49 operations requests are generated, among them whole good ones, good ones with one rule broken, and
ones whose members are anything. At least 20,000 different requests are judged in all; each operation has its share.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from l4e_sdk import InvalidRequestError
from l4e_sdk._calls.encoding import encode
from l4e_sdk._rules.validation import check, cross_field
from l4e_sdk.local.wire.dispatch import Application
from l4e_sdk.local.wire.messages import WireRequest
from l4e_sdk.shapes import EmptyResponse
from tests.mutations import all_changes, changed, written
from tests.strategies import DESCRIPTION, OPERATIONS, requests, wire_values
from tests.support.oracle import broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DataObject, SearchStrategy

    from l4e_sdk import Fault
    from l4e_sdk._botocore_data import ShapeFacts

CASES = 20_000
"""Different requests that are judged at the least."""
SHARES = (150, 400, 610)
"""Those of an operation with one, two, and more members; where a name is all there is, fewer can differ."""
SHARE = {name: SHARES[min(len(DESCRIPTION.input_of(name).members), 3) - 1] for name in OPERATIONS}
ROUNDS = 12
ROUND = settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=[*HealthCheck],
    report_multiple_bugs=False,
)
ENGINE = Application(lambda operation, request: EmptyResponse())
"""The engine's wire, with a handler that accepts whatever passes the description."""

SCALARS = st.sampled_from(
    [True, 1.5, -1, 0, 501, 2**31, 2**63, "", "x", "\n", "A b", "\u2603", "a" * 2049, "\ud800"]
)
ODD = SCALARS | st.integers() | st.text(max_size=5) | st.lists(SCALARS, max_size=2)


def anything(shape: str) -> SearchStrategy[Any]:
    """Draw what may or may not be a value of a shape; each part of it is good more often than not."""
    facts = DESCRIPTION.shapes[shape]
    if facts.kind == "structure":
        return members(facts) | members(facts) | ODD
    if facts.kind == "list":
        return st.lists(anything(facts.item or ""), max_size=3) | ODD
    return wire_values(shape) | wire_values(shape) | ODD


def members(facts: ShapeFacts) -> SearchStrategy[dict[str, Any]]:
    """Draw any of a structure's members, and now and then one that it does not have."""
    known = {name: st.none() | anything(shape) | anything(shape) for name, shape in facts.members.items()}
    return st.fixed_dictionaries({}, optional={**known, "NoSuchMember": st.just(1)})


class Judgement:
    """What client and engine say about requests of one operation; all different requests are counted."""

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self.token = DESCRIPTION.input_of(operation).idempotency_token
        self.cases: set[str] = set()

    def agrees(self, request: dict[str, Any]) -> None:
        """Fail unless both sides say what the second reading of the description says."""
        self.cases.add(repr(request))
        faults = self.faults(request)
        expected = broken(self.operation, request)
        described = [fault for fault in faults if fault.wire_path in expected]
        assert {fault.wire_path for fault in described} == expected.keys()
        assert [fault for fault in described if fault.rule not in expected[fault.wire_path]] == []
        # The rest is by the rules that the service has in words only.
        assert {fault for fault in faults if fault not in described} <= {
            *cross_field(self.operation, request)
        }
        self.client_agrees(request)
        self.engine_agrees(request, refuses=any(fault.rule != "unknown" for fault in faults))

    def faults(self, request: Mapping[str, Any]) -> list[Fault]:
        """Return the faults of a request as it travels."""
        return check(self.operation, request, tokens_required=True)

    def client_agrees(self, request: dict[str, Any]) -> None:
        """Fail if the client refuses what is good, or would send what is not.

        It fills in a missing token, and it converts what Python has better words for, such as a mapping of tags.
        """
        token = {self.token: "t"} if self.token and request.get(self.token) is None else {}
        try:
            sent = encode(self.operation, request | token)
        except InvalidRequestError:
            assert self.faults(request | token) != []
        else:
            assert broken(self.operation, sent) == {}

    def engine_agrees(self, request: Mapping[str, Any], *, refuses: bool) -> None:
        """Fail unless the engine's answer says the same; what JSON cannot carry never reaches an engine."""
        try:
            body = json.dumps(request, default=_seconds).encode()
        except TypeError:
            return
        headers = {"x-amz-target": f"{DESCRIPTION.target_prefix}.{self.operation}"}
        answer = ENGINE(WireRequest("POST", headers, body))
        code = json.loads(answer.body).get("__type")
        assert (answer.status, code) == ((400, "ValidationException") if refuses else (200, None))


def _seconds(value: object) -> float:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).timestamp()
    raise TypeError


@pytest.mark.parametrize("operation", OPERATIONS)
def test_both_sides_agree_with_the_description(operation: str) -> None:
    judgement = Judgement(operation)

    @ROUND
    @given(good=requests(operation), wild=members(DESCRIPTION.input_of(operation)), data=st.data())
    def judge(good: dict[str, Any], wild: dict[str, Any], data: DataObject) -> None:
        judgement.agrees(good)
        judgement.agrees(wild)
        assert broken(operation, good) == {}
        changes = list(all_changes(operation, good))
        every = ceil(len(changes) / 25)  # of a large request, not all changes each time
        for path, value, rule in changes[data.draw(st.integers(0, every - 1)) :: every]:
            request = changed(good, path, value)
            judgement.agrees(request)
            assert [(fault.wire_path, fault.rule) for fault in judgement.faults(request)] == [
                (written(path), rule)
            ]

    # Chance decides how many draws are alike, so there are rounds until enough are different; each has a seed of its
    # own, so that they are the same rounds wherever they run.
    for number in range(ROUNDS):
        seed(number)(judge)()
        if len(judgement.cases) >= SHARE[operation]:
            return
    pytest.fail(
        f"{len(judgement.cases)} different requests in {ROUNDS} rounds; {SHARE[operation]} are needed"
    )


def test_the_shares_of_all_operations_make_the_promised_number() -> None:
    assert sum(SHARE.values()) >= CASES
