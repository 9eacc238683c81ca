"""The evaluation harness, the public data sets and the survey, which lie beside the repository."""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
BESIDE = ROOT.parent / "shared"
SETS = ("skab", "smd", "asd", "tep")


class SharedFilesError(FileNotFoundError):
    """Something that the measurement needs is not in the folder that was given."""


@dataclass(frozen=True)
class Shared:
    """The folder with `data/`, `tools/eval_detection.py` and `detection.md`."""

    folder: Path

    def check(self) -> None:
        """Look whether everything is there.

        Raises:
            SharedFilesError: something is not; the message names it and says what to do.
        """
        wanted = [
            self._script,
            self._events,
            self._survey,
            *(self.data / name / "meta.json" for name in SETS),
        ]
        missing = [str(path) for path in wanted if not path.is_file()]
        if missing:
            raise SharedFilesError(
                f"not found: {', '.join(missing)}. The public data sets and the harness are no part of this repository; "
                "put them beside it as ../shared, or name their folder: make quality SHARED=FOLDER"
            )

    @property
    def data(self) -> Path:
        """Where the data sets are."""
        return self.folder / "data"

    @cached_property
    def harness(self) -> ModuleType:
        """The harness as a module."""
        return _module("eval_detection", self._script)

    @cached_property
    def events(self) -> ModuleType:
        """The event measure as a module; it imports the harness."""
        sys.modules.setdefault("eval_detection", self.harness)
        return _module("event_measure", self._events)

    def surveyed(self, name: str, detectors: tuple[str, ...]) -> list[list[str]]:
        """Return the rows of some detectors in the survey's table of a data set, as cells."""
        text = self._survey.read_text(encoding="utf-8")
        table = re.search(rf"^\*\*{name} \(.*?\n\n(.*?)\n\n", text, re.DOTALL | re.MULTILINE)
        lines = table.group(1).splitlines()[2:] if table else []
        rows = {
            cells[0]: cells for cells in ([cell.strip() for cell in line[1:-1].split("|")] for line in lines)
        }
        return [rows[detector] for detector in detectors if detector in rows]

    @property
    def _script(self) -> Path:
        return self.folder / "tools" / "eval_detection.py"

    @property
    def _events(self) -> Path:
        return self.folder / "tools" / "event_measure.py"

    @property
    def _survey(self) -> Path:
        return self.folder / "detection.md"


def _module(name: str, path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise SharedFilesError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
