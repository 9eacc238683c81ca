"""Model versions: what is known of one, and the judgement on each row."""

from __future__ import annotations

import copy
import gzip
import pickle

import pytest

from l4e_sdk import LookoutEquipment, Model, ModelVersion, UnexpectedStateError
from l4e_sdk.errors import RefusedError, UnreadableDocumentError
from tests.support.press import FAULT
from tests.support.service import Service


@pytest.fixture
def version(trained: LookoutEquipment) -> ModelVersion:
    return trained.models.get("press").version(1)


def test_a_version_shows_model_number_and_status(version: ModelVersion):
    assert (repr(version), version.model_name) == ("<ModelVersion 'press' 1 SUCCESS>", "press")


def test_versions_are_equal_by_model_and_number(version: ModelVersion):
    assert version == ModelVersion(version.model, 1)
    assert version != ModelVersion(version.model, 2)


def test_metrics_quality_and_schema_are_typed(version: ModelVersion):
    assert (version.metrics.labels_present, version.quality, version.prior_metrics) == (
        True,
        "QUALITY_THRESHOLD_MET",
        None,
    )
    assert version.data_schema["press-07"].sensors == ("oil_temp", "ram_speed")


def test_diagnostics_are_rows_of_the_evaluation_range(version: ModelVersion):
    rows = list(version.diagnostics())
    assert rows[0].timestamp == version.evaluation_data_start_time
    assert all(row.is_anomalous for row in rows if FAULT[0] <= row.timestamp <= FAULT[1])


def test_a_version_without_diagnostics_says_how_to_get_them():
    version = ModelVersion(Model(Service().client, "pump"), 1)
    with pytest.raises(RefusedError, match="model_diagnostics_output_configuration"):
        version.diagnostics()


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"{}\n", mtime=0)[:-9], gzip.compress(b"{}", mtime=0)],
    ids=["no gzip", "cut", "no rows"],
)
def test_diagnostics_that_cannot_be_read_are_named(version: ModelVersion, content: bytes):
    file = version.model_diagnostics_results_object
    version.client.objects.put(file.bucket, file.key, content)
    with pytest.raises(UnreadableDocumentError, match=f"s3://plant/{file.key}"):
        list(version.diagnostics())


def test_whether_a_version_is_active_is_read_once_for_all_of_a_list():
    service = Service(
        DescribeModel={"ActiveModelVersion": 2},
        ListModelVersions={"ModelVersionSummaries": [{"ModelVersion": number} for number in range(1, 9)]},
    )
    versions = Model(service.client, "pump").versions().to_list()
    assert [each.version for each in versions if each.is_active] == [2]
    assert service.asked.count("DescribeModel") == 1


def test_refreshing_a_version_also_asks_anew_whether_it_is_active():
    service = Service(DescribeModel={"ActiveModelVersion": 1})
    version = ModelVersion(Model(service.client, "pump"), 2)
    before = version.is_active
    service.answers["DescribeModel"] = {"ActiveModelVersion": 2}
    assert [before, version.is_active, version.refresh().is_active] == [False, False, True]


def test_a_wait_for_a_version_also_asks_anew_whether_it_is_active():
    service = Service(DescribeModelVersion={"Status": "SUCCESS"}, DescribeModel={})
    version = ModelVersion(Model(service.client, "pump"), 1)
    before = version.is_active
    service.answers["DescribeModel"] = {"ActiveModelVersion": 1}
    assert [before, version.wait().is_active] == [False, True]


def test_a_cancelled_version_ends_the_wait():
    service = Service(DescribeModelVersion={"Status": "CANCELED"})
    with pytest.raises(UnexpectedStateError, match="version 2 of model 'pump' is CANCELED"):
        ModelVersion(Model(service.client, "pump"), 2).wait()


def test_activating_a_version_is_seen_by_its_model():
    service = Service(DescribeModel={"ActiveModelVersion": 1})
    version = ModelVersion(Model(service.client, "pump").refresh(), 2)
    service.answers["DescribeModel"] = {"ActiveModelVersion": 2}
    assert version.activate().model.active_version == version


def test_a_version_is_bound_with_its_model(version: ModelVersion):
    travelled = pickle.loads(pickle.dumps(version)).bind(version.client)
    assert (travelled, travelled.model, travelled.is_active) == (version, version.model, True)


def test_a_copy_has_a_model_of_its_own(version: ModelVersion):
    copied = copy.deepcopy(version)
    assert copied.model == version.model
    assert copied.model is not version.model


def test_tags_of_a_version_are_its_own(version: ModelVersion):
    version.tags["reviewed"] = "yes"
    assert dict(version.model.tags) == {}
