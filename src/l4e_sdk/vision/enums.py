"""The enums of Lookout for Vision. Like those of Lookout for Equipment, they accept unknown values."""

from __future__ import annotations

from l4e_sdk.shapes._enum import OpenEnum


class ModelStatus(OpenEnum):
    """The status of a model version: first of its training, later of its hosting."""

    TRAINING = "TRAINING"
    """The version is in training."""
    TRAINED = "TRAINED"
    """The version is trained and can be hosted."""
    TRAINING_FAILED = "TRAINING_FAILED"
    """Training ended without a model; the status message has the reason."""
    STARTING_HOSTING = "STARTING_HOSTING"
    """The hosting is starting; the version does not answer requests yet."""
    HOSTED = "HOSTED"
    """The version answers detection requests."""
    HOSTING_FAILED = "HOSTING_FAILED"
    """The hosting failed; the status message has the reason."""
    STOPPING_HOSTING = "STOPPING_HOSTING"
    """The hosting is stopping."""
    SYSTEM_UPDATING = "SYSTEM_UPDATING"
    """The service is updating its system."""
    DELETING = "DELETING"
    """The version is being deleted."""


class ResourceType(OpenEnum):
    """The kind of resource that an error is about."""

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
