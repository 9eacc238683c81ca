"""A second opinion on the states of the service, as a few dictionaries.

The states come from service/datasets#states, service/models#states, service/inference#states and
service/retraining#states; the errors from the headings *Refusals* of the same pages.

It shares no line with the engine. Every call returns the codes of all errors that the rules give for it; none of them
means that the call succeeds, and then the state is what the rules make of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

CONFLICT, MISSING, FULL, WRONG = (
    "ConflictException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ValidationException",
)
UNREADABLE = "labels that cannot be read"
AT_REST = {"PENDING": "RUNNING", "STOPPING": "STOPPED"}
MOST_PENDING = 5

Codes = set[str]


@dataclass
class Dataset:
    status: str = "CREATED"
    has_data: bool = False
    coming: bool = False
    """Whether the job that runs will bring data."""


@dataclass
class Model:
    dataset: str
    status: str
    labels: str | None = None
    """The label group, or ``UNREADABLE``."""
    versions: list[str] = field(default_factory=list)
    """The states of versions 1, 2, ..."""
    first_labels: str | None = None
    """The labels that version 1 is trained with."""
    active: int | None = None
    previous: int | None = None
    retraining: str | None = None
    scheduler: str | None = None


@dataclass
class Group:
    codes: set[str]
    labels: int = 0


@dataclass
class Expected:
    """What one account must have, and what the next call must answer."""

    datasets: dict[str, Dataset] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    schedulers: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def create_dataset(self, name: str) -> Codes:
        if name in self.datasets:
            return {CONFLICT}
        self.datasets[name] = Dataset()
        return set()

    def ingest(self, name: str, *, good: bool, pattern: bool) -> Codes:
        found = self.datasets.get(name)
        if found is None:
            return {MISSING}
        refused = {CONFLICT} if found.status.endswith("PROGRESS") else set()
        if not pattern and not found.has_data:
            refused |= {WRONG}
        if not refused:
            found.status, found.coming = "INGESTION_IN_PROGRESS", good
        return refused

    def delete_dataset(self, name: str) -> Codes:
        found = self.datasets.get(name)
        if found is None:
            return {MISSING}
        if found.status.endswith("PROGRESS") or any(model.dataset == name for model in self.models.values()):
            return {CONFLICT}
        del self.datasets[name]
        return set()

    def import_dataset(self, source: str, target: str) -> Codes:
        found, into = self.datasets.get(source), self.datasets.get(target)
        if found is None:
            return {MISSING}
        if not found.has_data or (into and into.status.endswith("PROGRESS")):
            return {CONFLICT}
        into = self.datasets.setdefault(target, Dataset())
        into.status, into.coming = "IMPORT_IN_PROGRESS", True
        return set()

    def create_model(self, name: str, dataset: str, labels: str | None) -> Codes:
        refused = {CONFLICT} if name in self.models else set()
        if dataset not in self.datasets or labels not in {None, UNREADABLE, *self.groups}:
            refused |= {MISSING}
        elif self.datasets[dataset].status != "ACTIVE":
            refused |= {CONFLICT}
        if not refused:
            self.models[name] = Model(dataset, "IN_PROGRESS", labels, ["IN_PROGRESS"], labels)
        return refused

    def update_model(self, name: str, group: str) -> Codes:
        if name not in self.models or group not in self.groups:
            return {MISSING}
        self.models[name].labels = group
        return set()

    def delete_model(self, name: str) -> Codes:
        found = self.models.get(name)
        if found is None:
            return {MISSING}
        busy = any(state.endswith("PROGRESS") for state in (found.status, *found.versions))
        if busy or found.scheduler or found.retraining not in {None, "STOPPED"}:
            return {CONFLICT}
        del self.models[name]
        return set()

    def activate(self, name: str, version: int) -> Codes:
        found = self.models.get(name)
        if found is None or version > len(found.versions):
            return {MISSING}
        if found.versions[version - 1] != "SUCCESS":
            return {CONFLICT}
        self._activate(found, version)
        return set()

    def import_version(self, source: str, version: int, target: str, dataset: str) -> Codes:
        origin, into, data = self.models.get(source), self.models.get(target), self.datasets.get(dataset)
        if origin is None or version > len(origin.versions):
            return {MISSING}
        refused = {WRONG} if origin.versions[version - 1] != "SUCCESS" else set()
        if data is None:
            return refused | {MISSING}
        refused |= {CONFLICT} if data.status != "ACTIVE" else set()
        if into:
            refused |= {CONFLICT} if into.status.endswith("PROGRESS") else set()
            refused |= {WRONG} if into.dataset != dataset else set()
        if not refused:
            into = self.models.setdefault(target, Model(dataset, "IMPORT_IN_PROGRESS"))
            into.versions.append("IMPORT_IN_PROGRESS")
        return refused

    def create_scheduler(self, name: str, model: str) -> Codes:
        refused = {CONFLICT} if name in self.schedulers else set()
        found = self.models.get(model)
        if found is None:
            return refused | {MISSING}
        refused |= {CONFLICT} if found.status != "SUCCESS" else set()
        refused |= {FULL} if found.scheduler else set()
        if not refused:
            self.schedulers[name], found.scheduler = "PENDING", name
        return refused

    def move_scheduler(self, name: str, verb: str) -> Codes:
        refused, state = _moved(self.schedulers.get(name), verb)
        if not refused and state is not None:
            self.schedulers[name] = state
        elif not refused:
            del self.schedulers[name]
            (owner,) = (model for model in self.models.values() if model.scheduler == name)
            owner.scheduler = None
        return refused

    def create_retraining(self, model: str) -> Codes:
        found = self.models.get(model)
        if found is None:
            return {MISSING}
        if found.retraining or found.status != "SUCCESS":
            return {CONFLICT}
        found.retraining = "PENDING"
        return set()

    def move_retraining(self, model: str, verb: str) -> Codes:
        found = self.models.get(model)
        refused, state = _moved(found.retraining if found else None, verb)
        if found and not refused:
            found.retraining = state
        return refused

    def create_group(self, name: str) -> Codes:
        if name in self.groups:
            return {CONFLICT}
        self.groups[name] = Group(set())
        return set()

    def update_group(self, name: str, codes: set[str]) -> Codes:
        if name not in self.groups:
            return {MISSING}
        self.groups[name].codes = codes
        return set()

    def delete_group(self, name: str) -> Codes:
        if name not in self.groups:
            return {MISSING}
        if any(model.labels == name for model in self.models.values()):
            return {CONFLICT}
        del self.groups[name]
        return set()

    def create_label(self, group: str, code: str | None) -> Codes:
        if group not in self.groups:
            return {MISSING}
        if code is not None and code not in self.groups[group].codes:
            return {WRONG}
        self.groups[group].labels += 1
        return set()

    def work(self) -> None:
        """Let everything that has begun come to its end."""
        for dataset in self.datasets.values():
            if dataset.status.endswith("PROGRESS"):
                dataset.has_data = dataset.has_data or dataset.coming
                dataset.status = "ACTIVE" if dataset.has_data else "CREATED"
        for model in self.models.values():
            self._finish(model)
        self.schedulers = {name: AT_REST.get(state, state) for name, state in self.schedulers.items()}

    def _finish(self, model: Model) -> None:
        if model.status == "IN_PROGRESS":
            good = model.first_labels in {None, *self.groups}
            model.versions[0] = model.status = "SUCCESS" if good else "FAILED"
        elif model.status == "IMPORT_IN_PROGRESS":
            model.versions[0] = "SUCCESS"
        if model.active is None and model.status != "FAILED":
            self._activate(model, 1)
        model.versions = [state.replace("IMPORT_IN_PROGRESS", "SUCCESS") for state in model.versions]
        model.retraining = model.retraining and AT_REST.get(model.retraining, model.retraining)

    @staticmethod
    def _activate(model: Model, version: int) -> None:
        if model.active != version:
            model.previous, model.active, model.status = model.active, version, "SUCCESS"

    @property
    def pending(self) -> int:
        """The most that is pending of any kind."""
        states = chain(
            (found.status for found in self.datasets.values()), *(m.versions for m in self.models.values())
        )
        return sum(state.endswith("PROGRESS") for state in states)


def _moved(state: str | None, verb: str) -> tuple[Codes, str | None]:
    """Return the errors and the next state of a scheduler of either kind; None when it is gone."""
    if state is None:
        return {MISSING}, None
    allowed = {
        "start": {"STOPPED": "PENDING"},
        "stop": {"RUNNING": "STOPPING"},
        "update": {"RUNNING": "RUNNING", "STOPPED": "STOPPED"},
        "delete": {"STOPPED": None},
    }[verb]
    return (set(), allowed[state]) if state in allowed else ({CONFLICT}, state)
