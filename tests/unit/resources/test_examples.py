"""The example of every facade runs, one after the other, on the press."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import _resources
from l4e_sdk._resources.version_comparison import VersionComparison

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk import LookoutEquipment

DOCUMENTED = [
    _resources.Dataset,
    _resources.IngestionJob,
    _resources.LabelGroup,
    _resources.Model,
    _resources.ModelVersion,
    _resources.InferenceScheduler,
    _resources.RetrainingScheduler,
    VersionComparison,
    _resources.DeletePlan,
]


@pytest.mark.parametrize("kind", DOCUMENTED, ids=lambda kind: kind.__name__)
def test_the_example_runs(kind: type, trained: LookoutEquipment, folder: Path):
    text = kind.__doc__ or ""
    example = doctest.DocTestParser().get_doctest(
        text, {"client": trained, "folder": folder}, kind.__name__, None, 0
    )
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0
