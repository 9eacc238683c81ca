"""Our own words about the service, each of which must be needed and used."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeAlias

Table: TypeAlias = "dict[str, str | Table]"

WORDS = Path(__file__).parent / "words.toml"


class WordsError(Exception):
    """The words do not fit the service description; says which are missing or left over."""


class Words:
    """The texts of ``words.toml``, found by path and struck off when used."""

    def __init__(self, table: Table) -> None:
        self._texts = dict(_flatten(table))
        self._unused = set(self._texts)
        self._missing: set[str] = set()

    @classmethod
    def load(cls, path: Path = WORDS) -> Words:
        """Read the words from a file."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8")))

    def find(self, *keys: str) -> str | None:
        """Return the text of the first key that has one."""
        for key in keys:
            if key in self._texts:
                self._unused.discard(key)
                return self._texts[key]
        return None

    def text(self, *keys: str) -> str:
        """Return the text of the first key that has one; remember the last key as missing if none has."""
        found = self.find(*keys)
        if found is None:
            self._missing.add(keys[-1])
            return "?"
        return found

    def names(self, prefix: str) -> list[str]:
        """Return the keys directly below a table, in the order of the file."""
        start = f"{prefix}/"
        found = [key.removeprefix(start).split("/")[0] for key in self._texts if key.startswith(start)]
        return list(dict.fromkeys(found))

    def complain(self, faults: list[str]) -> None:
        """Raise if there are faults, or a word was asked for and not found, or never asked for."""
        faults = faults + [f"missing: {key}" for key in sorted(self._missing)]
        faults += [f"unused: {key}" for key in sorted(self._unused)]
        if faults:
            raise WordsError("\n".join(["words.toml does not fit the description", *faults]))


def _flatten(table: Table, prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        path = f"{prefix}{key}"
        flat += [(path, value)] if isinstance(value, str) else _flatten(value, f"{path}/")
    return flat
