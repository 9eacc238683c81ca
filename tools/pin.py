"""Pin the service description: copy botocore's facts without its prose.

``python -m tools.pin`` rewrites ``service-2.json`` and ``endpoint-rule-set-1.json`` below ``l4e_sdk._botocore_data`` from
the installed botocore. Run it only to follow a change of the service; the generator and the package read the pinned
files, never the installed botocore.
"""

import json
from pathlib import Path

import botocore.loaders

SERVICE, VERSION = "lookoutequipment", "2020-12-15"
TARGET = Path(__file__).parents[1] / "src/l4e_sdk/_botocore_data" / SERVICE / VERSION
PROSE = frozenset({"documentation", "deprecated", "deprecatedMessage", "deprecatedSince"})


def facts(value: object) -> object:
    """Return the value without any key that holds prose."""
    if isinstance(value, dict):
        return {
            key: facts(item)
            for key, item in value.items()
            if not (key in PROSE and not isinstance(item, dict))
        }
    if isinstance(value, list):
        return [facts(item) for item in value]
    return value


def text(value: object, depth: int = 2) -> str:
    """Return JSON with a line for each operation and each shape: short, and yet what changes can be seen."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    lines = (f"{json.dumps(name)}:{text(member, depth - 1)}" for name, member in value.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def main() -> None:
    """Write the two pinned files."""
    loader = botocore.loaders.Loader(include_default_search_paths=True)
    for name in ("service-2", "endpoint-rule-set-1"):
        data = facts(loader.load_data(f"{SERVICE}/{VERSION}/{name}"))
        (TARGET / f"{name}.json").write_text(text(data) + "\n", encoding="utf-8")
        print(f"wrote {name}.json")


if __name__ == "__main__":
    main()
