"""The shapes of ``DescribeModel``. All members are optional, and unknown members are kept."""

from __future__ import annotations

from l4e_sdk.shapes._shape import Response, Shape
from l4e_sdk.shapes._timestamp import Timestamp
from l4e_sdk.vision.enums import ModelStatus


class ModelPerformance(Shape):
    """The results of a model on its test images. Each metric is from 0 to 1."""

    f1_score: float | None = None
    """The harmonic mean of precision and recall."""
    recall: float | None = None
    """The share of anomalous images that the model detected."""
    precision: float | None = None
    """The share of detected images that are anomalous."""


class S3Location(Shape):
    """A location in S3."""

    bucket: str | None = None
    """The name of the bucket."""
    prefix: str | None = None
    """The prefix of the keys; None for the whole bucket."""


class OutputConfig(Shape):
    """The location of the training's output."""

    s3_location: S3Location | None = None
    """The location in S3."""


class OutputS3Object(Shape):
    """One object in S3 that training wrote."""

    bucket: str | None = None
    """The name of the bucket."""
    key: str | None = None
    """The key of the object."""


class ModelDescription(Shape):
    """One version of a project's model."""

    model_version: str | None = None
    """The number of the version, as text."""
    model_arn: str | None = None
    """The ARN of the version."""
    creation_timestamp: Timestamp | None = None
    """The time of its creation."""
    description: str | None = None
    """The owner's description. 1 to 500 characters: letters, digits, `.`, `-`, `_`."""
    status: ModelStatus | None = None
    """The status of the version."""
    status_message: str | None = None
    """The service's explanation of the status."""
    performance: ModelPerformance | None = None
    """The results on its test images; None before it is trained."""
    output_config: OutputConfig | None = None
    """The location of the training's output."""
    evaluation_manifest: OutputS3Object | None = None
    """The file that lists the test images."""
    evaluation_result: OutputS3Object | None = None
    """The file with the results of the test."""
    evaluation_end_timestamp: Timestamp | None = None
    """The end of the test."""
    kms_key_id: str | None = None
    """The key that encrypts the version."""
    min_inference_units: int | None = None
    """The minimum number of units that host the version, from 1."""
    max_inference_units: int | None = None
    """The maximum number of units, if the number follows the load."""


class DescribeModelResponse(Response):
    """The answer of ``DescribeModel``."""

    model_description: ModelDescription | None = None
    """The description of the version."""
