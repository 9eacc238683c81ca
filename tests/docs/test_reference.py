"""The reference has every public name, every operation and every shape, with what facades inherit."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import l4e_sdk
from l4e_sdk import data, shapes
from l4e_sdk._operations import Operations

PAGES = sorted((Path(__file__).parents[2] / "docs" / "reference").glob("*.md"))
SHOWN = [
    name for page in PAGES for name in re.findall(r"^::: ([\w.]+)$", page.read_text("utf-8"), re.MULTILINE)
]


def is_shown(name: str) -> bool:
    return any(f"{name}.".startswith(f"{shown}.") for shown in SHOWN)


def is_ours(thing: object) -> bool:
    """Return whether something is a class or a function of ours; modules and aliases of types go with others."""
    return hasattr(thing, "__qualname__") and thing.__module__.startswith("l4e_sdk.")


@pytest.mark.parametrize("package", [l4e_sdk, data, shapes], ids=lambda package: package.__name__)
def test_every_name_of_a_package_is_shown(package: ModuleType):
    offered = {f"{package.__name__}.{name}": getattr(package, name) for name in package.__all__}
    missing = [
        name
        for name, thing in offered.items()
        if is_ours(thing) and not is_shown(name) and not is_shown(f"{thing.__module__}.{thing.__qualname__}")
    ]
    assert missing == []


def test_every_operation_is_shown():
    operations = [getattr(Operations, name) for name in dir(Operations) if not name.startswith("_")]
    methods = [each for each in operations if callable(each)]
    assert len(methods) == 49
    assert [each.__name__ for each in methods if not is_shown(f"{each.__module__}.{each.__qualname__}")] == []


def test_inherited_methods_are_shown_with_their_facades():
    page = next(page for page in PAGES if page.stem == "facades").read_text("utf-8")
    assert "inherited_members: true" in page
