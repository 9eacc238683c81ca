"""Prints how many floors each layered package declares, and the longest chain of imports among its rooms.

A plan with many more floors than its longest chain is harder to read than the code: most of its lines order rooms that
do not know each other. ``python -m tools.floors`` prints both counts and the chain; ``--check`` fails when a plan
declares more than two floors beyond it. Imports for type checkers count, except those that ``pyproject.toml`` lists.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import grimp
from importlinter.domain.imports import ModuleExpression

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
SPARE = 2
"""Floors that a plan may declare beyond its longest chain."""


@dataclass(frozen=True)
class Plan:
    """One layered package: its declared floors, and who imports whom among its rooms."""

    package: str
    floors: tuple[str, ...]
    imports: Mapping[str, frozenset[str]]

    def longest_chain(self) -> list[str]:
        """Return the longest chain of rooms, each of which imports the next.

        Raises:
            ValueError: the rooms import each other in a circle.
        """

        @cache
        def below(room: str) -> list[str]:
            if room in climbing:
                raise ValueError(f"{self.package}: {room} imports itself through other rooms")
            climbing.add(room)
            longest = max((below(other) for other in sorted(self.imports[room])), key=len, default=[])
            climbing.discard(room)
            return [room, *longest]

        climbing: set[str] = set()
        return max((below(room) for room in sorted(self.imports)), key=len, default=[])

    def describe(self) -> str:
        """Return both counts and the chain as one line."""
        chain = self.longest_chain()
        return f"{self.package}: {len(self.floors)} floors declared, longest chain {len(chain)}: {' > '.join(chain)}"

    @property
    def is_too_tall(self) -> bool:
        """Whether the plan declares more floors than its imports need."""
        return len(self.floors) > len(self.longest_chain()) + SPARE


def plans(pyproject: Path = ROOT / "pyproject.toml") -> list[Plan]:
    """Read every layered package of the import contracts."""
    settings = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["importlinter"]
    graph = grimp.build_graph(settings["root_package"], exclude_type_checking_imports=False)
    found = []
    for contract in settings["contracts"]:
        if contract["type"] == "layers":
            _leave_out(graph, contract.get("ignore_imports", ()))
            floors = tuple(contract["layers"])
            found += [Plan(one, floors, _imports(graph, one)) for one in contract["containers"]]
    return found


def _leave_out(graph: grimp.ImportGraph, exceptions: list[str]) -> None:
    for exception in exceptions:
        importer, imported = (
            graph.find_matching_modules(str(ModuleExpression(side))) for side in exception.split(" -> ")
        )
        for one in importer:
            for other in imported:
                graph.remove_import(importer=one, imported=other)


def _imports(graph: grimp.ImportGraph, package: str) -> dict[str, frozenset[str]]:
    rooms = sorted(graph.find_children(package))
    home = {module: room for room in rooms for module in (room, *graph.find_descendants(room))}
    imported: dict[str, set[str]] = {room: set() for room in rooms}
    for module, room in home.items():
        others = {home.get(one) for one in graph.find_modules_directly_imported_by(module)}
        imported[room] |= {other for other in others if other and other != room}
    short = {room: room.rpartition(".")[2] for room in rooms}
    return {short[room]: frozenset(short[other] for other in others) for room, others in imported.items()}


def main() -> None:
    """Print every plan, and fail with ``--check`` when one is too tall."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail when a plan has more floors than it needs")
    check = parser.parse_args().check
    too_tall = False
    for plan in plans():
        print(plan.describe())
        too_tall |= plan.is_too_tall
    if check and too_tall:
        sys.exit(f"A plan may declare at most {SPARE} floors more than its longest chain: join floors.")


if __name__ == "__main__":
    main()
