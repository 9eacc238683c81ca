"""A retraining on request: RetrainModel has created its version (docs/design/015)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.jobs.retraining import DEFAULT_WINDOW, Retraining
from l4e_sdk.shapes import PromoteMode

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Payload
    from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion


class RetrainingNow(Retraining):
    """A run with the settings of its request, which no scheduler knows of."""

    def _lookback_window(self, context: Context, payload: Payload) -> str:
        return payload["lookback_window"] or DEFAULT_WINDOW

    def _promote_mode(self, context: Context, payload: Payload) -> str:
        return payload["promote_mode"] or PromoteMode.MANAGED

    def _begin(self, context: Context, model: StoredModel, payload: Payload) -> StoredModelVersion:
        return find.model_version(context, payload["model_name"], self._number(model, payload))

    def _number(self, model: StoredModel, payload: Payload) -> int:
        number: int = payload["version"]
        return number

    def _report(self, context: Context, model: StoredModel, version: StoredModelVersion) -> StoredModel:
        return model  # it reports scheduled runs only

    def _follow(self, context: Context, payload: Payload) -> None:
        """Plan nothing."""
