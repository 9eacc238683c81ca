"""The page of operations tells the truth: each facade method exists, and each operation has a contract test."""

from __future__ import annotations

import pytest

import l4e_sdk
from l4e_sdk import resources
from l4e_sdk.botocore_data import ServiceDescription
from tools.codegen.coverage import page
from tools.codegen.plan import Plan

OPERATIONS = sorted(ServiceDescription.load().operations)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_facades_way_to_an_operation_exists(operation: str) -> None:
    owner, method = Plan.load().facade(operation).split(".")
    facade = getattr(resources, owner, None) or getattr(l4e_sdk, owner)
    assert hasattr(facade, method)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_is_driven_by_a_contract_test(operation: str) -> None:
    (row,) = [line for line in page(Plan.load()).splitlines() if line.startswith(f"| `{operation}` |")]
    assert "tests/contract/test_" in row
