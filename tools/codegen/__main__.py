"""``python -m tools.codegen`` writes the generated files; ``--check`` only says whether they are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import l4e_sdk
from l4e_sdk._botocore_data import API_VERSIONS, EXTENSION, SERVICE, SERVICES
from tools.codegen import (
    attributes,
    coverage,
    enums,
    evidence,
    exports,
    extension,
    operations,
    paging,
    parameters,
    shapes,
)
from tools.codegen.plan import RESOURCE_WORDS, Plan
from tools.codegen.text import ROOT, formatted

PACKAGE = ROOT / "src" / "l4e_sdk"
INSTALLED = Path(l4e_sdk.__file__).parent
"""The package that runs: `PACKAGE` in a checkout; elsewhere when the tests of the sdist run without ``src``."""


def generate(plan: Plan) -> dict[Path, str]:
    """Return the text of every generated file by its path."""
    files = {
        PACKAGE / "shapes/enums.py": enums.module(plan),
        PACKAGE / "shapes/parameters.py": parameters.module(plan),
        PACKAGE / "shapes/__init__.py": exports.shapes(plan),
        PACKAGE / "_operations/__init__.py": exports.operations(plan),
        PACKAGE / "_operations/extension/__init__.py": exports.extension(plan),
        PACKAGE / "_resources/_attributes.py": attributes.module(plan),
    }
    for name in ("common", *RESOURCE_WORDS, "errors"):
        files[PACKAGE / f"shapes/{name}.py"] = shapes.module(plan, name)
    for word in plan.words_of(SERVICE):
        files[PACKAGE / f"_operations/{word}.py"] = operations.module(plan, word, SERVICE)
    for word in plan.words_of(EXTENSION):
        files[PACKAGE / f"_operations/extension/{word}.py"] = operations.module(plan, word, EXTENSION)
    files = formatted(files)
    files[ROOT / "docs/reference/coverage.md"] = coverage.page(plan)
    files[ROOT / "docs/local/operations.md"] = evidence.page(plan)
    for service in SERVICES:
        files |= {_data(service) / name: text for name, text in paging.files(plan, service).items()}
    return files | described()


def described() -> dict[Path, str]:
    """Return the text of the files that describe the extension; the package reads them, so they are written first."""
    return {_data(EXTENSION) / name: text for name, text in extension.files(extension.document()).items()}


def stale(files: dict[Path, str]) -> list[Path]:
    """Return the files that differ from what would be written, and those that the generator does not write."""
    differing = [path for path, text in files.items() if _text(path) != text]
    folders = (INSTALLED / folder for folder in ("shapes", "_operations", "_operations/extension"))
    there = [PACKAGE / path.relative_to(INSTALLED) for folder in folders for path in folder.glob("*.py")]
    return differing + [path for path in there if path not in files and not path.name.startswith("_")]


def main() -> int:
    """Write or check; the exit code is 1 when something is stale."""
    parser = argparse.ArgumentParser(prog="python -m tools.codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    check = parser.parse_args().check
    if not check and INSTALLED.resolve() != PACKAGE.resolve():
        parser.error(f"l4e_sdk runs from {INSTALLED}; install this checkout first: pip install --editable .")
    if not check:
        _write(described())
    plan = Plan.load()
    files = generate(plan)
    plan.complain()
    if not check:
        _write(files)
    found = stale(files)
    for path in found:
        print(f"stale: {path.relative_to(ROOT)}")
    return 1 if found else 0


def _data(service: str) -> Path:
    return PACKAGE / "_botocore_data" / service / API_VERSIONS[service]


def _write(files: dict[Path, str]) -> None:
    for path, text in files.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote: {path.relative_to(ROOT)}")


def _text(path: Path) -> str | None:
    """Return what a file holds now, read from the package that runs; None when it is missing."""
    place = INSTALLED / path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path
    return place.read_text("utf-8") if place.exists() else None


if __name__ == "__main__":
    sys.exit(main())
