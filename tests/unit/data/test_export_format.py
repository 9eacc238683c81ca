"""What may be said of an export."""

from __future__ import annotations

from typing import Any

import pytest

from l4e_sdk.data import ExportFormat
from l4e_sdk.errors import InvalidValueError


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"zone": "Berlin"}, "no known zone; write it as in 'UTC'"),
        ({"zone": "../etc/passwd"}, "no known zone"),
        ({"zone": ""}, "no known zone"),
        ({"dates": "dym"}, "it can be 'ymd', 'dmy', 'mdy'"),
        ({"decimal": ";"}, "decimal is ';'"),
        ({"thousands": "x"}, "thousands is 'x'"),
        ({"decimal": ",", "thousands": ","}, "have to differ"),
        ({"delimiter": "::"}, "one character"),
        ({"tag_column": "tag"}, "go together"),
        ({"tag_column": "a", "value_column": "b", "tag_is_file_name": True}, "in one of them"),
        ({"machine_separator": ""}, "is empty"),
    ],
)
def test_what_means_nothing_is_refused(members: dict[str, Any], message: str):
    with pytest.raises(InvalidValueError, match=message):
        ExportFormat(**members)
