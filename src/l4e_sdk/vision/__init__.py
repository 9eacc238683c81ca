"""Lookout for Vision: a typed client for one of its operations, ``DescribeModel``.

    from l4e_sdk.vision import LookoutVision

    client = LookoutVision(endpoint_url="http://vision.example", region_name="eu-west-1")
    model = client.describe_model(project_name="boards", model_version="latest").model_description

AWS ended this service on 31 October 2025, and botocore no longer contains it. This package has a pinned description of
the operation. Both services have a ``DescribeModel`` with a ``ModelVersion``. In this service the version is a string,
and statuses and errors differ too, so the two clients share only the way to call.
"""

from __future__ import annotations

from l4e_sdk.vision.client import LookoutVision
from l4e_sdk.vision.enums import ModelStatus, ResourceType
from l4e_sdk.vision.errors import (
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    ThrottlingException,
    VisionEndedError,
)
from l4e_sdk.vision.shapes import (
    DescribeModelResponse,
    ModelDescription,
    ModelPerformance,
    OutputConfig,
    OutputS3Object,
    S3Location,
)

__all__ = [
    "ConflictException",
    "DescribeModelResponse",
    "InternalServerException",
    "LookoutVision",
    "ModelDescription",
    "ModelPerformance",
    "ModelStatus",
    "OutputConfig",
    "OutputS3Object",
    "ResourceNotFoundException",
    "ResourceType",
    "S3Location",
    "ThrottlingException",
    "VisionEndedError",
]
