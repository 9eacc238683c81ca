from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("grimp", reason="tools.floors needs the group lint")
from tools.floors import Plan, plans

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = """
[tool.importlinter]
root_package = "{name}"

[[tool.importlinter.contracts]]
name = "floors"
type = "layers"
layers = [{layers}]
containers = ["{name}"]
"""


def package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, imports: dict[str, str], floors: int
) -> Plan:
    """Write a package of rooms, each with at most one import, and return its plan."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    for room, other in imports.items():
        (tmp_path / name / f"{room}.py").write_text(f"import {name}.{other}\n" if other else "")
    layers = ", ".join(f'"floor_{number}"' for number in range(floors))
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.format(name=name, layers=layers))
    monkeypatch.syspath_prepend(str(tmp_path))
    (plan,) = plans(tmp_path / "pyproject.toml")
    return plan


def test_the_longest_chain_follows_the_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = {"roof": "hall", "hall": "cellar", "cellar": "", "shed": "cellar"}
    plan = package(tmp_path, monkeypatch, "made_up_fine", rooms, floors=5)
    assert plan.longest_chain() == ["roof", "hall", "cellar"]
    assert not plan.is_too_tall
    assert plan.describe().startswith("made_up_fine: 5 floors declared, longest chain 3: roof > hall")


def test_a_plan_with_three_floors_to_spare_is_too_tall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = {"roof": "hall", "hall": "cellar", "cellar": "", "shed": "cellar"}
    assert package(tmp_path, monkeypatch, "made_up_tall", rooms, floors=6).is_too_tall


def test_rooms_that_import_each_other_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = {"roof": "hall", "hall": "roof"}
    plan = package(tmp_path, monkeypatch, "made_up_cycle", rooms, floors=2)
    with pytest.raises(ValueError, match=r"made_up_cycle: \w+ imports itself"):
        plan.longest_chain()
