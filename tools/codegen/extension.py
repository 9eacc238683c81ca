"""Completes the description of the extension service, and writes its rules for endpoints."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from l4e_sdk._botocore_data import SERVICE, data_folder
from tools.pin import text

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTENSION: Final = Path(__file__).parent / "extension.toml"
VARIABLE: Final = "AWS_ENDPOINT_URL_L4E"


def document(path: Path = EXTENSION) -> dict[str, Any]:
    """Return ``service-2.json``: the content of ``extension.toml`` with its shapes from the pinned description."""
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    everywhere: list[str] = own["errors"]["everywhere"]
    operations = {
        name: _operation(name, [*facts["errors"], *everywhere]) for name, facts in own["operations"].items()
    }
    pinned = json.loads((data_folder(SERVICE) / "service-2.json").read_text(encoding="utf-8"))["shapes"]
    roots = [name for operation in operations.values() for name in _used_by_operation(operation)]
    shapes = _completed(roots, {**pinned, **own["shapes"]})
    return {"version": "2.0", "metadata": own["metadata"], "operations": operations, "shapes": shapes}


def files(described: dict[str, Any]) -> dict[str, str]:
    """Return the text of the description and of the endpoint rules by their names."""
    return {
        "service-2.json": text(described) + "\n",
        "endpoint-rule-set-1.json": text(_endpoint_rules()) + "\n",
    }


def _operation(name: str, errors: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "http": {"method": "POST", "requestUri": "/"},
        "input": {"shape": f"{name}Request"},
        "output": {"shape": f"{name}Response"},
        "errors": [{"shape": error} for error in errors],
    }


def _used_by_operation(operation: dict[str, Any]) -> list[str]:
    errors = [error["shape"] for error in operation["errors"]]
    return [operation["input"]["shape"], operation["output"]["shape"], *errors]


def _completed(roots: list[str], known: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the shapes that can be reached from some, by name."""
    found: dict[str, Any] = {}
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = known[name]
            todo += [member["shape"] for member in known[name].get("members", {}).values()]
            todo += [known[name]["member"]["shape"]] if "member" in known[name] else []
    return dict(sorted(found.items()))


def _endpoint_rules() -> dict[str, Any]:
    """Return rules that use an endpoint that is given and know none by themselves."""
    parameters = {
        "Region": {"builtIn": "AWS::Region", "required": False, "type": "string"},
        "Endpoint": {"builtIn": "SDK::Endpoint", "required": False, "type": "string"},
    }
    given = {
        "conditions": [{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}],
        "endpoint": {"url": {"ref": "Endpoint"}, "properties": {}, "headers": {}},
        "type": "endpoint",
    }
    missing = {
        "conditions": [],
        "error": f"AWS has no endpoint of the service l4e. Set {VARIABLE} to the address of your engine, "
        "for example http://127.0.0.1:8600, or pass endpoint_url.",
        "type": "error",
    }
    return {"version": "1.0", "parameters": parameters, "rules": [given, missing]}
