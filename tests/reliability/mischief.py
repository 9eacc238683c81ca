"""Requests that reach deep into an engine, and what can be wrong with them.

A good request is aimed at things that are there, then it may be spoiled: as a document, as bytes, or as a message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from l4e_sdk.local.wire.messages import WireRequest
from tests.conftest import START
from tests.strategies import DESCRIPTION

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

NAMES = {
    "dataset": ["press", "copy", "empty", *(f"dataset-{number}" for number in range(6))],
    "model": ["press", "spare", "broken", *(f"model-{number}" for number in range(5))],
    "scheduler": ["live", *(f"live-{number}" for number in range(4))],
    "group": ["faults", *(f"group-{number}" for number in range(4))],
}
"""What requests name; some of it is there, some comes and goes."""

_OF_SHAPE = {
    "DatasetName": "dataset",
    "DatasetIdentifier": "dataset",
    "ModelName": "model",
    "InferenceSchedulerName": "scheduler",
    "InferenceSchedulerIdentifier": "scheduler",
    "LabelGroupName": "group",
}
_FIXED: dict[str, list[Any]] = {
    "IdempotenceToken": [f"token-{number}" for number in range(12)],
    "ModelVersion": [1, 1, 2, 3, 99],
    "S3Bucket": ["plant"],
    "S3Prefix": ["train/", "live/", "out/", "labels/", "none/"],
    "KeyPattern": ["{prefix}/{component_name}/*"],
    "MaxResults": [1, 2, 50, 500],
    "LookbackWindow": ["P30D", "P180D"],
    "Timestamp": [START.timestamp() + hours * 3600 for hours in (-900, -400, -24, -1, 0, 1, 24, 999)],
    "TargetSamplingRate": ["PT1H"],
    "OffCondition": ["press-07\\oil_temp < 10", "press-07\\missing > 1"],
}
_ODD_TEXTS = [
    "",
    " ",
    "\x00",
    "..",
    "../../etc/passwd",
    "a" * 10_000,
    "ü" * 300,
    "\u202e\u0000\ufffe",
    "\ud800",
    "🏭" * 70,
    "'; DROP TABLE models; --",
    "%s%n{0}{self}${jndi:x}",
    "__import__('os').system('true')",
    "=cmd|' /C calc'!A0",
    "P" + "9" * 400 + "Y",
    "NaN",
    "null",
    '"',
    "\\",
    "arn:aws:lookoutequipment:us-east-1:999999999999:model/press/00000000-0000-0000-0000-000000000000",
]
_ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    -(2**63) - 1,
    10**400,
    1e308,
    -1e308,
    5e-324,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [None],
    [[]],
    {"": ""},
    {"a": {"b": {"c": []}}},
]


@dataclass(slots=True)
class Known:
    """What an engine has told so far: ids, ARNs and tokens that later requests use."""

    values: dict[str, list[str]] = field(default_factory=dict)
    """By member name."""

    def learn(self, value: Any, name: str = "") -> None:
        """Remember the ids, ARNs and tokens in an answer."""
        if isinstance(value, dict):
            for key, member in value.items():
                self.learn(member, key)
        elif isinstance(value, list):
            for item in value:
                self.learn(item, name)
        elif isinstance(value, str) and name.endswith(("Arn", "Id", "Token", "Schema")):
            held = self.values.setdefault(name, [])
            if value not in held:
                held.append(value)
                del held[:-40]

    def like(self, member: str) -> list[str]:
        """Return what could stand in a member."""
        if member in self.values:
            return self.values[member]
        ending = next((end for end in ("Arn", "Id", "Token", "Schema") if member.endswith(end)), None)
        return [one for name, held in self.values.items() if ending and name.endswith(ending) for one in held]


def aimed(operation: str, request: Mapping[str, Any], known: Known, chance: random.Random) -> dict[str, Any]:
    """Return a request whose names, ids and tokens are mostly those of things that are there."""
    shape = DESCRIPTION.input_of(operation).name
    # What is not required narrows a request down; with little of it more requests get through.
    kept = {
        name: value
        for name, value in request.items()
        if name in DESCRIPTION.shapes[shape].required or chance.random() < 0.4
    }
    return {
        name: _aim(DESCRIPTION.shapes[shape].members[name], name, value, known, chance)
        for name, value in kept.items()
    }


def _aim(shape: str, member: str, value: Any, known: Known, chance: random.Random) -> Any:
    facts = DESCRIPTION.shapes[shape]
    if facts.kind == "structure":
        return {name: _aim(facts.members[name], name, inner, known, chance) for name, inner in value.items()}
    if facts.kind == "list":
        return [_aim(facts.item or "", member, inner, known, chance) for inner in value]
    if isinstance(value, datetime):
        value = value.timestamp()
    if chance.random() < 0.1:
        return value
    if shape in _OF_SHAPE:
        return chance.choice(NAMES[_OF_SHAPE[shape]])
    choices = _FIXED.get(shape) or known.like(member)
    return chance.choice(choices) if choices else value


def spoiled(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a document with something wrong in it."""
    copy: Any = json.loads(json.dumps(document))
    places = list(_places(copy))
    if not places:
        return {chance.choice(["ModelName", "", "__class__"]): _odd(chance)}
    holder, key = chance.choice(places)
    if chance.random() < 0.25:
        del holder[key]
    elif chance.random() < 0.1 and isinstance(holder, dict):
        holder[chance.choice(["NoSuchMember", "__proto__", "modelName"])] = _odd(chance)
    else:
        holder[key] = _odd(chance) if chance.random() < 0.9 else _deep(chance.randint(2, 400))
    return copy


