"""A service of written-down answers: the same bytes for every client, without a socket and without work behind them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient

PAGE = 500
"""Items a page, the most that the API allows."""

_ARN = "arn:aws:lookoutequipment:us-east-1:123456789012:model/pump-17/0f6dbb1c-3f1e-4c7b-9d55-6c1f5f6a2a10"
_SENSORS = [f"sensor-{number}" for number in range(20)]
_EVENT = {
    "start": "2024-03-01T10:15:00.000000",
    "end": "2024-03-01T16:40:00.000000",
    "diagnostics": [{"name": f"pump-17\\{sensor}", "value": 0.05} for sensor in _SENSORS],
}
_SCHEMA = {
    "Components": [
        {
            "ComponentName": "pump-17",
            "Columns": [
                {"Name": "Timestamp", "Type": "DATETIME"},
                *({"Name": sensor, "Type": "DOUBLE"} for sensor in _SENSORS),
            ],
        }
    ]
}
MODEL = {
    "ModelName": "pump-17",
    "ModelArn": _ARN,
    "DatasetName": "pumps",
    "DatasetArn": "arn:aws:lookoutequipment:us-east-1:123456789012:dataset/pumps/7b1c",
    "Schema": json.dumps(_SCHEMA),
    "TrainingDataStartTime": 1672531200,
    "TrainingDataEndTime": 1688169600,
    "EvaluationDataStartTime": 1688169660,
    "EvaluationDataEndTime": 1704067200,
    "RoleArn": "arn:aws:iam::123456789012:role/plant",
    "DataPreProcessingConfiguration": {"TargetSamplingRate": "PT5M"},
    "Status": "SUCCESS",
    "TrainingExecutionStartTime": 1704067201.5,
    "TrainingExecutionEndTime": 1704070801.25,
    "ModelMetrics": json.dumps({"labeled_ranges": [], "predicted_ranges": [_EVENT] * 20}),
    "LastUpdatedTime": 1704070801.25,
    "CreatedAt": 1704067200.125,
    "ActiveModelVersion": 3,
    "ActiveModelVersionArn": f"{_ARN}/model-version/3",
    "ModelVersionActivatedAt": 1704070801.25,
    "ModelQuality": "QUALITY_THRESHOLD_MET",
}


class Canned:
    """Answers ``DescribeModel`` with one model and ``ListModelVersions`` with pages of versions.

    Args:
        versions: how many versions the list has in all.
    """

    def __init__(self, versions: int = PAGE) -> None:
        self._versions = versions
        self._model = json.dumps(MODEL).encode()
        self._first = _page(0, versions)

    def attach(self, client: BaseClient) -> BaseClient:
        """Answer the requests of a boto3 client."""
        client.meta.events.register_first("before-send.lookoutequipment", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {"x-amzn-RequestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}
        return AWSResponse(request.url, 200, headers, Body(self._answer(request)))

    def _answer(self, request: AWSPreparedRequest) -> bytes:
        if request.headers["X-Amz-Target"].endswith(b".DescribeModel"):
            return self._model
        start = int(json.loads(request.body).get("NextToken", 0))
        return self._first if start == 0 else _page(start, self._versions)


class Body:
    """A body as botocore reads one from the network."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield all of it."""
        yield self._content


def _page(start: int, total: int) -> bytes:
    end = min(start + PAGE, total)
    page = {"ModelVersionSummaries": [_version(number) for number in range(start + 1, end + 1)]}
    return json.dumps(page if end == total else {**page, "NextToken": str(end)}).encode()


def _version(number: int) -> dict[str, object]:
    return {
        "ModelName": "pump-17",
        "ModelArn": _ARN,
        "ModelVersion": number,
        "ModelVersionArn": f"{_ARN}/model-version/{number}",
        "CreatedAt": 1704067200.125 + number,
        "Status": "SUCCESS",
        "SourceType": "RETRAINING",
        "ModelQuality": "QUALITY_THRESHOLD_MET",
    }
