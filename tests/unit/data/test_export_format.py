"""What may be said of an export."""

from __future__ import annotations

from typing import Any

import pytest

from l4e_sdk.data import ExportFormat
from l4e_sdk.errors import InvalidValueError


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"zone": "Berlin"}, "not a known zone; write it as in 'UTC'"),
        ({"zone": "../etc/passwd"}, "not a known zone"),
        ({"zone": ""}, "not a known zone"),
        ({"dates": "dym"}, "it can be 'ymd', 'dmy', 'mdy'"),
        ({"decimal": ";"}, "decimal is ';'"),
        ({"thousands": "x"}, "thousands is 'x'"),
        ({"decimal": ",", "thousands": ","}, "have to differ"),
        ({"delimiter": "::"}, "one character"),
        ({"tag_column": "tag"}, "go together"),
        ({"tag_column": "a", "value_column": "b", "tag_is_file_name": True}, "in one of them"),
        ({"machine_separator": ""}, "is empty"),
        ({"machine_column": "a", "machine_separator": "."}, "in one of them"),
        ({"tag_column": "a", "value_column": "b", "quality_column": "b"}, "'b' is named twice"),
        ({"quality_column": "a", "good": ()}, "good is empty"),
        ({"good": ("OK",)}, "good= is given without quality_column="),
        ({"dates": "unix", "zone": "Europe/Berlin"}, "counts from 1970 in UTC; leave the zone out"),
        ({"dates": "unix-ms", "zone": "Etc/UTC"}, "counts from 1970 in UTC"),
        ({"dates": "excel", "time_columns": ("a", "b")}, "is one number; give time_columns= one column"),
    ],
)
def test_what_means_nothing_is_refused(members: dict[str, Any], message: str):
    with pytest.raises(InvalidValueError, match=message):
        ExportFormat(**members)


def test_a_zone_that_says_the_same_is_no_contradiction():
    assert ExportFormat(dates="unix", zone="UTC").zone == "UTC"
    assert ExportFormat(dates="excel", zone="Europe/Berlin").zone == "Europe/Berlin"
