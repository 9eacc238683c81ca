"""Retention as a setting, and as a text of the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from l4e_sdk import ConfigurationError
from l4e_sdk.local import EngineSettings, Retention


def test_executions_are_kept_for_400_days_and_files_until_asked():
    assert EngineSettings().retention == Retention(
        executions=timedelta(days=400), results=None, accumulated=None
    )


@pytest.mark.parametrize(
    ("text", "retention"),
    [
        ("executions=P30D", Retention(executions=timedelta(days=30))),
        ("executions=none", Retention(executions=None)),
        (
            "results=P90D, accumulated=P2W",
            Retention(results=timedelta(days=90), accumulated=timedelta(days=14)),
        ),
    ],
)
def test_a_retention_is_read_from_a_text(text: str, retention: Retention):
    assert Retention.parse(text) == retention


@pytest.mark.parametrize(
    "text", ["", "P30D", "executions", "executions=30", "events=P30D", "executions=PT1H", "results=P1M"]
)
def test_a_text_that_is_not_a_retention_is_refused(text: str):
    with pytest.raises(ConfigurationError, match=r"retention"):
        Retention.parse(text)


@pytest.mark.parametrize("value", [timedelta(), timedelta(hours=23), timedelta(days=-1), 30])
def test_a_retention_shorter_than_a_day_is_refused(value: Any):
    with pytest.raises(ConfigurationError, match="results"):
        Retention(results=value)
