"""The facts of the service, read once from the pinned description.

Client and engine validate requests by these facts, and the generator writes the typed code from them. So each limit,
pattern and enum value is defined in one place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

SERVICE = "lookoutequipment"
API_VERSION = "2020-12-15"
EXTENSION = "l4e"
"""The extension service: operations that AWS never had."""
VISION = "lookoutvision"
"""Lookout for Vision, of which one operation is pinned."""
API_VERSIONS = {SERVICE: API_VERSION, EXTENSION: "2026-10-07", VISION: "2020-11-20"}
DATA_DIR = Path(__file__).parent
"""The directory to append to a botocore loader's ``search_paths``."""

Kind = Literal["structure", "list", "string", "integer", "long", "float", "boolean", "timestamp"]


@dataclass(frozen=True, slots=True)
class ShapeFacts:
    """One shape of the description: the kind of value and its limits."""

    name: str
    kind: Kind
    members: dict[str, str] = field(default_factory=dict)
    """Member name to shape name, for a structure; in the service's order."""
    required: tuple[str, ...] = ()
    idempotency_token: str | None = None
    """The member that botocore fills in when it is not given."""
    item: str | None = None
    """The shape of the items, for a list."""
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    """Least length of a string or list, least value of a number."""
    maximum: int | None = None
    pattern: str | None = None
    """The service's own (Java-flavoured) regular expression."""
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its service, its input and output shapes and the errors it declares."""

    service: str
    name: str
    input: str
    output: str | None
    errors: tuple[str, ...]


class Description:
    """Operations, and the shapes that they use."""

    def __init__(self, operations: dict[str, Operation], shapes: dict[str, ShapeFacts]) -> None:
        self.operations = operations
        self.shapes = shapes

    @cached_property
    def input_shapes(self) -> frozenset[str]:
        """Names of the structures that can be reached from any operation's input."""
        return self._reachable([operation.input for operation in self.operations.values()])

    @cached_property
    def output_shapes(self) -> frozenset[str]:
        """Names of the structures that can be reached from any operation's output."""
        return self._reachable(
            [operation.output for operation in self.operations.values() if operation.output]
        )

    def input_of(self, operation: str) -> ShapeFacts:
        """Return the input structure of an operation."""
        return self.shapes[self.operations[operation].input]

    def _reachable(self, roots: list[str]) -> frozenset[str]:
        seen: set[str] = set()
        todo = list(roots)
        while todo:
            shape = self.shapes[todo.pop()]
            if shape.name in seen:
                continue
            if shape.kind == "structure":
                seen.add(shape.name)
            todo += [*shape.members.values(), *([shape.item] if shape.item else [])]
        return frozenset(seen)


class ServiceDescription(Description):
    """All operations and shapes of a service that are pinned.

    Args:
        document: the content of a ``service-2.json``.
        service: botocore's name of the service.
    """

    def __init__(self, document: dict[str, Any], service: str = SERVICE) -> None:
        super().__init__(
            {name: _operation(service, name, raw) for name, raw in document["operations"].items()},
            {name: _shape(name, raw) for name, raw in document["shapes"].items()},
        )
        self.service = service
        self.target_prefix: str = document["metadata"].get("targetPrefix", "")
        """The prefix of operation names in the header ``X-Amz-Target``; empty if the protocol has no such header."""

    @classmethod
    def load(cls, service: str = SERVICE) -> ServiceDescription:
        """Read the pinned description of a service; the result is shared and never changed."""
        return _load(service)


@cache
def _load(service: str) -> ServiceDescription:
    document = json.loads((data_folder(service) / "service-2.json").read_text(encoding="utf-8"))
    return ServiceDescription(document, service)


def data_folder(service: str) -> Path:
    """Return the folder that has the description, paginators and waiters of a service."""
    return DATA_DIR / service / API_VERSIONS[service]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Compile one of the service's patterns for ``fullmatch``.

    The patterns are Java's: ``\p{ASCII}`` and the "any character at all" class ``[\P{M}\p{M}]`` have no equal in
    Python's ``re`` and are spelled out; its ``\w``, ``\d`` and ``\s`` are ASCII. The service matches whole values,
    whether or not a pattern is anchored.
    """
    translated = pattern.replace(r"[\P{M}\p{M}]", r"[\s\S]").replace(r"\p{ASCII}", r"[\x00-\x7f]")
    return re.compile(translated, re.ASCII)


def _operation(service: str, name: str, raw: dict[str, Any]) -> Operation:
    output = raw.get("output")
    errors = tuple(error["shape"] for error in raw["errors"])
    return Operation(service, name, raw["input"]["shape"], output["shape"] if output else None, errors)


def _shape(name: str, raw: dict[str, Any]) -> ShapeFacts:
    members: dict[str, Any] = raw.get("members", {})
    tokens = [member for member, facts in members.items() if facts.get("idempotencyToken")]
    return ShapeFacts(
        name=name,
        kind=raw["type"],
        members={member: facts["shape"] for member, facts in members.items()},
        required=tuple(raw.get("required", ())),
        idempotency_token=tokens[0] if tokens else None,
        item=raw["member"]["shape"] if raw["type"] == "list" else None,
        enum=tuple(raw.get("enum", ())),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        pattern=raw.get("pattern"),
        is_exception=raw.get("exception", False),
    )
