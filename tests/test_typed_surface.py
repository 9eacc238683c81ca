"""Nothing public is left out of ``tests/typing``, where mypy and pyright check what a user sees of it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic.alias_generators import to_snake

import l4e_sdk
from l4e_sdk import _resources, data, testing, vision
from l4e_sdk._botocore_data import ServiceDescription

if TYPE_CHECKING:
    from types import ModuleType

FILES = (Path(__file__).parent / "typing").glob("*.py")
NODES = [node for file in FILES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
USED = {node.attr for node in NODES if isinstance(node, ast.Attribute)} | {
    alias.name for node in NODES if isinstance(node, ast.ImportFrom) for alias in node.names
}
EVERYWHERE = {"__version__", "vision", "shapes"}


@pytest.mark.parametrize(
    "module", [l4e_sdk, data, _resources, testing, vision], ids=lambda each: each.__name__
)
def test_every_public_name_is_used(module: ModuleType) -> None:
    assert set(module.__all__) - USED - EVERYWHERE == set()


@pytest.mark.parametrize("name", _resources.__all__)
def test_every_member_of_facades_and_collections_is_used(name: str) -> None:
    members = {
        member
        for base in getattr(_resources, name).__mro__
        if base.__module__.startswith("l4e_sdk")
        for member, value in vars(base).items()
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    }
    assert members - USED == set()


def test_every_operation_is_used() -> None:
    assert {to_snake(operation) for operation in ServiceDescription.load().operations} - USED == set()
