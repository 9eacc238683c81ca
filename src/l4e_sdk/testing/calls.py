"""Calls as plain data, without the parts that differ from run to run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.testing.names import operation_name

_VERSION: Final = 1
_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{32}\b", re.IGNORECASE)
"""Values that the service generates: the last part of an ARN, the id of a job or a label."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation."""

    operation: str
    """The API's name, ``CreateDataset``. The name of the method is also accepted."""
    params: Mapping[str, object] | None = None
    """The parameters by the API's names, as JSON, with times in ISO 8601. In an expected call, None matches any."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "operation", operation_name(self.operation))

    @property
    def is_read(self) -> bool:
        """Whether the call changes nothing."""
        return self.operation.startswith(("Describe", "List"))


def sent_call(operation: str, body: bytes) -> Call:
    """Return the call in a request, without its idempotency token."""
    facts = ServiceDescription.load().input_of(operation)
    members: dict[str, object] = json.loads(body)
    members.pop(facts.idempotency_token or "", None)
    params = {name: _read(facts.members.get(name), value) for name, value in members.items()}
    return Call(operation, params)


def normalised(calls: Sequence[Call]) -> tuple[Call, ...]:
    """Return calls with stable names for generated values: ids are numbered in order, tokens are hidden."""
    seen: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return seen.setdefault(found[0].lower(), f"<id {len(seen) + 1}>")

    def stable(value: object) -> object:
        if isinstance(value, str):
            return _ID.sub(named, value)
        if isinstance(value, Mapping):
            return members(value)
        return [stable(each) for each in value] if isinstance(value, list) else value

    def members(params: Mapping[str, object]) -> dict[str, object]:
        return {name: "<token>" if name == "NextToken" else stable(value) for name, value in params.items()}

    return tuple(
        Call(call.operation, None if call.params is None else members(call.params)) for call in calls
    )


def save_calls(calls: Sequence[Call], path: Path | str) -> None:
    """Write calls as JSON, for a file next to a test."""
    listed = [{"operation": call.operation, "params": call.params} for call in normalised(calls)]
    text = json.dumps({"version": _VERSION, "calls": listed}, indent=2, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def load_calls(path: Path | str) -> tuple[Call, ...]:
    """Read the calls in a file of ``save_calls``.

    Raises:
        UnreadableDocumentError: the file does not hold calls.
        FileNotFoundError: the file does not exist.
    """
    text = Path(path).read_text(encoding="utf-8")
    try:
        return tuple(_calls(json.loads(text)))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableDocumentError(
            f"{path} is no file of recorded calls ({error!r}); delete it and record the calls again."
        ) from error


def _calls(document: dict[str, Any]) -> Iterator[Call]:
    if document["version"] != _VERSION:
        raise ValueError(f"it is of version {document['version']}")
    for each in document["calls"]:
        yield Call(each["operation"], each["params"])


def _read(shape: str | None, value: object) -> object:
    """Return a value of a request with its times as text; a request has them as seconds."""
    facts = ServiceDescription.load().shapes.get(shape or "")
    if facts is None:
        return value
    if facts.kind == "timestamp" and isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC).isoformat()
    if isinstance(value, dict):
        return {name: _read(facts.members.get(name), each) for name, each in value.items()}
    return [_read(facts.item, each) for each in value] if isinstance(value, list) else value
