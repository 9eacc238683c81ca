"""What `l4e_sdk.testing` offers, and what importing it costs."""

from __future__ import annotations

import inspect
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from l4e_sdk import testing

HEAVY = ("boto3", "botocore", "pydantic", "tenacity", "numpy", "polars", "sqlalchemy")
PROJECT = Path(__file__).parents[3] / "pyproject.toml"


@pytest.mark.parametrize("name", testing.__all__)
def test_every_public_name_resolves_and_is_documented(name: str):
    assert inspect.getdoc(getattr(testing, name))


def test_dir_shows_the_public_names():
    assert dir(testing) == sorted(testing.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Fault'"):
        _ = testing.Fault


def test_the_main_package_does_not_import_it():
    shown = subprocess.run(
        [sys.executable, "-c", "import sys, l4e_sdk; dir(l4e_sdk); print('l4e_sdk.testing' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["l4e_sdk.testing", "l4e_sdk.testing.pytest_plugin"])
def test_importing_it_loads_nothing_heavy(module: str):
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_pytest_finds_the_plugin_by_the_entry_point():
    points = tomllib.loads(PROJECT.read_text())["project"]["entry-points"]["pytest11"]
    assert [import_module(module).__name__ for module in points.values()] == ["l4e_sdk.testing.pytest_plugin"]


def test_plants_without_numpy_name_the_extra():
    code = "import sys; sys.modules['numpy'] = None; import l4e_sdk.testing.plant"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (
        "l4e_sdk.testing.plant needs packages that are not installed: pip install 'l4e-sdk[local]'"
        in shown.stderr
    )
