from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest.mock import PropertyMock, patch

import pytest

from l4e_sdk import (
    ExtensionMissingError,
    LookoutEquipment,
    ModelQuality,
    ModelVersion,
    TimeRange,
    VirtualClock,
)
from l4e_sdk._rules.layout.report_file import REPORT_FACTS
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import Plant, PlantFault, seed_dataset
from tests.support.findings import write_findings

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2024, 3, 1, tzinfo=UTC)


def test_a_report_is_written_and_its_path_returned(trained: LookoutEquipment, tmp_path: Path) -> None:
    path = trained.models.get("press").version(1).report(tmp_path / "press.html")
    assert path == tmp_path / "press.html"
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "oil_temp" in page


def test_the_facts_come_from_training_and_from_the_api(trained: LookoutEquipment) -> None:
    facts = trained.models.get("press").version(1).report_facts()
    assert facts.training
    drawn = {signal.name for event in facts.training.events for signal in event.signals}
    assert drawn == {"press-07\\oil_temp", "press-07\\ram_speed"}
    assert facts.metrics
    assert len(facts.sensors) == 2
    assert facts.labels
    assert facts.is_active
    assert facts.prior is None
    assert facts.missing == ()


def test_without_an_engine_at_hand_the_facts_come_from_beside_the_diagnostics(
    trained: LookoutEquipment,
) -> None:
    version = trained.models.get("press").version(1)
    at_hand = version.report_facts().training
    with (
        patch.object(LookoutEquipment, "engine", PropertyMock(return_value=None)),
        patch.object(LookoutEquipment, "objects", PropertyMock(return_value=trained.objects)),
    ):
        assert version.report_facts().training == at_hand


def test_the_notices_of_the_training_are_in_the_report(trained: LookoutEquipment) -> None:
    version = trained.models.get("press").version(1)
    assert trained.engine
    write_findings(trained.engine, version.model_arn)
    assert [notice.kind for notice in version.report_facts().notices or ()] == [
        "frozen",
        "threshold_out_of_reach",
    ]


def test_without_the_extension_service_the_report_says_that_notices_are_missing(
    trained: LookoutEquipment,
) -> None:
    refused = ExtensionMissingError("ListNotices", "https://old.example", "UnknownOperationException")
    with patch.object(ModelVersion, "notices", PropertyMock(side_effect=refused)):
        facts = trained.models.get("press").version(1).report_facts()
    assert facts.notices is None
    assert any(text.startswith("Notices are missing") for text in facts.missing)


def test_missing_facts_are_named(trained: LookoutEquipment) -> None:
    assert trained.engine
    for file in trained.engine.folder.rglob(REPORT_FACTS):
        file.unlink()
    facts = trained.models.get("press").version(1).report_facts()
    assert facts.training is None
    assert any("pointwise diagnostics" in text for text in facts.missing)


def test_a_damaged_file_costs_its_part_of_the_report_only(trained: LookoutEquipment) -> None:
    assert trained.engine
    for file in trained.engine.folder.rglob(REPORT_FACTS):
        file.write_bytes(b"nonsense")
    facts = trained.models.get("press").version(1).report_facts()
    assert facts.metrics
    assert any("not a complete gzip file" in text for text in facts.missing)


def test_a_version_is_compared_as_compare_does(trained: LookoutEquipment) -> None:
    model = trained.models.get("press")
    source = model.version(1).model_version_arn
    version = model.import_version(source, dataset="press").wait()
    prior = version.report_facts().prior
    assert prior
    assert prior.name == "version 1"
    same = model.compare(1, version)
    assert [(one.name, one.first, one.second, one.better) for one in prior.figures] == [
        (one.name, one.first, one.second, one.better) for one in same.metrics
    ]
    assert prior.is_like_for_like == same.is_like_for_like


def test_a_report_says_when_it_was_made(trained: LookoutEquipment) -> None:
    made = trained.models.get("press").version(1).report_facts().made_at
    assert made == trained.clock.now()


def test_a_version_draws_its_scores(trained: LookoutEquipment) -> None:
    axes = trained.models.get("press").version(1).plot()
    assert axes.get_ylabel() == "score"


def test_a_model_without_an_evaluation_range_shows_the_scores_of_what_it_learned_from() -> None:
    plant = Plant(faults=(PlantFault("step", "oil_temp", NOW - timedelta(days=9), NOW - timedelta(days=8)),))
    with LookoutEquipment.local(clock=VirtualClock(NOW), settings=EngineSettings(workers=0)) as client:
        dataset = seed_dataset(client, plant=plant, days=40)
        learned = TimeRange(NOW - timedelta(days=40), NOW)
        model = client.models.create("press", dataset=dataset, training=learned).wait()
        facts = model.version(1).report_facts()
        assert model.quality == ModelQuality.CANNOT_DETERMINE_QUALITY
    assert facts.metrics is None
    assert facts.training
    (scores,) = facts.training.scores
    assert scores.start == pytest.approx(learned.start.timestamp(), abs=3600)
    assert scores.end == pytest.approx(NOW.timestamp(), abs=2 * scores.step)
