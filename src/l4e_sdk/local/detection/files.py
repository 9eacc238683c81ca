"""A model in a folder: facts as JSON, arrays as npz."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from l4e_sdk.local.detection.errors import DamagedModelError, MissingModelError

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Arrays

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Facts: TypeAlias = "dict[str, Json]"

FORMAT = 4
_READABLE = (FORMAT,)
_FACTS = "model.json"
_ARRAYS = "arrays.npz"


def write(folder: Path, facts: Facts, arrays: Arrays) -> None:
    """Write a model. The facts come last and seal the arrays, so that an interrupted write is noticed.

    Whoever points at the model brings its folder to the disk before that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packed = _packed(arrays)
    sealed: Facts = {"format": FORMAT, **facts, "arrays_sha256": hashlib.sha256(packed).hexdigest()}
    _replace(folder / _ARRAYS, packed)
    _replace(folder / _FACTS, json.dumps(sealed, indent=1).encode())


def read(folder: Path) -> tuple[Facts, Arrays]:
    """Read a model back.

    Raises:
        DamagedModelError: a file is missing or altered, or its format is unknown.
    """
    facts = _facts(_content(folder / _FACTS))
    if facts.get("format") not in _READABLE:
        raise DamagedModelError(
            f"{folder / _FACTS}: format {facts.get('format')!r} is unknown, this version reads {FORMAT}; train again"
        )
    packed = _content(folder / _ARRAYS)
    if hashlib.sha256(packed).hexdigest() != facts.get("arrays_sha256"):
        raise DamagedModelError(
            f"{folder / _ARRAYS} is not the file that {_FACTS} was written for; train again"
        )
    return facts, _unpacked(packed)


def _packed(arrays: Arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpacked(packed: bytes) -> Arrays:
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise DamagedModelError(f"{_ARRAYS} cannot be read: {error}") from error


def _facts(content: bytes) -> Facts:
    try:
        facts = json.loads(content)
    except ValueError as error:
        raise DamagedModelError(f"{_FACTS} is no JSON: {error}") from error
    if not isinstance(facts, dict):
        raise DamagedModelError(f"{_FACTS} holds no JSON object")
    return cast("Facts", facts)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MissingModelError(
            f"The file {path} of a model version is gone; restore the engine's folder from a backup, or train again."
        ) from error
    except OSError as error:
        raise DamagedModelError(f"{path} cannot be read: {error.strerror}") from error


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    draft.replace(path)
