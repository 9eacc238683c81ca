"""The plan of a deletion: the resources that must be deleted before a model or dataset, in order."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk.errors import RefusedError, ResourceFailedError, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from l4e_sdk._resources.dataset import Dataset
    from l4e_sdk._resources.inference_scheduler import InferenceScheduler
    from l4e_sdk._resources.ingestion_job import IngestionJob
    from l4e_sdk._resources.model import Model
    from l4e_sdk._resources.retraining_scheduler import RetrainingScheduler

    AnyScheduler: TypeAlias = InferenceScheduler | RetrainingScheduler
    Doomed: TypeAlias = Dataset | IngestionJob | Model | AnyScheduler

_WORKING: Final = frozenset({"IN_PROGRESS", "IMPORT_IN_PROGRESS"})
_IDENTITIES: Final = {
    "Dataset": "dataset_arn",
    "InferenceScheduler": "inference_scheduler_arn",
    "IngestionJob": "job_id",
    "Model": "model_arn",
    "RetrainingScheduler": "model_arn",  # it has no ARN
}
"""The identifier that a resource keeps for its lifetime, and that no later resource with the same name gets."""


@dataclass(frozen=True, slots=True)
class DeleteStep:
    """One step of a plan, on one resource."""

    told: str
    """The step in words."""
    resource: Doomed
    """The resource of the step."""
    identity: str
    """The ARN of the resource, or the id of a job, when the plan was made.

    A resource with another one is not touched.
    """
    _take: Callable[[], object] = field(repr=False)

    def __str__(self) -> str:
        return self.told


@dataclass(frozen=True, slots=True)
class DeletePlan:
    """The steps that delete a model or a dataset with everything that depends on it. Print it to read the steps.

    The plan touches only the resources that it names, and only if they have not been replaced. A resource that was
    deleted and created again under the same name is left alone. Label groups, results and files in buckets stay.

    Examples:
        >>> plan = client.datasets.get("press").plan_delete()
        >>> print(plan)
        To delete dataset 'press':
          1. delete model 'press' with its 1 version
          2. delete dataset 'press' with its 1 ingestion job
        >>> plan.apply()
    """

    what: str
    """The resource to delete, in words."""
    steps: tuple[DeleteStep, ...]
    """The steps, in the order of execution."""

    def apply(self, *, on_step: Callable[[DeleteStep], object] | None = None) -> None:
        """Run the steps. Steps whose resource is already deleted are skipped, so you can repeat an interrupted call.

        Args:
            on_step: called before each step.

        Raises:
            RefusedError: a resource was replaced since the plan was made; its step and all later steps did not run.
            ConflictException: a new resource depends on one of the plan; make another plan.
            WaitTimeoutError: a resource did not reach an end state in time.
        """
        for step in self.steps:
            if _is_there(step):
                if on_step is not None:
                    on_step(step)
                step._take()  # noqa: SLF001 - ours

    def __str__(self) -> str:
        numbered = (f"  {number}. {step}" for number, step in enumerate(self.steps, start=1))
        return "\n".join([f"To delete {self.what}:", *numbered])


def plan_for_dataset(dataset: Dataset) -> DeletePlan:
    """Return the plan that deletes a dataset."""
    return DeletePlan(dataset._in_words(), tuple(_dataset_steps(dataset)))  # noqa: SLF001 - ours


def plan_for_model(model: Model) -> DeletePlan:
    """Return the plan that deletes a model."""
    return DeletePlan(model._in_words(), tuple(_model_steps(model)))  # noqa: SLF001 - ours


def _dataset_steps(dataset: Dataset) -> Iterator[DeleteStep]:
    # The service filters by prefix only, so drop resources whose names merely begin alike.
    for model in dataset.client.models.list(dataset_name_begins_with=dataset.name, page_size=500):
        if model.dataset_name == dataset.name:
            yield from _model_steps(model)
    jobs = dataset.jobs(page_size=500).to_list()
    yield from (_wait(job) for job in jobs if job.status in _WORKING)
    yield _delete(dataset, _counted(jobs, "ingestion job"))


def _model_steps(model: Model) -> Iterator[DeleteStep]:
    if model.status in _WORKING:
        yield _wait(model)
    for scheduler in model.client.inference_schedulers.list(model=model, page_size=500):
        if scheduler.model_name == model.name:
            yield from _scheduler_steps(scheduler, "history")
    if model.retraining_scheduler is not None:
        yield from _scheduler_steps(model.retraining_scheduler)
    yield _delete(model, _counted(model.versions(page_size=500), "version"))


def _scheduler_steps(scheduler: AnyScheduler, along: str = "") -> Iterator[DeleteStep]:
    if scheduler.status != "STOPPED":
        yield _step("stop", scheduler, lambda: _stop(scheduler))
    yield _delete(scheduler, along)


def _wait(resource: IngestionJob | Model) -> DeleteStep:
    def take() -> None:
        with suppress(ResourceFailedError):  # a failed resource can be deleted, too
            resource.wait()

    return _step("wait for", resource, take)


def _delete(resource: Dataset | Model | AnyScheduler, along: str) -> DeleteStep:
    def take() -> None:
        resource.delete()
        resource.wait_deleted()

    return _step("delete", resource, take, along)


def _step(action: str, resource: Doomed, take: Callable[[], object], along: str = "") -> DeleteStep:
    told = f"{action} {resource._in_words()}{along and f' with its {along}'}"  # noqa: SLF001 - ours
    return DeleteStep(told, resource, _identity(resource), take)


def _stop(scheduler: AnyScheduler) -> None:
    scheduler.wait()
    if scheduler.status == "RUNNING":
        scheduler.stop().wait()


def _is_there(step: DeleteStep) -> bool:
    try:
        now = _identity(step.resource.refresh())
    except ResourceNotFoundException:
        return False
    if now != step.identity:
        raise RefusedError(
            f"{step.resource!r} was deleted and made again since the plan was made: it was {step.identity} and is "
            f"{now}. It was left alone; make another plan."
        )
    return True


def _identity(resource: Doomed) -> str:
    identity: str = getattr(resource, _IDENTITIES[type(resource).__name__])
    return identity


def _counted(things: Iterable[object], noun: str) -> str:
    count = sum(1 for _ in things)
    return f"{count} {noun}{'' if count == 1 else 's'}"
