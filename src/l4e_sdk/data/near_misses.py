"""Files that look like input for a run but that the run will not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.input_names import DELIMITERS, TIMESTAMP_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.layout.input_names import InputNames
    from l4e_sdk._rules.layout.windows import Window
    from l4e_sdk.data.inference_files import InferenceFiles

_MOST: Final = 50_000
"""Largest number of keys to read; a folder of live files may be years old."""
_SHOWN: Final = 3
_HALF_HOUR: Final = timedelta(minutes=30)
_FURTHEST: Final = timedelta(hours=12)
"""Time zones of names range from -12:00 to +12:00."""


def near_misses(store: ObjectStore, files: InferenceFiles, component: str, window: Window) -> Iterator[str]:
    """Yield files that nearly match: another naming, another time zone, a sub-folder or another ending.

    Raises:
        ObjectError: the bucket cannot be listed.
    """
    keys = list(islice(store.list(files.bucket, files.prefix), _MOST))
    yield from islice(_misnamed(keys, files, component, window), _SHOWN)
    named = [(abs(moment - window.end), key, moment) for key, moment in _of(keys, files.names, component)]
    if named:
        _, key, moment = min(named)
        yield _in_another_zone(key, moment, files, window)


def _of(keys: list[str], names: InputNames, component: str) -> Iterator[tuple[str, datetime]]:
    for key in keys:
        parsed = names.parse(key)
        if parsed is not None and parsed[0] == component:
            yield key, parsed[1]


def _misnamed(keys: list[str], files: InferenceFiles, component: str, window: Window) -> Iterator[str]:
    ours = files.names
    for key in reversed(keys):  # newest first
        folder, _, name = key.removeprefix(ours.prefix).rpartition("/")
        stem = name[:-4] if name.lower().endswith(".csv") else name
        for delimiter, written in product(DELIMITERS, TIMESTAMP_FORMATS):
            names = replace(ours, prefix="", delimiter=delimiter, timestamp_format=written)
            parsed = names.parse(f"{stem}.csv")
            if parsed is None or parsed[0].lower() != component.lower() or not _is_near(parsed[1], window):
                continue
            faults = [
                f"it is in the sub-folder {folder!r}" * bool(folder),
                f"its component is written {parsed[0]!r}" * (parsed[0] != component),
                f"its delimiter is {delimiter!r}, not {ours.delimiter!r}" * (delimiter != ours.delimiter),
                f"its time is written as {written}, not {ours.timestamp_format}"
                * (written != ours.timestamp_format),
                f"it ends in {name[len(stem) :]!r}, not '.csv'" * (name[len(stem) :] != ".csv"),
            ]
            if any(faults):
                yield f"{key} will not be found: {', '.join(filter(None, faults))}"


def _is_near(moment: datetime, window: Window) -> bool:
    earliest, latest = window.searched
    return earliest - _FURTHEST <= moment <= latest + _FURTHEST


def _in_another_zone(key: str, moment: datetime, files: InferenceFiles, window: Window) -> str:
    """Return the difference of the nearest name in time, and the time zone that would explain it."""
    off = moment - window.end
    zone = files.names.offset + round(off / _HALF_HOUR) * _HALF_HOUR
    where = f"{key} is the nearest, {abs(off)} {'after' if off > timedelta(0) else 'before'} the end of the window"
    if abs(zone) > _FURTHEST or files.timestamp_format == "EPOCH" or abs(off) < _HALF_HOUR:
        return where
    return (
        f"{where}; if it is meant for the window, its name is in the zone {_zone(zone)} and the scheduler's is "
        f"{files.zone}: update input_time_zone_offset, or name files accordingly"
    )


def _zone(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"
