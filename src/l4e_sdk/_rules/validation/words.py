"""The service's patterns in words; the patterns themselves are in the description."""

from __future__ import annotations

from typing import Final

_NAME: Final = "use letters A to Z and a to z, digits, '_' and '-' only"
_HEX: Final = "use hexadecimal digits only"
_ASCII: Final = "use ASCII characters only"
_ARN: Final = "arn:aws:lookoutequipment:<region>:<12-digit account>"

MUST_BE: Final = {
    "ComponentName": "use letters, digits, '.', '_' and '-' only",
    "ComponentTimestampDelimiter": "use '-', '_' or one blank, or leave it empty",
    "DatasetArn": f"give the ARN of a dataset, {_ARN}:dataset/<name>/<id>",
    "DatasetIdentifier": _NAME,
    "DatasetName": _NAME,
    "IamRoleArn": "give the ARN of a role, arn:aws:iam::<12-digit account>:role/<name>",
    "IdempotenceToken": _ASCII,
    "InferenceSchedulerIdentifier": _NAME,
    "InferenceSchedulerName": _NAME,
    "IngestionJobId": _HEX,
    "LabelGroupName": _NAME,
    "LabelId": _HEX,
    "ModelName": _NAME,
    "ModelVersion": "give 'latest', or a whole number from 1 such as '3'",
    "ModelVersionArn": f"give the ARN of a model version, {_ARN}:model/<name>/<id>/model-version/<number>",
    "NameOrArn": "start with a letter or digit and go on with those and : _ / + = , @ . - only",
    "NextToken": _ASCII,
    "Policy": "use characters up to U+00FF, tabs and line ends only",
    "PolicyRevisionId": _HEX,
    "ProjectName": f"begin with a letter or digit, and {_NAME}",
    "ResourceArn": f"give the ARN of a resource of this service, {_ARN}:<type>/<name>/<id>",
    "RetrainingFrequency": "write years, months and days in this order, as in 'P1M', 'P90D' or 'P3M15D'",
    "S3Bucket": "use lower-case letters, digits, '.' and '-', and begin and end with a letter or digit",
    "S3Prefix": "end it in '/' (or leave it empty) and use characters up to U+00FF",
    "SensorName": "use letters, digits and : # $ . - _ only",
    "TagKey": "use letters, digits and + , - . / : ; < = _ only, and do not begin with 'aws:'",
    "TagValue": "use letters, digits, blanks and + , - . / : ; < = _ @ only",
    "TimeZoneOffset": "write the offset from UTC as in '+05:30'",
}
"""The words by the name of the shape. They complete a message such as ``is 'x'; use letters``."""
