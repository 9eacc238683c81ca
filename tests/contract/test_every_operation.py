"""Every operation succeeds for plain boto3, and every member that an answer can have is in some answer."""

from __future__ import annotations

import pytest

from l4e_sdk._botocore_data import catalogue
from tests.support.factory import Factory
from tests.support.story import Seen, tell

DESCRIPTION = catalogue()
STRUCTURES = sorted(DESCRIPTION.output_shapes)

HIDDEN = {"DescribeDataIngestionJobResponse": {"StatusDetail": "Status and FailedReason say all there is"}}
"""Members that no answer of the engine has, by structure, and why."""


@pytest.fixture(scope="module")
def seen(door: str) -> Seen:
    """Return what all answers have shown at the end of the story."""
    found = Seen()
    with Factory() as factory, found.through(factory.boto), found.through(factory.extension):
        tell(factory)
    return found


@pytest.mark.parametrize("operation", sorted(DESCRIPTION.operations))
def test_an_operation_succeeds(seen: Seen, operation: str) -> None:
    answers = seen.answers[operation]
    assert answers
    output = DESCRIPTION.operations[operation].output
    allowed = set(DESCRIPTION.shapes[output].members) if output else set()
    assert all(set(answer) <= allowed for answer in answers)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_member_of_an_answer_is_answered(seen: Seen, structure: str) -> None:
    hidden = set(HIDDEN.get(structure, {}))
    assert set(DESCRIPTION.shapes[structure].members) - seen.members[structure] == hidden
