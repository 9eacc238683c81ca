"""The pages of operations tell the truth: facade methods and handlers exist, success and every error have their test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import l4e_sdk
from l4e_sdk import _resources
from l4e_sdk._botocore_data import EXTENSION, SERVICE, catalogue
from l4e_sdk.local import handlers
from tools.codegen.evidence import ERRORS, NEVER, PROVEN, page
from tools.codegen.plan import Plan

DESCRIPTION = catalogue()
OPERATIONS = sorted(DESCRIPTION.operations)
ROOT = Path(__file__).parents[1]
PAGE = page(Plan.load())


def cells(operation: str) -> list[str]:
    """Return what the page says of an operation, column by column."""
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{operation}` | [")]
    return [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_facades_way_to_an_operation_exists(operation: str) -> None:
    owner, method = Plan.load().facade(operation).split(".")
    facade = getattr(_resources, owner, None) or getattr(l4e_sdk, owner)
    assert hasattr(facade, method)


def test_all_operations_have_a_row() -> None:
    aws, ours = PAGE.split("## Extension service")
    assert _rows(aws) == sorted(
        name for name in OPERATIONS if DESCRIPTION.operations[name].service == SERVICE
    )
    assert _rows(ours) == sorted(
        name for name in OPERATIONS if DESCRIPTION.operations[name].service == EXTENSION
    )
    assert len(_rows(aws)) == 49


def _rows(text: str) -> list[str]:
    return sorted(re.findall(r"^\| `(\w+)` \| \[", text, re.MULTILINE))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_function_that_answers_an_operation_is_named(operation: str) -> None:
    function = handlers.HANDLERS[operation]
    module = function.__module__.rpartition(".")[2]
    assert cells(operation)[1].startswith(f"[`{module}.{function.__name__}`]")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_success_is_proven_by_more_than_one_test(operation: str) -> None:
    _, _, success, *_, more = cells(operation)
    assert success.startswith(f"[{PROVEN}]")
    assert more


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_declared_error_is_proven_or_has_a_reason(operation: str) -> None:
    errors = dict(zip(ERRORS, cells(operation)[3:-1], strict=True))
    declared = set(DESCRIPTION.operations[operation].errors)
    assert {code for code, cell in errors.items() if cell} == declared
    assert all(cell == NEVER or cell.startswith(f"[{PROVEN}]") for cell in errors.values() if cell)
    never = PAGE[PAGE.index("## Never") :]
    for code in (code for code, cell in errors.items() if cell == NEVER):
        assert re.search(rf"^\| `{code}` \|.*`{operation}`", never, re.MULTILINE)


def test_every_test_that_is_linked_exists() -> None:
    defined = dict(re.findall(r'^\[(\w+)\]: \S+/(tests/contract/\w+\.py) "\w+"$', PAGE, re.MULTILINE))
    used = set(re.findall(r"\]\[(\w+)\]", PAGE))
    assert used <= set(defined)
    for name in used:
        text = (ROOT / defined[name]).read_text(encoding="utf-8")
        assert name == Path(defined[name]).stem or f"def {name}(" in text
