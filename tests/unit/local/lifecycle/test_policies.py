from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.lifecycle.policies import (
    IMPORT_DATASET,
    IMPORT_MODEL_VERSION,
    Attempt,
    Statement,
    matches,
    permits,
)

MODEL = "arn:aws:lookoutequipment:us-east-1:111111111111:model/press/1f"
VERSION = f"{MODEL}/model-version/3"
FRIEND, STRANGER = "222222222222", "333333333333"
ATTEMPT = Attempt(FRIEND, IMPORT_MODEL_VERSION, (VERSION, MODEL), importing_data=False)
ALLOW = Statement(
    allows=True, accounts=frozenset({FRIEND}), actions=(IMPORT_MODEL_VERSION,), resources=(MODEL,)
)
DENY_ALL = Statement(allows=False, accounts=None, actions=("*",), resources=("*",))

STATEMENTS = st.builds(
    Statement,
    allows=st.booleans(),
    accounts=st.none() | st.frozensets(st.sampled_from([FRIEND, STRANGER])),
    actions=st.lists(
        st.sampled_from([IMPORT_DATASET, IMPORT_MODEL_VERSION, "*", "lookoutequipment:Import*"]), min_size=1
    ).map(tuple),
    resources=st.lists(
        st.sampled_from([MODEL, VERSION, f"{MODEL}/*", "*", MODEL[:-1] + "?"]), min_size=1
    ).map(tuple),
    importing_data=st.none() | st.frozensets(st.sampled_from([None, True, False])),
)
POLICIES = st.lists(STATEMENTS, max_size=4).map(tuple)
ATTEMPTS = st.builds(
    Attempt,
    account=st.sampled_from([FRIEND, STRANGER]),
    action=st.sampled_from([IMPORT_DATASET, IMPORT_MODEL_VERSION]),
    resources=st.sampled_from([(VERSION, MODEL), (MODEL,)]),
    importing_data=st.sampled_from([None, True, False]),
)


def test_without_a_policy_nothing_is_allowed() -> None:
    assert not permits([], ATTEMPT)


def test_a_policy_of_the_model_covers_its_versions() -> None:
    assert permits([(ALLOW,)], ATTEMPT)


@pytest.mark.parametrize(
    "other",
    [
        replace(ATTEMPT, account=STRANGER),
        replace(ATTEMPT, action=IMPORT_DATASET),
        replace(ATTEMPT, resources=(VERSION.replace("1f", "2f"), MODEL.replace("1f", "2f"))),
    ],
    ids=["another account", "another action", "another resource"],
)
def test_what_no_statement_is_about_is_not_allowed(other: Attempt) -> None:
    assert not permits([(ALLOW,)], other)


@pytest.mark.parametrize(("asked", "having", "allowed"), [
    (frozenset({False}), False, True),
    (frozenset({False}), True, False),
    (frozenset({True}), True, True),
    (frozenset({True}), None, False),
    (frozenset({True, None}), None, True),
    (None, None, True),
    (None, True, True),
])  # fmt: skip
def test_a_condition_is_about_inference_data(
    asked: frozenset[bool | None] | None, having: bool | None, allowed: bool
) -> None:
    statement = replace(ALLOW, importing_data=asked)
    assert permits([(statement,)], replace(ATTEMPT, importing_data=having)) is allowed


def test_both_policies_of_a_version_must_allow_it() -> None:
    only_without_data = replace(ALLOW, importing_data=frozenset({False}))
    assert permits([(ALLOW,), (only_without_data,)], ATTEMPT)
    assert not permits([(ALLOW,), (only_without_data,)], replace(ATTEMPT, importing_data=True))


@given(POLICIES, ATTEMPTS)
def test_a_policy_allows_what_a_statement_allows_and_none_denies(
    policy: tuple[Statement, ...], attempt: Attempt
) -> None:
    about = [statement.allows for statement in policy if statement.applies_to(attempt)]
    assert permits([policy], attempt) == (True in about and False not in about)


@given(POLICIES, ATTEMPTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_means_nothing(
    policy: tuple[Statement, ...], attempt: Attempt, random: st.DataObject
) -> None:
    shuffled = list(policy)
    random.shuffle(shuffled)
    assert permits([tuple(shuffled)], attempt) == permits([policy], attempt)


@given(POLICIES, ATTEMPTS)
def test_a_statement_that_denies_all_leaves_nothing(policy: tuple[Statement, ...], attempt: Attempt) -> None:
    assert not permits([(*policy, DENY_ALL)], attempt)


@given(st.lists(POLICIES, min_size=1, max_size=3), POLICIES, ATTEMPTS)
def test_one_policy_more_never_allows_more(
    policies: list[tuple[Statement, ...]], further: tuple[Statement, ...], attempt: Attempt
) -> None:
    assert permits(policies, attempt) or not permits([*policies, further], attempt)


@given(st.text("ab*?\n.", max_size=8), st.text("ab\n.", max_size=8))
def test_patterns_mean_what_they_mean_to_a_shell(pattern: str, text: str) -> None:
    assert matches(pattern, text) == fnmatchcase(text, pattern)


@given(st.text("ab*[]?^$(|\\", max_size=10))
def test_only_stars_and_question_marks_are_special(text: str) -> None:
    assert matches(text.replace("*", "?"), text)
    assert matches("*", text)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not matches("*a" * 5_000 + "b", "a" * 2_000)
    assert not matches("*a" * 1_000 + "b", "a" * 2_000)
    assert matches("*" * 20_000, VERSION)
