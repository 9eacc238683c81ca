"""Renders the packages' doors: lazy exports of shapes, and the class of all operations."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from l4e_sdk._botocore_data import EXTENSION, SERVICE
from tools.codegen.parameters import alias_names
from tools.codegen.plan import RESOURCE_WORDS
from tools.codegen.text import HEADER, WIDTH, docstring

if TYPE_CHECKING:
    from tools.codegen.plan import Plan

_LAZY = '''
def __getattr__(name: str) -> object:
    """Import a shape when it is first asked for: one shape does not cost the time of all."""
    module = _HOMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
'''


def shapes(plan: Plan) -> str:
    """Return the source of ``shapes/__init__.py``."""
    homes = _public(plan)
    imports = "\n".join(
        f"    from l4e_sdk.shapes.{module} import {', '.join(names)}" for module, names in homes.items()
    )
    everything = sorted(name for names in homes.values() for name in names)
    table = "\n".join(
        f'        "{module}": ({_names(names, 12)}\n        ),' for module, names in homes.items()
    )
    doc = docstring(plan.words.text("packages/shapes"), 0)
    return (
        f"{HEADER}{doc}\n\nfrom importlib import import_module\nfrom typing import TYPE_CHECKING\n\n"
        f"if TYPE_CHECKING:\n{imports}\n\n# fmt: off\n__all__ = [{_names(everything, 4)}\n]\n\n"
        "_HOMES = {\n    name: module\n    for module, names in {\n"
        f"{table}\n    }}.items()\n    for name in names\n}}\n# fmt: on\n\n{_LAZY}"
    )


def _names(names: list[str], indent: int) -> str:
    quoted = " ".join(f'"{name}",' for name in names)
    return "\n" + textwrap.indent(textwrap.fill(quoted, WIDTH - indent), " " * indent)


def _public(plan: Plan) -> dict[str, list[str]]:
    homes = {"_enum": ["OpenEnum"], "_shape": ["EmptyResponse", "JsonLike", "Response", "Shape"]}
    homes |= {"enums": sorted(enum.name for enum in plan.enums.values()), "parameters": alias_names(plan)}
    for module in ("common", *RESOURCE_WORDS):
        homes[module] = sorted(plan.class_name(structure.name) for structure in plan.structures(module))
    return homes


def operations(plan: Plan) -> str:
    """Return the source of ``_operations/__init__.py``."""
    mixins = {word: mixin_name(word) for word in plan.words_of(SERVICE)}
    imports = "\n".join(f"from l4e_sdk._operations.{word} import {name}" for word, name in mixins.items())
    doc = docstring(plan.words.text("packages/operations"), 0)
    body = docstring(plan.words.text("packages/Operations"), 4)
    return (
        f'{HEADER}{doc}\n\n{imports}\n\n__all__ = ["Operations"]\n\n\n'
        f"class Operations({', '.join(mixins.values())}):\n{body}\n"
    )


def extension(plan: Plan) -> str:
    """Return the source of ``_operations/extension/__init__.py``."""
    mixins = {word: mixin_name(word, EXTENSION) for word in plan.words_of(EXTENSION)}
    imports = "\n".join(
        f"from l4e_sdk._operations.extension.{word} import {name}" for word, name in mixins.items()
    )
    doc = docstring(plan.words.text("packages/extension"), 0)
    body = docstring(plan.words.text("packages/ExtensionOperations"), 4)
    return (
        f"{HEADER}{doc}\n\nfrom typing import ClassVar\n\nfrom l4e_sdk._operations._service import EXTENSION, Service\n"
        f'{imports}\n\n__all__ = ["ExtensionOperations"]\n\n\n'
        f"class ExtensionOperations({', '.join(mixins.values())}):\n{body}\n\n"
        "    _service: ClassVar[Service] = EXTENSION\n"
    )


def mixin_name(word: str, service: str = SERVICE) -> str:
    """Return the class that holds a service's operations of a resource word."""
    singular = {"policies": "policy"}.get(word, word.removesuffix("s"))
    suffix = "Operations" if service == SERVICE else "Extension"
    return f"{''.join(part.capitalize() for part in singular.split('_'))}{suffix}"
