"""What is promised of the package as a whole: its licence, its needs, and what it never does."""

from __future__ import annotations

import ast
import tomllib
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import l4e_sdk

ROOT = Path(__file__).parents[1]
PACKAGE = Path(l4e_sdk.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONNECTING = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
} | {
    "urllib.request",
    "urllib3",
    "xmlrpc",
}
DOOR = PACKAGE / "local" / "http"
"""What others connect to; it makes no connection itself."""
RUNNING = {"eval", "exec", "compile"}
UNSAFE = {"dill", "cloudpickle", "marshal", "pickle", "shelve"}


def nodes(*, without: Path | None = None) -> list[ast.AST]:
    """Return all of the package's syntax, but for that of a folder."""
    paths = [path for path in PACKAGE.rglob("*.py") if path.parent != without]
    return [node for path in paths for node in ast.walk(ast.parse(path.read_text()))]


def imported(*, without: Path | None = None) -> set[str]:
    """Return the modules that the package imports, with the packages that they are of."""
    names: set[str] = set()
    for node in nodes(without=without):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names | {name.split(".")[0] for name in names}


def needed(name: str, found: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the packages that an installation of one without extras brings along, itself included."""
    found |= {canonicalize_name(name)}
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and canonicalize_name(requirement.name) not in found:
            found = needed(requirement.name, found)
    return found


def test_the_client_needs_few_packages():
    assert len(needed("l4e-sdk")) <= 14


def test_the_package_says_that_it_is_typed():
    assert files("l4e_sdk").joinpath("py.typed").is_file()


def test_python_3_11_is_the_oldest():
    assert PROJECT["requires-python"] == ">=3.11"


def test_the_licence_is_apache_and_goes_along():
    assert PROJECT["license"] == "Apache-2.0"
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])


def test_only_boto3_opens_connections():
    assert imported(without=DOOR) & CONNECTING == set()


def test_no_text_is_run_as_code():
    called = {
        node.func.id for node in nodes() if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & RUNNING == set()
    assert imported() & UNSAFE == set()
