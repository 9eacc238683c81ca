"""The page of public names agrees with the code, and what readers copy uses nothing else."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import l4e_sdk
from tools import public_names
from tools.public_names import CONTRACT

ROOT = Path(__file__).parents[2]
PUBLIC = {promise.module: set(public_names.names(import_module(promise.module))) for promise in CONTRACT}
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READ = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").glob("*.py"))]


def code(path: Path) -> str:
    """Return the Python that a page or an example shows."""
    text = path.read_text("utf-8")
    return text if path.suffix == ".py" else "\n".join(BLOCK.findall(text))


def private_uses(tree: ast.AST) -> list[str]:
    """Return every import, and every attribute of ``l4e``, that the contract does not hold."""
    uses = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("l4e_sdk"):
            names = PUBLIC.get(node.module or "", set())
            uses += [f"{node.module}.{alias.name}" for alias in node.names if alias.name not in names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("l4e_sdk")]
            uses += [name for name in names if name not in PUBLIC]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "l4e":
            uses += [] if node.attr in PUBLIC["l4e_sdk"] else [f"l4e.{node.attr}"]
    return uses


def test_the_page_is_fresh():
    assert public_names.PAGE.read_text("utf-8") == public_names.page(), "run python -m tools.public_names"


@pytest.mark.parametrize("path", [path for path in READ if code(path)], ids=lambda path: path.name)
def test_readers_meet_public_names_only(path: Path):
    assert private_uses(ast.parse(code(path))) == []


def test_a_private_name_in_an_example_is_found():
    shown = "import l4e_sdk as l4e\nfrom l4e_sdk._client import LookoutEquipment\nimport l4e_sdk.local.store\nl4e.Secret"
    assert private_uses(ast.parse(shown)) == [
        "l4e_sdk._client.LookoutEquipment",
        "l4e_sdk.local.store",
        "l4e.Secret",
    ]


def test_every_module_is_public_by_contract_or_has_an_underscore():
    package = Path(l4e_sdk.__file__).parent  # the tests of the sdist run without src
    entries = {
        path.stem for path in package.iterdir() if path.suffix in {"", ".py"} and path.stem != "__pycache__"
    }
    promised = {module.split(".")[1] for module in PUBLIC if "." in module}
    assert {name for name in entries if not name.startswith("_")} == promised | {"cli"}


def test_every_public_name_is_described():
    undescribed = re.findall(r"^\| `(\w+)` \|\s*\|$", public_names.page(), re.MULTILINE)
    assert undescribed == []


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.module)
def test_a_public_module_offers_what_it_lists(promise: public_names.Promise):
    module = import_module(promise.module)
    assert [name for name in public_names.names(module) if not hasattr(module, name)] == []
