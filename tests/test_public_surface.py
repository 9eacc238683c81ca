"""No ``Any`` reaches a user: neither in a parameter nor in a result of anything public."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

import pytest

import l4e_sdk
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._operations import Operations

CLASSES = [getattr(l4e_sdk, name) for name in l4e_sdk.__all__ if inspect.isclass(getattr(l4e_sdk, name))]


def methods(owner: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the public methods and properties that our own classes define."""
    for base in owner.__mro__:
        if not base.__module__.startswith("l4e_sdk"):
            continue
        for name, member in vars(base).items():
            if name.startswith("_") and name != "__init__":
                continue
            found = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if inspect.isfunction(found) and found.__module__.startswith("l4e_sdk"):
                yield f"{base.__name__}.{name}", found


def has_any(annotation: object) -> bool:
    """Return whether ``Any`` is anywhere in a type, which modules here write as text."""
    return re.search(r"\bAny\b", str(annotation)) is not None


@pytest.mark.parametrize("owner", CLASSES, ids=lambda owner: owner.__name__)
def test_a_public_class_has_no_any(owner: type) -> None:
    for name, method in methods(owner):
        annotations = inspect.get_annotations(method)
        assert annotations or not inspect.signature(method).parameters, f"{name} has no annotations"
        for parameter, annotation in annotations.items():
            assert not has_any(annotation), f"{name}: {parameter} is {annotation}"


def test_every_operation_is_a_typed_method() -> None:
    from pydantic.alias_generators import to_snake

    for operation, facts in ServiceDescription.load().operations.items():
        method = getattr(Operations, to_snake(operation))
        signature = inspect.signature(method)
        members = ServiceDescription.load().shapes[facts.input].members
        assert len(signature.parameters) == len(members) + 1, operation
        assert all(
            parameter.kind is inspect.Parameter.KEYWORD_ONLY
            for parameter in list(signature.parameters.values())[1:]
        )
        assert signature.return_annotation == f"shapes.{facts.output or 'EmptyResponse'}"
