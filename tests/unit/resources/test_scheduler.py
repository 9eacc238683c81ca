"""Schedulers that are stopped for a change and started again."""

from __future__ import annotations

import logging

import pytest

from l4e_sdk import (
    InferenceScheduler,
    InternalServerException,
    RetrainingScheduler,
    ValidationException,
)
from l4e_sdk._resources._scheduler import goal
from tests.support.service import Service
from tests.support.transport import fault

NEXT = {"PENDING": "RUNNING", "STOPPING": "STOPPED"}


class Machine(Service):
    """A service with one scheduler that arrives at its next state whenever it is looked at."""

    def __init__(self, kind: type, status: str) -> None:
        name = kind.__name__
        super().__init__(
            **{
                f"Describe{name}": lambda _: self._look(),
                f"Start{name}": lambda _: self._go("PENDING"),
                f"Stop{name}": lambda _: self._go("STOPPING"),
            }
        )
        self.status = status
        self.scheduler = kind(self.client, "pump")

    @property
    def changes(self) -> list[str]:
        return [
            operation.partition(self._name)[0] for operation in self.asked if not operation.startswith("Desc")
        ]

    @property
    def _name(self) -> str:
        return type(self.scheduler).__name__

    def _look(self) -> dict[str, str]:
        seen, self.status = self.status, NEXT.get(self.status, self.status)
        return {"Status": seen}

    def _go(self, status: str) -> dict[str, str]:
        self.status = status
        return {"Status": status}


KINDS = pytest.mark.parametrize("kind", [InferenceScheduler, RetrainingScheduler])


@KINDS
@pytest.mark.parametrize("status", ["RUNNING", "PENDING"])
def test_one_that_runs_is_stopped_changed_and_started(kind: type, status: str):
    machine = Machine(kind, status)
    assert machine.scheduler.update(restart=True).status == "PENDING"
    assert machine.changes == ["Stop", "Update", "Start"]


@KINDS
@pytest.mark.parametrize("status", ["STOPPED", "STOPPING"])
def test_one_that_is_stopped_stays_so(kind: type, status: str):
    machine = Machine(kind, status)
    assert machine.scheduler.update(restart=True).status == "STOPPED"
    assert machine.changes == ["Update"]


@KINDS
def test_a_change_that_is_refused_does_not_leave_it_stopped(kind: type):
    machine = Machine(kind, "RUNNING")
    machine.answers[f"Update{kind.__name__}"] = fault("ValidationException")
    with pytest.raises(ValidationException):
        machine.scheduler.update(restart=True)
    assert machine.changes == ["Stop", "Update", "Start"]


@KINDS
def test_a_change_that_is_interrupted_while_it_stops_does_not_leave_it_stopped(
    kind: type, monkeypatch: pytest.MonkeyPatch
):
    machine = Machine(kind, "RUNNING")
    wait = kind.wait

    def interrupted_once(scheduler: object, **given: object) -> object:
        if machine.status == "STOPPING":
            monkeypatch.setattr(kind, "wait", wait)
            raise KeyboardInterrupt
        return wait(scheduler, **given)

    monkeypatch.setattr(kind, "wait", interrupted_once)
    machine.answers[f"Start{kind.__name__}"] = lambda _: (
        machine._go("PENDING") if machine.status == "STOPPED" else fault("ConflictException")
    )
    with pytest.raises(KeyboardInterrupt):
        machine.scheduler.update(restart=True)
    assert machine.changes == ["Stop", "Start", "Start"]
    assert machine.scheduler.wait().status == "RUNNING"


@KINDS
def test_a_stop_whose_answer_was_lost_is_no_conflict(kind: type):
    machine = Machine(kind, "RUNNING")

    def took_effect_before(_: object) -> object:
        machine._go("STOPPING")
        return fault("ConflictException")

    machine.answers[f"Stop{kind.__name__}"] = took_effect_before
    assert machine.scheduler.update(restart=True).wait().status == "RUNNING"
    assert machine.changes == ["Stop", "Update", "Start"]


@KINDS
def test_a_start_whose_answer_was_lost_is_no_conflict(kind: type):
    machine = Machine(kind, "RUNNING")

    def took_effect_before(_: object) -> object:
        machine._go("PENDING")
        return fault("ConflictException")

    machine.answers[f"Start{kind.__name__}"] = took_effect_before
    assert machine.scheduler.update(restart=True).wait().status == "RUNNING"
    assert machine.changes == ["Stop", "Update", "Start"]


@KINDS
def test_one_that_cannot_be_started_again_says_so(kind: type):
    machine = Machine(kind, "RUNNING")
    machine.answers[f"Start{kind.__name__}"] = fault("InternalServerException")
    with pytest.raises(InternalServerException) as caught:
        machine.scheduler.update(restart=True)
    assert "call start()" in caught.value.__notes__[0]


@KINDS
def test_a_refused_change_of_one_that_cannot_be_started_again_says_both(kind: type):
    machine = Machine(kind, "RUNNING")
    machine.answers[f"Update{kind.__name__}"] = fault("ValidationException")
    machine.answers[f"Start{kind.__name__}"] = fault("InternalServerException")
    with pytest.raises(ValidationException) as caught:
        machine.scheduler.update(restart=True)
    (note,) = caught.value.__notes__
    assert "call start()" in note
    assert "InternalServerException" in note


@KINDS
def test_the_log_says_that_one_is_stopped_for_a_change(kind: type, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "l4e_sdk")
    machine = Machine(kind, "RUNNING")
    machine.scheduler.update(restart=True)
    assert [record.getMessage() for record in caplog.records] == [
        f"<{kind.__name__} 'pump' RUNNING> is stopped for a change, and started again after it.",
    ]


@KINDS
def test_without_restart_it_is_only_changed(kind: type):
    machine = Machine(kind, "RUNNING")
    machine.scheduler.update()
    assert machine.asked == [f"Update{kind.__name__}"]


@KINDS
def test_a_wait_goes_where_the_scheduler_is_headed(kind: type):
    machine = Machine(kind, "RUNNING")
    assert machine.scheduler.stop().wait().status == "STOPPED"
    assert machine.scheduler.start().wait().status == "RUNNING"


@KINDS
def test_a_wait_for_a_state_does_not_look_where_it_is_headed(kind: type):
    machine = Machine(kind, "STOPPING")
    assert machine.scheduler.wait(until="STOPPED").status == "STOPPED"
    assert machine.asked == [f"Describe{kind.__name__}"] * 2


def test_an_unknown_state_is_taken_for_a_start():
    assert [goal("WARMING_UP"), goal(None)] == ["RUNNING", "RUNNING"]
