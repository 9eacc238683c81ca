"""The enums of Lookout for Vision; open, like those of Lookout for Equipment."""

from __future__ import annotations

from l4e_sdk.shapes._enum import OpenEnum


class ModelStatus(OpenEnum):
    """The state of a model version: of its training first, of its hosting later."""

    TRAINING = "TRAINING"
    """It is being trained."""
    TRAINED = "TRAINED"
    """It is trained and can be hosted."""
    TRAINING_FAILED = "TRAINING_FAILED"
    """Training ended without a model; the status message says why."""
    STARTING_HOSTING = "STARTING_HOSTING"
    """It is being hosted, but does not answer yet."""
    HOSTED = "HOSTED"
    """It answers requests for detection."""
    HOSTING_FAILED = "HOSTING_FAILED"
    """It could not be hosted; the status message says why."""
    STOPPING_HOSTING = "STOPPING_HOSTING"
    """Its hosting is coming to an end."""
    SYSTEM_UPDATING = "SYSTEM_UPDATING"
    """The service is changing what it runs on."""
    DELETING = "DELETING"
    """It is being deleted."""


class ResourceType(OpenEnum):
    """What kind of thing an error is about."""

    PROJECT = "PROJECT"
    """A project, which holds datasets and models."""
    DATASET = "DATASET"
    """A dataset of images."""
    MODEL = "MODEL"
    """A version of a project's model."""
    TRIAL = "TRIAL"
    """A trial detection."""
    MODEL_PACKAGE_JOB = "MODEL_PACKAGE_JOB"
    """A job that packages a model for a device."""
