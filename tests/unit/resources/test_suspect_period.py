"""Suspect periods of a version, and the label for each."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk import LookoutEquipment, Model, ModelVersion, RefusedError, SuspectPeriod
from l4e_sdk.errors import NotAvailableError, UnreadableDocumentError
from l4e_sdk.shapes import SuspectPeriodSummary
from tests.support.findings import write_findings
from tests.support.service import Service


@pytest.fixture
def period(trained: LookoutEquipment) -> SuspectPeriod:
    model = trained.models.get("press")
    assert trained.engine is not None
    write_findings(trained.engine, model.model_arn)
    (found,) = model.active_version.suspect_periods()
    return found


def of_a_model(**description: object) -> SuspectPeriod:
    """Return a period of a model that is described so."""
    service = Service(
        DescribeModel=description,
        ListSuspectPeriods={
            "SuspectPeriodSummaries": [{"StartTime": 0, "EndTime": 3600, "Diagnostics": "{"}]
        },
    )
    (found,) = ModelVersion(Model(service.client, "pump"), 1).suspect_periods()
    return found


def test_a_period_is_a_span_with_shares(period: SuspectPeriod):
    assert period.start == datetime(2024, 1, 12, 10, tzinfo=UTC)
    assert (period.end, period.duration) == (period.start + timedelta(hours=13), timedelta(hours=13))
    assert [(each.sensor, each.value) for each in period.top(1)] == [("oil_temp", 0.61)]


def test_one_call_labels_a_period_in_the_group_of_the_model(period: SuspectPeriod, trained: LookoutEquipment):
    made = period.label(notes="seen by the operator")
    labels = {each.label_id: each for each in trained.label_groups.get("faults").labels()}
    assert (labels[made].start_time, labels[made].end_time) == (period.start, period.end)
    assert labels[made].rating == "ANOMALY"


@pytest.mark.parametrize("rating", ["NO_ANOMALY", "NEUTRAL"])
def test_a_period_takes_each_rating(period: SuspectPeriod, trained: LookoutEquipment, rating: str):
    made = period.label(rating)
    assert trained.describe_label(label_group_name="faults", label_id=made).rating == rating


@pytest.mark.parametrize(
    "labels",
    [{}, {"LabelsInputConfiguration": {"S3InputConfiguration": {"Bucket": "plant", "Prefix": "labels/"}}}],
    ids=["no labels", "labels in S3"],
)
def test_without_a_label_group_the_error_says_how_to_get_one(labels: dict[str, object]):
    with pytest.raises(RefusedError, match=r"'pump'.*no label group.*label_groups\.create.*model\.update"):
        of_a_model(**labels).label()


def test_shares_that_cannot_be_read_are_named():
    with pytest.raises(UnreadableDocumentError, match="Diagnostics of a suspect period"):
        _ = of_a_model().diagnostics


@pytest.mark.parametrize("attribute", ["start", "end", "duration"])
def test_a_span_with_a_hole_is_named(attribute: str):
    empty = SuspectPeriod(Model(Service().client, "pump"), SuspectPeriodSummary(model_version=1))
    with pytest.raises(NotAvailableError, match="suspect period of version 1 of model 'pump'"):
        getattr(empty, attribute)


def test_a_period_is_equal_to_its_copy_and_shows_its_span(period: SuspectPeriod):
    assert copy.copy(period) == period
    assert hash(copy.copy(period)) == hash(period)
    assert period != "a period"
    assert repr(period) == "<SuspectPeriod 'press' 1 2024-01-12 10:00:00+00:00 2024-01-12 23:00:00+00:00>"
    assert "oil_temp" in period._repr_html_()
    assert period.to_dict(wire=True) == period.summary.to_dict(wire=True)
