"""The component of each file, in the three layouts of input in S3 (service/ingestion#layout).

* `{prefix}/{component_name}/*`: the folder directly below the prefix. Files may be in its sub-folders.
* `{prefix}/{component_name}_*`, also with a space or `-`: the file name up to the delimiter, in any folder.
* `{prefix}/{component_name}.*`: the file name without its extension, in any folder.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.limits import COMPONENT_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

DEFAULT_PATTERN: Final = "{prefix}/{component_name}/*"
"""One folder for each component, right below the prefix."""

_PATTERN: Final = re.compile(r"\{prefix\}/?\{component_name\}(?P<delimiter>[/ ._\-])\*")


class KeyPatternError(ValueError):
    """A text is none of the key patterns, or there is none although it is needed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Files by component, and the files that belong to none."""

    files: dict[str, tuple[str, ...]]
    """Keys of each component in text order, which is the order in which they are read."""
    strays: tuple[str, ...]


def assign(
    keys: Iterable[str], *, prefix: str, key_pattern: str | None, components: Collection[str] | None
) -> Layout:
    """Assign keys to components.

    With known components the longest name that fits wins, so `pump_2_jan.csv` belongs to `pump_2` and not to `pump`.
    Otherwise a name ends at the first delimiter. Keys that end in `/` are folders and count neither way.

    Args:
        keys: the keys found.
        prefix: what they begin with: empty or ending in `/`.
        key_pattern: one of the patterns above; the folder pattern when not given and components are known.
        components: the names of a known schema, or None to detect them.

    Raises:
        KeyPatternError: the pattern is unknown, or needed and not given.
    """
    delimiter = _delimiter(key_pattern, components)
    files: defaultdict[str, list[str]] = defaultdict(list)
    strays: list[str] = []
    for key in sorted(key for key in keys if not key.endswith("/")):
        name = _component(key, prefix, delimiter, components)
        (strays if name is None else files[name]).append(key)
    return Layout({name: tuple(files[name]) for name in sorted(files)}, tuple(strays))


def check_pattern(key_pattern: str) -> None:
    """Check a pattern without keys.

    Raises:
        KeyPatternError: the pattern is unknown.
    """
    _delimiter(key_pattern, None)


def _delimiter(key_pattern: str | None, components: Collection[str] | None) -> str:
    if key_pattern is None and components is None:
        raise KeyPatternError("KeyPattern is required to find the components of a dataset without a schema")
    match = _PATTERN.fullmatch(DEFAULT_PATTERN if key_pattern is None else key_pattern)
    if match is None:
        raise KeyPatternError(
            f"KeyPattern {key_pattern!r} is unknown; use '{DEFAULT_PATTERN}', or '{{prefix}}/{{component_name}}_*' "
            "with one of the delimiters '_', '-', '.' or space"
        )
    return match["delimiter"]


def _component(key: str, prefix: str, delimiter: str, components: Collection[str] | None) -> str | None:
    if not key.startswith(prefix):
        return None
    folder, _, rest = key[len(prefix) :].partition("/")
    if delimiter == "/":
        candidates: Sequence[str] = (folder,) if rest else ()
    else:
        candidates = _beginnings(key.rpartition("/")[2], delimiter, known=components is not None)
    return next(filter(_accepted(components), candidates), None)


def _beginnings(file: str, delimiter: str, *, known: bool) -> list[str]:
    """Return the possible readings of a file name, best first."""
    ends = [match.start() for match in re.finditer(re.escape(delimiter), file)]
    # A dot says "by filename": all but the extension, so the last dot counts even when detecting.
    from_the_end = known or delimiter == "."
    ordered = [file[:end] for end in (reversed(ends) if from_the_end else ends)]
    return ordered if known else ordered[:1]


def _accepted(components: Collection[str] | None) -> Callable[[str], bool]:
    if components is not None:
        return components.__contains__
    return lambda name: COMPONENT_NAME.fullmatch(name) is not None
