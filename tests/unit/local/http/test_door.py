from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local.http.door import _is_lookup
from l4e_sdk.local.store import WouldWait
from l4e_sdk.local.wire.messages import WireRequest

if TYPE_CHECKING:
    from l4e_sdk.local import LocalEngine

DESCRIPTION = ServiceDescription.load()
DESCRIBES = [name for name in DESCRIPTION.operations if name.startswith("Describe")]
NAMES = {
    "DatasetName": "press",
    "JobId": "0" * 32,
    "ModelName": "press",
    "ModelVersion": 1,
    "InferenceSchedulerName": "press",
    "LabelGroupName": "press",
    "LabelId": "0" * 32,
    "ResourceArn": "arn:aws:lookoutequipment:us-east-1:000000000000:model/press/1",
}


def request(operation: str) -> WireRequest:
    needed = {name: NAMES[name] for name in DESCRIPTION.input_of(operation).members}
    target = f"{DESCRIPTION.target_prefix}.{operation}"
    return WireRequest("POST", {"x-amz-target": target}, json.dumps(needed).encode())


@pytest.mark.parametrize("operation", DESCRIBES)
def test_immediate_answers_make_no_call_that_could_wait(engine: LocalEngine, operation: str):
    asked = request(operation)
    if not _is_lookup(asked.headers["x-amz-target"], asked.body):
        with pytest.raises(WouldWait):
            engine.answer(asked, wait=False)
    else:
        code = json.loads(engine.answer(asked, wait=False).body)["__type"]
        assert code == "ResourceNotFoundException"


def test_a_describe_that_is_longer_than_names_is_not_read_at_once():
    assert not _is_lookup(f"{DESCRIPTION.target_prefix}.DescribeModel", b" " * 1025)
