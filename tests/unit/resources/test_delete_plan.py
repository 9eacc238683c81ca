"""Plans to delete, and that they touch nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ConflictException, LookoutEquipment, RefusedError, ResourceNotFoundException
from tests.support.service import Service
from tests.support.transport import fault
from tests.unit.resources.test_ensure import LIVE, MONTHLY

if TYPE_CHECKING:
    from l4e_sdk._resources import DeletePlan


@pytest.fixture
def busy(trained: LookoutEquipment) -> LookoutEquipment:
    """A client of an engine whose press is watched and retrained, beside a neighbour whose name begins alike."""
    trained.inference_schedulers.create("live", **LIVE).wait()
    trained.retraining_schedulers.create("press", **MONTHLY).wait()
    neighbour = trained.datasets.create("press-2")
    neighbour.import_from(trained.datasets.get("press")).wait()
    trained.models.create("press-2", dataset="press-2").wait()
    return trained


def told(plan: DeletePlan) -> list[str]:
    return [str(step) for step in plan.steps]


def names(client: LookoutEquipment) -> list[list[str]]:
    return [[each.name for each in kind.list()] for kind in (client.datasets, client.models)]


def test_a_plan_names_all_that_depends_on_a_dataset_and_no_neighbour(busy: LookoutEquipment):
    assert str(busy.datasets.get("press").plan_delete()).splitlines() == [
        "To delete dataset 'press':",
        "  1. stop inference scheduler 'live'",
        "  2. delete inference scheduler 'live' with its history",
        "  3. stop retraining scheduler of model 'press'",
        "  4. delete retraining scheduler of model 'press'",
        "  5. delete model 'press' with its 1 version",
        "  6. delete dataset 'press' with its 1 ingestion job",
    ]


def test_a_model_is_planned_without_its_dataset(busy: LookoutEquipment):
    assert told(busy.models.get("press").plan_delete())[-1] == "delete model 'press' with its 1 version"


def test_a_plan_at_the_prompt_shows_no_inner_workings(busy: LookoutEquipment):
    assert "function" not in repr(busy.models.get("press").plan_delete())


def test_what_is_stopped_need_not_be_stopped(busy: LookoutEquipment):
    busy.inference_schedulers.get("live").stop().wait()
    busy.retraining_schedulers.get("press").stop().wait()
    assert not [step for step in told(busy.models.get("press").plan_delete()) if step.startswith("stop")]


def test_planning_changes_nothing(busy: LookoutEquipment):
    written: list[str] = []
    busy.boto3.meta.events.register(
        "before-call.lookoutequipment.*", lambda model, **_: written.append(model.name)
    )
    busy.datasets.get("press").plan_delete()
    assert [name for name in written if not name.startswith(("Describe", "List"))] == []


def test_a_plan_leaves_only_the_neighbours(busy: LookoutEquipment):
    busy.datasets.get("press").plan_delete().apply()
    assert (names(busy), busy.label_groups.get("faults").name) == ([["press-2"], ["press-2"]], "faults")


def test_steps_are_told_as_they_are_taken(busy: LookoutEquipment):
    plan, seen = busy.models.get("press").plan_delete(), []
    plan.apply(on_step=lambda step: seen.append(str(step)))
    assert seen == told(plan)


def test_a_plan_that_was_cut_off_can_be_applied_again(busy: LookoutEquipment):
    plan = busy.datasets.get("press").plan_delete()

    def cut(step: object) -> None:
        if str(step).startswith("delete model"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan.apply(on_step=cut)
    plan.apply()
    assert names(busy) == [["press-2"], ["press-2"]]


def test_another_resource_of_the_same_name_is_left_alone(trained: LookoutEquipment):
    plan = trained.models.get("press").plan_delete()
    trained.models.get("press").delete()
    trained.models.create("press", dataset="press").wait()
    with pytest.raises(RefusedError, match="made again since the plan was made"):
        plan.apply()
    assert trained.models.get("press").status == "SUCCESS"


def test_what_came_after_the_plan_is_not_deleted(trained: LookoutEquipment):
    plan = trained.models.get("press").plan_delete()
    trained.inference_schedulers.create("late", **LIVE).wait()
    with pytest.raises(ConflictException):
        plan.apply()
    assert trained.inference_schedulers.get("late").status == "RUNNING"


def test_work_in_progress_is_waited_for(trained: LookoutEquipment):
    dataset = trained.datasets.get("press")
    trained.models.create("second", dataset=dataset)
    dataset.import_from(dataset)
    plan = dataset.plan_delete()
    assert [step.split("'")[0] for step in told(plan) if "wait" in step] == [
        "wait for model ",
        "wait for ingestion job ",
    ]
    plan.apply()
    assert names(trained) == [[], []]


def test_a_failed_training_is_deleted_as_well():
    statuses = iter(["IN_PROGRESS", "IN_PROGRESS", "FAILED"])
    service = Service(
        DescribeModel=lambda _: {"ModelArn": "arn:1", "Status": next(statuses, "FAILED")},
        DescribeModelVersion={},
    )
    plan = service.client.models.get("pump").plan_delete()
    service.answers["DeleteModel"] = lambda _: service.answers.update(
        DescribeModel=fault("ResourceNotFoundException")
    )
    plan.apply()
    assert "DeleteModel" in service.asked


def test_there_is_no_plan_for_what_does_not_exist(client: LookoutEquipment):
    with pytest.raises(ResourceNotFoundException):
        client.datasets.get("press").plan_delete()
