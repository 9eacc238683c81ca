from __future__ import annotations

import re

import pytest

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._botocore_data.description import compiled
from l4e_sdk.local.lifecycle.identity import new_arn, new_id, partition, unique_part, version_arn
from l4e_sdk.local.store import Scope

HERE = Scope("123456789012", "eu-west-1")
ARNS = [("dataset", "DatasetArn"), ("model", "ModelArn"), ("inference-scheduler", "InferenceSchedulerArn")]


@pytest.mark.parametrize(("kind", "shape"), [*ARNS, ("label-group", "LabelGroupArn")])
def test_arns_are_of_the_form_of_the_service(kind: str, shape: str) -> None:
    pattern = ServiceDescription.load().shapes[shape].pattern
    assert pattern is not None
    assert compiled(pattern).fullmatch(new_arn(HERE, kind, "press-07"))


def test_a_version_has_an_arn_below_its_model() -> None:
    pattern = ServiceDescription.load().shapes["ModelVersionArn"].pattern
    assert pattern is not None
    assert compiled(pattern).fullmatch(version_arn(new_arn(HERE, "model", "press"), 3))


def test_the_same_name_never_gets_the_same_arn() -> None:
    first, second = new_arn(HERE, "model", "press"), new_arn(HERE, "model", "press")
    assert unique_part(first) != unique_part(second)


def test_a_version_has_the_unique_part_of_its_model() -> None:
    arn = new_arn(HERE, "model", "press")
    assert unique_part(version_arn(arn, 3)) == unique_part(arn)


def test_ids_are_32_hex_characters() -> None:
    assert re.fullmatch("[0-9a-f]{32}", new_id())


@pytest.mark.parametrize(
    ("region", "expected"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_regions_belong_to_partitions(region: str, expected: str) -> None:
    assert partition(region) == expected
