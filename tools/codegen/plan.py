"""Names and locations of the generated code, which all renderers share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore import xform_name

from l4e_sdk._botocore_data import (
    EXTENSION,
    SERVICE,
    SERVICES,
    Catalogue,
    Operation,
    ServiceDescription,
    ShapeFacts,
)
from tools.codegen import extension
from tools.codegen.words import Words

RESOURCE_WORDS = (
    "datasets",
    "ingestion",
    "models",
    "model_versions",
    "notices",
    "operating_points",
    "inference",
    "retraining",
    "labels",
    "policies",
    "tags",
)
"""Every divided floor of the package has one module for each of these."""

EXTRAS = Path(__file__).parent / "extras.toml"


@dataclass(frozen=True)
class Enumeration:
    """An enum to write: its public name, and its members with the service's values."""

    name: str
    shape: str
    members: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """The descriptions of both services with our names and places."""

    description: Catalogue
    words: Words
    extras: dict[str, Any]

    @classmethod
    def load(cls, words: Words | None = None) -> Plan:
        """Read the pinned description, that of the extension, the words and the decisions."""
        extras = tomllib.loads(EXTRAS.read_text(encoding="utf-8"))
        # Not as it lies in the package: it may be about to be written anew.
        ours = ServiceDescription(extension.document(), EXTENSION)
        return cls(Catalogue([ServiceDescription.load(), ours]), words or Words.load(), extras)

    def field_name(self, member: str) -> str:
        """Return the Python name of a member: boto3's snake_case, or our rename."""
        renamed = self.extras["renames"]["members"].get(member)
        return str(renamed or xform_name(member))

    def class_name(self, shape: str) -> str:
        """Return the Python class of a structure or an enum."""
        return str(self.extras["renames"]["shapes"].get(shape, shape))

    def shape_of(self, structure: str, member: str) -> ShapeFacts:
        """Return the facts about a member's value."""
        return self.description.shapes[self.description.shapes[structure].members[member]]

    def facade(self, operation: str) -> str:
        """Return the facade's way to an operation."""
        return str(self.extras["facades"][operation])

    def operations(self, word: str, service: str = SERVICE) -> list[Operation]:
        """Return a service's operations of a resource word, in the order of ``words.toml``."""
        placed = (self.description.operations[name] for name in self.words.names(f"{word}/operations"))
        return [operation for operation in placed if operation.service == service]

    def words_of(self, service: str) -> list[str]:
        """Return the resource words that have an operation of a service."""
        return [word for word in RESOURCE_WORDS if self.operations(word, service)]

    def count(self, service: str = SERVICE) -> int:
        """Return how many operations a service has."""
        return sum(operation.service == service for operation in self.description.operations.values())

    def structures(self, module: str) -> list[ShapeFacts]:
        """Return the structures of a module of shapes, each after those it is made of."""
        placed = [name for name, home in self.homes.items() if home == module]
        return [self.description.shapes[name] for name in self._dependencies_first(placed)]

    @cached_property
    def homes(self) -> dict[str, str]:
        """Structure name to module of shapes."""
        homes: dict[str, str] = {}
        for module in ("common", *RESOURCE_WORDS):
            homes |= dict.fromkeys(self.words.names(f"{module}/structures"), module)
            if module == "common":
                continue
            for operation in [each for service in SERVICES for each in self.operations(module, service)]:
                homes |= {name: module for name in (operation.input, operation.output) if name}
        homes |= {shape.name: "errors" for shape in self.description.shapes.values() if shape.is_exception}
        return homes

    @cached_property
    def enums(self) -> dict[str, Enumeration]:
        """Shape name to enum: those of the description and those that hide behind a pattern."""
        closed = {shape.name: shape.enum for shape in self.description.shapes.values() if shape.enum}
        members = {shape: dict(zip(values, values, strict=True)) for shape, values in closed.items()}
        members |= self.extras["open_enums"]
        return {
            shape: Enumeration(self.class_name(shape), shape, members[shape]) for shape in sorted(members)
        }

    def complain(self) -> None:
        """Raise if the words leave something without a place, or are missing or left over."""
        placed = {name for word in RESOURCE_WORDS for name in self.words.names(f"{word}/operations")}
        structures = {shape.name for shape in self.description.shapes.values() if shape.kind == "structure"}
        homeless = (set(self.description.operations) - placed) | (structures - set(self.homes))
        self.words.complain([f"without a place: {name}" for name in sorted(homeless)])

    def _dependencies_first(self, names: list[str]) -> list[str]:
        ordered: list[str] = []

        def place(name: str) -> None:
            if name in ordered:
                return
            for used in self.description.shapes[name].members.values():
                item = self.description.shapes[used].item or used
                if item in names:
                    place(item)
            ordered.append(name)

        for name in names:
            place(name)
        return ordered
