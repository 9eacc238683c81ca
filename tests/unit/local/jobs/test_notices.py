"""The log of a training with notices."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.folder.findings import NOTICES
from l4e_sdk.local.jobs.retraining_now import RetrainingNow
from l4e_sdk.local.jobs.training import Training
from l4e_sdk.local.learning import fitting
from tests.support.factory import Factory
from tests.support.findings import BLIND, FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "l4e_sdk.local.jobs.notices"


@pytest.fixture
def factory() -> Iterator[Factory]:
    """A factory with a dataset."""
    with Factory() as made:
        made.ingest("press")
        made.work()
        yield made


@pytest.fixture
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each training leave two notices."""

    def compute(_: object, task: fitting.FitTask) -> fitting.Fitted:
        fitted = fitting.fit(task)
        (task.out / NOTICES).write_text(json.dumps({"notices": [FROZEN, FROZEN, BLIND]}), encoding="utf-8")
        return fitted

    for job in (Training, RetrainingNow):
        monkeypatch.setattr(job, "compute", compute)


def logged(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return the lines of a level about notices."""
    return [
        record.getMessage() for record in caplog.records if (record.name, record.levelno) == (NAME, level)
    ]


@pytest.mark.usefixtures("_found")
def test_a_training_with_notices_logs_one_warning_and_each_text(
    factory: Factory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, NAME)
    factory.train("press")
    factory.work()
    assert logged(caplog, logging.WARNING) == [
        (
            "model press version 1: training has 3 notices (frozen 2, threshold_out_of_reach 1); "
            "the version's notices list them"
        )
    ]
    assert f"model press version 1: frozen: {FROZEN['text']}" in logged(caplog, logging.INFO)


@pytest.mark.usefixtures("_found")
def test_a_retraining_logs_its_own_notices(factory: Factory, caplog: pytest.LogCaptureFixture) -> None:
    factory.train("press")
    factory.work()
    factory.extension.retrain_model(ModelName="press")
    factory.work()
    assert [line.split(":")[0] for line in logged(caplog, logging.WARNING)] == [
        "model press version 1",
        "model press version 2",
    ]


def test_a_training_without_notices_logs_nothing_about_them(
    factory: Factory, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute(_: object, task: fitting.FitTask) -> fitting.Fitted:
        fitted = fitting.fit(task)
        (task.out / NOTICES).unlink(missing_ok=True)
        return fitted

    monkeypatch.setattr(Training, "compute", compute)
    caplog.set_level(logging.INFO, NAME)
    factory.train("press")
    factory.work()
    assert logged(caplog, logging.WARNING) == logged(caplog, logging.INFO) == []
