"""What the package offers, what it says it offers, and what importing it costs."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import l4e_sdk

HEAVY = ("boto3", "botocore", "pydantic", "tenacity", "numpy", "pandas", "polars", "sqlalchemy", "matplotlib")


def test_public_names_are_sorted():
    assert l4e_sdk.__all__ == sorted(l4e_sdk.__all__)


@pytest.mark.parametrize("name", l4e_sdk.__all__)
def test_every_public_name_resolves(name: str):
    assert getattr(l4e_sdk, name) is not None


def test_every_public_class_and_function_is_documented():
    things = [getattr(l4e_sdk, name) for name in l4e_sdk.__all__]
    assert [thing for thing in things if callable(thing) and not inspect.getdoc(thing)] == []


def test_dir_shows_the_public_names():
    assert dir(l4e_sdk) == l4e_sdk.__all__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Lookout'"):
        _ = l4e_sdk.Lookout


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, l4e_sdk; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_making_a_client_loads_no_part_of_the_engine():
    code = (
        "import sys, l4e_sdk; l4e_sdk.LookoutEquipment(region_name='us-east-1').boto3\n"
        "print([name for name in ('numpy', 'polars', 'sqlalchemy', 'l4e_sdk.local') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
