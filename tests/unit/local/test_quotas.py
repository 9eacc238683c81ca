"""Quotas as settings: AWS's values, single ones, and texts of the command line."""

from __future__ import annotations

from typing import Any

import pytest

from l4e_sdk import ConfigurationError
from l4e_sdk.local import Quotas


@pytest.mark.parametrize(
    ("text", "quotas"),
    [
        ("aws", Quotas.aws()),
        ("datasets=20000", Quotas(datasets=20_000)),
        ("models=0, tags_per_resource=60", Quotas(models=0, tags_per_resource=60)),
        ("aws,datasets=20", Quotas(datasets=20, models=15, label_groups=15)),
        ("datasets=20,aws", Quotas.aws()),
    ],
)
def test_quotas_are_read_from_a_text(text: str, quotas: Quotas):
    assert Quotas.parse(text) == quotas


@pytest.mark.parametrize(
    "text",
    ["", "gcp", "aws=1", "datasets", "datasets=", "datasets=-1", "datasets=many", "sensors=3", "datasets=1,"],
)
def test_a_text_that_is_not_a_quota_is_refused_with_the_names(text: str):
    with pytest.raises(ConfigurationError, match=r"write 'aws', or name=number with one of datasets, models"):
        Quotas.parse(text)


@pytest.mark.parametrize("value", [-1, 1.5, True, None, "15"])
def test_a_quota_is_a_whole_number(value: Any):
    with pytest.raises(ConfigurationError, match="The quota label_groups is"):
        Quotas(label_groups=value)
