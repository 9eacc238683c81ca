"""A retraining at its time (service/retraining#schedule)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find, planning
from l4e_sdk.local.jobs.retraining import DEFAULT_WINDOW, Retraining
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.schedulers import RUNNING
from l4e_sdk.shapes import ModelVersionSourceType, ModelVersionStatus

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Payload
    from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion


class ScheduledRetraining(Retraining):
    """A run of a retraining scheduler: the model reports it, and it plans the next one."""

    def _lookback_window(self, context: Context, payload: Payload) -> str | None:
        scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
        return None if scheduler is None else str(scheduler.lookback_window or DEFAULT_WINDOW)

    def _promote_mode(self, context: Context, payload: Payload) -> str:
        return str(find.retraining_scheduler(context, payload["model_name"]).promote_mode)

    def _begin(self, context: Context, model: StoredModel, payload: Payload) -> StoredModelVersion:
        number = model.latest_scheduled_retraining_model_version
        begun = context.store.model_versions.get(context.scope, model.model_name, number)
        if begun is not None and begun.status == ModelVersionStatus.IN_PROGRESS:
            return begun
        number = context.store.next_version(context.scope, payload["model_name"])
        version = states.new_version(model, number, ModelVersionSourceType.RETRAINING, context.now())
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, self._report(context, model, version))
        return version

    def _number(self, model: StoredModel, payload: Payload) -> int:
        return model.latest_scheduled_retraining_model_version or 0

    def _report(self, context: Context, model: StoredModel, version: StoredModelVersion) -> StoredModel:
        return states.retraining(model, version, context.now())

    def _follow(self, context: Context, payload: Payload) -> None:
        scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
        if scheduler is not None and scheduler.status == RUNNING:
            planning.plan_retraining(context, scheduler)
