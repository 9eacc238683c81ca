"""Retraining schedulers: alone, and by the methods of their model."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from l4e_sdk import ConflictException, LookoutEquipment, ResourceNotFoundException, RetrainingScheduler
from l4e_sdk._resources import RetrainingRun
from tests.support.service import Service

SETTINGS = {"retraining_frequency": "P1M", "lookback_window": "P180D"}


def test_a_model_without_a_scheduler_has_none(trained: LookoutEquipment):
    assert trained.models.get("press").retraining_scheduler is None


def test_a_model_has_the_scheduler_that_it_made(trained: LookoutEquipment):
    model = trained.models.get("press")
    assert model.create_retraining_scheduler(**SETTINGS) == model.retraining_scheduler


def test_a_model_describes_its_scheduler(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.create_retraining_scheduler(
        **SETTINGS, promote_mode="MANUAL", retraining_start_date=date(2024, 3, 1)
    )
    described = model.describe_retraining_scheduler()
    assert (described.promote_mode, described.retraining_start_date) == (
        "MANUAL",
        datetime(2024, 3, 1, tzinfo=UTC),
    )


def test_a_model_steers_its_scheduler(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.create_retraining_scheduler(**SETTINGS).wait()
    seen = [model.stop_retraining_scheduler().wait().status, model.retraining_scheduler_status]
    model.update_retraining_scheduler(lookback_window="P360D")
    seen += [model.start_retraining_scheduler().wait().lookback_window, model.retraining_scheduler_status]
    assert seen == ["STOPPED", "STOPPED", "P360D", "RUNNING"]


def test_a_model_deletes_its_scheduler(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.create_retraining_scheduler(**SETTINGS).wait()
    model.stop_retraining_scheduler().wait()
    model.delete_retraining_scheduler()
    assert model.retraining_scheduler is None


def test_a_scheduler_that_runs_is_not_deleted(trained: LookoutEquipment):
    scheduler = trained.retraining_schedulers.create("press", **SETTINGS).wait()
    with pytest.raises(ConflictException):
        scheduler.delete()


def test_a_deleted_scheduler_is_gone(trained: LookoutEquipment):
    scheduler = trained.retraining_schedulers.create("press", **SETTINGS).wait().stop().wait()
    scheduler.delete()
    scheduler.wait_deleted()
    with pytest.raises(ResourceNotFoundException):
        trained.retraining_schedulers.get("press")


def test_the_next_run_is_known_before_the_first(trained: LookoutEquipment):
    scheduler = trained.retraining_schedulers.create("press", **SETTINGS).wait()
    assert (scheduler.next_run, scheduler.last_run) == (datetime(2024, 3, 5, tzinfo=UTC), None)


def test_the_last_run_is_known_once_it_was(trained: LookoutEquipment):
    scheduler = trained.retraining_schedulers.create("press", **SETTINGS).wait()
    trained.clock.advance("P1M")
    run = scheduler.refresh().last_run
    assert run == RetrainingRun(
        version=2,
        status="SUCCESS",
        started=datetime(2024, 3, 5, tzinfo=UTC),
        reason=None,
        available_days=run.available_days,
    )


def test_runs_are_asked_for_once():
    service = Service(DescribeModel={"NextScheduledRetrainingStartDate": 0})
    scheduler = RetrainingScheduler(service.client, "pump")
    assert (scheduler.next_run, scheduler.last_run) == (datetime(1970, 1, 1, tzinfo=UTC), None)
    assert service.asked == ["DescribeModel"]


def test_its_name_is_the_models():
    assert RetrainingScheduler(Service().client, "pump").model_name == "pump"