def _odd(chance: random.Random) -> Any:
    return chance.choice(_ODD_TEXTS if chance.random() < 0.5 else _ODD)


def _deep(levels: int) -> Any:
    value: Any = 1
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    return value


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in [(value, key), *_places(value[key])]]


def body_of(document: Mapping[str, Any], chance: random.Random) -> bytes:
    """Return a document as bytes, now and then not as JSON is to be."""
    body = json.dumps(document).encode()
    return chance.choice(_BYTES)(body, chance) if chance.random() < 0.08 else body


def _flipped(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]


_BYTES: list[Callable[[bytes, random.Random], bytes]] = [
    lambda body, chance: body[: chance.randrange(len(body))],
    lambda body, chance: body + body,
    lambda body, chance: b"\xef\xbb\xbf" + body,
    lambda body, chance: b"[" + body + b"]",
    lambda body, chance: body.replace(b'"', b"'"),
    lambda body, chance: body[:-1] + b", " + body[1:] if len(body) > 2 else b'{"a": 1, "a": 2}',
    lambda body, chance: body.decode().encode("utf-16"),
    lambda body, chance: b"",
    lambda body, chance: b"\xff\xfe\xfa",
    lambda body, chance: b"[" * 5_000,
    lambda body, chance: b'{"a":' * 5_000,
    _flipped,
    _flipped,
]


def message(operation: str, body: bytes, chance: random.Random) -> tuple[str | None, WireRequest]:
    """Return a request, now and then with a wrong target or method, and the operation it names if it names one."""
    target, method, named = f"{DESCRIPTION.target_prefix}.{operation}", "POST", operation
    headers = {"content-type": "application/x-amz-json-1.0"}
    if chance.random() < 0.02:
        target = chance.choice(
            [
                "",
                ".",
                operation,
                target + "s",
                target.lower(),
                f"Other.{operation}",
                "x" * 9_000,
                f"{target}\x00",
            ]
        )
        return None, WireRequest(method, {**headers, "x-amz-target": target}, body)
    if chance.random() < 0.01:
        method = chance.choice(["GET", "PUT", "DELETE", "OPTIONS", "TRACE", "POKE"])
        return None, WireRequest(method, {**headers, "x-amz-target": target}, body)
    if chance.random() < 0.05:
        headers = chance.choice(
            [{}, {"content-type": "text/html"}, {"content-encoding": "gzip"}, {"expect": "x"}]
        )
    return named, WireRequest(method, {**headers, "x-amz-target": target}, body)


def shouted(request: WireRequest, chance: random.Random) -> bytes:
    """Return a request as bytes of HTTP, in which something is mostly wrong."""
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items() if value.isprintable())
    line, length = (
        f"{request.method} / HTTP/1.1\r\nhost: 127.0.0.1\r\n",
        f"content-length: {len(request.body)}\r\n",
    )
    raw = f"{line}{head}{length}\r\n".encode("latin-1", "replace") + request.body
    return chance.choice(_HTTP)(raw, chance)


_HTTP: list[Callable[[bytes, random.Random], bytes]] = [
    _flipped,
    _flipped,
    lambda raw, chance: raw[: chance.randrange(len(raw))],
    lambda raw, chance: raw.replace(b"HTTP/1.1", chance.choice([b"HTTP/9.9", b"HTTP/0.9", b"", b"\xff"])),
    lambda raw, chance: raw.replace(b"POST /", b"POST /" + b"a" * chance.choice([10, 9_000, 200_000]), 1),
    lambda raw, chance: raw.replace(b"content-length: ", b"content-length: 9", 1),
    lambda raw, chance: raw.replace(b"content-length: ", b"content-length: -", 1),
    lambda raw, chance: raw.replace(b"content-length: ", b"content-length: 3\r\ncontent-length: ", 1),
    lambda raw, chance: raw.replace(b"content-length", b"transfer-encoding: chunked\r\ncontent-length", 1),
    lambda raw, chance: raw.replace(b"host: 127.0.0.1\r\n", b"host: 127.0.0.1\r\n" * 500, 1),
    lambda raw, chance: raw.replace(b"host: 127.0.0.1\r\n", b"x: " + b"y" * 100_000 + b"\r\n", 1),
    lambda raw, chance: raw.replace(b"\r\n", b"\n"),
    lambda raw, chance: raw + raw,
    lambda raw, chance: b"\x16\x03\x01\x02\x00" + raw,
    lambda raw, chance: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    lambda raw, chance: bytes(chance.randrange(256) for _ in range(300)),
]
