from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.lifecycle.policies import IMPORT_DATASET, IMPORT_MODEL_VERSION
from l4e_sdk.local.lifecycle.policy_document import PolicyError, parse

ARN = "arn:aws:lookoutequipment:us-east-1:111111111111:dataset/press/1f"
FRIEND = "222222222222"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = ("Sid", "Effect", "Principal", "Action", "Resource", "Condition")


def statement(**members: object) -> dict[str, object]:
    whole = {
        "Effect": "Allow",
        "Principal": {"AWS": FRIEND},
        "Action": IMPORT_DATASET,
        "Resource": ARN,
        **members,
    }
    return {name: value for name, value in whole.items() if value is not None}


def document(*statements: object, **members: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **members})


def test_one_statement_needs_no_list() -> None:
    assert parse(json.dumps({"Statement": statement()})) == parse(document(statement()))


def test_a_policy_may_have_an_id_and_statements_a_sid() -> None:
    (parsed,) = parse(document(statement(Sid="friends"), Id="press"))
    assert parsed.allows
    assert parsed.actions == (IMPORT_DATASET,)


@pytest.mark.parametrize(
    ("principal", "accounts"),
    [
        ("*", None),
        ({"AWS": "*"}, None),
        ({"AWS": [FRIEND, "*"]}, None),
        ({"AWS": FRIEND}, {FRIEND}),
        ({"AWS": [f"arn:aws:iam::{FRIEND}:root"]}, {FRIEND}),
        ({"AWS": f"arn:aws:iam::{FRIEND}:role/plant/Importer"}, {FRIEND}),
        ({"AWS": f"arn:aws-cn:iam::{FRIEND}:user/ann"}, {FRIEND}),
        ({"AWS": f"arn:aws:sts::{FRIEND}:assumed-role/Importer/ann"}, {FRIEND}),
        ({"AWS": [FRIEND, "arn:aws:iam::333333333333:root"]}, {FRIEND, "333333333333"}),
    ],
)
def test_principals_are_known_by_their_account(principal: object, accounts: set[str] | None) -> None:
    (parsed,) = parse(document(statement(Principal=principal)))
    assert parsed.accounts == accounts


@pytest.mark.parametrize(
    ("condition", "accepted"),
    [
        (None, None),
        ({}, None),
        ({"Bool": {"lookoutequipment:IsImportingData": "false"}}, {False}),
        ({"Bool": {"LookoutEquipment:isImportingData": True}}, {True}),
        ({"Bool": {"lookoutequipment:IsImportingData": ["true", "False"]}}, {True, False}),
        ({"BoolIfExists": {"lookoutequipment:IsImportingData": "true"}}, {True, None}),
    ],
)
def test_the_one_condition_is_about_inference_data(condition: object, accepted: set[bool] | None) -> None:
    (parsed,) = parse(document(statement(Condition=condition)))
    assert parsed.importing_data == accepted


def test_a_statement_without_a_resource_is_about_the_one_that_has_the_policy() -> None:
    (parsed,) = parse(document(statement(Resource=None)))
    assert parsed.resources == ("*",)


BAD: dict[str, Any] = {
    "Effect": ["Permit", None, ["Allow"], {}],
    "Principal": [None, "111111111111", {"AWS": "press"}, {"AWS": []}, {"AWS": 1}, {"Service": "s3"}, []],
    "Action": [None, "s3:GetObject", "lookoutequipment:DescribeModel", [], [1], [IMPORT_DATASET, "iam:*"]],
    "Resource": [[], 1, {}, ""],
    "Condition": [
        [],
        {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"Bool": {"lookoutequipment:IsImportingData": "perhaps"}},
        {"Bool": "lookoutequipment:IsImportingData"},
        {"Bool": {}, "BoolIfExists": {}},
    ],
}


@pytest.mark.parametrize(("member", "value"), [(name, value) for name in BAD for value in BAD[name]])
def test_unknown_elements_are_refused_with_their_place(member: str, value: object) -> None:
    with pytest.raises(PolicyError, match=r"Statement\[1\]\." + member):
        parse(document(statement(), statement(**{member: value})))


@pytest.mark.parametrize("name", ["NotPrincipal", "NotAction", "NotResource", "Effects"])
def test_unknown_parts_are_refused_and_not_passed_over(name: str) -> None:
    with pytest.raises(PolicyError, match=name):
        parse(document({**statement(), name: "*"}))


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "{", "{}", '{"Statement": 1}', '{"Statement": [1]}', "[" * 9999]
)
def test_a_text_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parse(text)


def test_a_version_of_the_language_that_never_was_is_refused() -> None:
    with pytest.raises(PolicyError, match="2012-10-17"):
        parse(document(statement(), Version="2031-01-01"))


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_statement_is_a_policy_or_an_error(members: dict[str, object]) -> None:
    text = document({**statement(), **members})
    complaint = ""
    try:
        assert len(parse(text)) == 1
    except PolicyError as error:
        complaint = str(error)
    assert complaint == "" or complaint.startswith("Statement[0]")


def test_actions_may_have_wildcards() -> None:
    (parsed,) = parse(document(statement(Action=["lookoutequipment:import*", "*"])))
    assert len(parsed.actions) == 2
    assert parse(document(statement(Action=IMPORT_MODEL_VERSION)))[0].actions == (IMPORT_MODEL_VERSION,)
