"""The shapes of ``DescribeModel``: every member may be missing, and members not listed here are kept."""

from __future__ import annotations

from l4e_sdk.shapes._shape import Response, Shape
from l4e_sdk.shapes._timestamp import Timestamp
from l4e_sdk.vision.enums import ModelStatus


class ModelPerformance(Shape):
    """How well a model did on its test images; each figure lies between 0 and 1."""

    f1_score: float | None = None
    """The harmonic mean of precision and recall."""
    recall: float | None = None
    """The share of the anomalous images that it found."""
    precision: float | None = None
    """The share of the images it called anomalous that were."""


class S3Location(Shape):
    """A place in S3."""

    bucket: str | None = None
    """Name of the bucket."""
    prefix: str | None = None
    """What the keys begin with; None for the whole bucket."""


class OutputConfig(Shape):
    """Where training writes what it learned about the model."""

    s3_location: S3Location | None = None
    """The place in S3."""


class OutputS3Object(Shape):
    """One object in S3 that training wrote."""

    bucket: str | None = None
    """Name of the bucket."""
    key: str | None = None
    """Key of the object in its bucket."""


class ModelDescription(Shape):
    """One version of a project's model."""

    model_version: str | None = None
    """The version: a number, written as text."""
    model_arn: str | None = None
    """ARN of the version."""
    creation_timestamp: Timestamp | None = None
    """When it was created."""
    description: str | None = None
    """What its owner wrote about it. 1 to 500 characters: letters, digits, `.`, `-`, `_`."""
    status: ModelStatus | None = None
    """Its state."""
    status_message: str | None = None
    """What the service says about its state."""
    performance: ModelPerformance | None = None
    """How well it did on its test images; None before it is trained."""
    output_config: OutputConfig | None = None
    """Where training wrote its results."""
    evaluation_manifest: OutputS3Object | None = None
    """The file that lists the images it was tested on."""
    evaluation_result: OutputS3Object | None = None
    """The file with the figures of that test."""
    evaluation_end_timestamp: Timestamp | None = None
    """When its test ended."""
    kms_key_id: str | None = None
    """The key that encrypts it."""
    min_inference_units: int | None = None
    """Units that it is hosted on at least, from 1."""
    max_inference_units: int | None = None
    """Units that it is hosted on at most, if their number follows the load."""


class DescribeModelResponse(Response):
    """The answer of ``DescribeModel``."""

    model_description: ModelDescription | None = None
    """The version that was asked for."""
