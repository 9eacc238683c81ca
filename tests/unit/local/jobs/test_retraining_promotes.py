"""Which version a retraining leaves active, told by plants in which one version is better, worse or the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.testing.plant import Plant, PlantFault, label_csv
from tests import plant
from tests.conftest import ROLE, START, boto_client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.client import BaseClient

BEGIN = datetime(2024, 2, 1, tzinfo=UTC)
DAYS = 150
RUN = BEGIN + timedelta(days=DAYS)
FIRST_DAYS = 40
"""Of which the first version learns; the second one learns of the first 120, and the last 30 compare the two."""


def at(day: float) -> datetime:
    return BEGIN + timedelta(days=day)


def steps(days: Sequence[float], hours: int = 8) -> tuple[PlantFault, ...]:
    return tuple(PlantFault("step", "pressure", at(day), at(day) + timedelta(hours=hours)) for day in days)


BEFORE, COMPARED = steps([8.25, 17.5, 26.25]), steps([121.5 + 3 * number for number in range(9)])
REGIME = PlantFault("step", "oil_temp", at(60), at(DAYS))
"""A plant that is run in another way from the sixtieth day on; nobody labels that."""
UNKNOWN = steps([42.0 + 2 * number for number in range(38)], hours=30)
"""Faults that nobody labelled, so that the second version takes them for normal."""


class Scenario:
    """A model that is trained once, and retrained once when all data is there."""

    def __init__(self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
        self.boto, self.engine, self.clock = boto, engine, clock

    def run(
        self,
        machine: Plant,
        first_labels: Sequence[PlantFault],
        then_labels: Sequence[PlantFault],
        mode: str = "MANAGED",
        learned_days: float = FIRST_DAYS,
    ) -> dict[str, Any]:
        """Return the second version; labels are those that are known at each of the two trainings."""
        self.clock.advance_to(RUN - timedelta(days=1))
        key = f"train/{machine.component}/all.csv"
        self.engine.objects.put(plant.BUCKET, key, machine.readings(BEGIN, RUN).csv().encode())
        self.boto.create_dataset(DatasetName="press")
        source = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
        self.boto.start_data_ingestion_job(
            DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": source}
        )
        self.engine.run_until_idle()
        labels = self._label("first", first_labels)
        self.boto.create_model(
            ModelName="press",
            DatasetName="press",
            RoleArn=ROLE,
            TrainingDataStartTime=BEGIN,
            TrainingDataEndTime=at(learned_days),
            **({"LabelsInputConfiguration": labels} if first_labels else {}),
        )
        self.engine.run_until_idle()
        then = self._label("then", then_labels)
        if then_labels or first_labels:
            self.boto.update_model(ModelName="press", RoleArn=ROLE, LabelsInputConfiguration=then)
        self.boto.create_retraining_scheduler(
            ModelName="press",
            RetrainingFrequency="P1M",
            LookbackWindow="P180D",
            RetrainingStartDate=RUN,
            PromoteMode=mode,
        )
        self.engine.run_until_idle()
        self.clock.advance_to(RUN)
        return self.boto.describe_model_version(ModelName="press", ModelVersion=2)

    @property
    def active(self) -> int:
        return self.boto.describe_model(ModelName="press")["ActiveModelVersion"]

    def _label(self, name: str, faults: Sequence[PlantFault]) -> dict[str, Any]:
        text = label_csv([(fault.start, fault.end) for fault in faults])
        self.engine.objects.put(plant.BUCKET, f"labels/{name}/known.csv", text.encode())
        return {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": f"labels/{name}/"}}


@pytest.fixture
def scenario(boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> Scenario:
    return Scenario(boto, engine, clock)


def test_a_version_that_learned_the_new_regime_is_promoted(scenario: Scenario) -> None:
    machine = Plant(faults=(*BEFORE, *COMPARED, REGIME))
    version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED))
    assert version["AutoPromotionResult"] == "MODEL_PROMOTED", version["AutoPromotionResultReason"]
    assert scenario.active == 2
    assert "Version 2 against version 1: better: days with alarms" in version["AutoPromotionResultReason"]


def test_a_version_that_learned_faults_as_normal_is_not_promoted(scenario: Scenario) -> None:
    machine = Plant(faults=(*BEFORE, *COMPARED, *UNKNOWN))
    version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED))
    assert version["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
    assert scenario.active == 1
    assert "Version 2 against version 1: worse: recall" in version["AutoPromotionResultReason"]


def test_noise_does_not_promote() -> None:
    """The first version learns from nearly as much as the second: from a third of it, it may be truly worse."""
    machines = [Plant(faults=(*BEFORE, *COMPARED), seed=seed) for seed in range(20)]
    results = [_result_with_an_engine_of_its_own(machine) for machine in machines]
    assert results.count("MODEL_PROMOTED") <= 1


def _result_with_an_engine_of_its_own(machine: Plant) -> str:
    clock = VirtualClock(START)
    with LocalEngine(clock=clock, settings=EngineSettings(workers=0)) as engine:
        scenario = Scenario(boto_client(engine), engine, clock)
        version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED), learned_days=100)
        return version["AutoPromotionResult"]


def test_the_metrics_of_both_are_of_the_same_rows(scenario: Scenario) -> None:
    version = scenario.run(Plant(faults=(*BEFORE, *COMPARED)), BEFORE, (*BEFORE, *COMPARED))
    own, prior = json.loads(version["ModelMetrics"]), json.loads(version["PriorModelMetrics"])
    assert own.keys() == prior.keys()
    assert "model_version_metrics" in prior
    for name in ("data_start_time", "data_end_time", "labeled_ranges", "labels_present"):
        assert own[name] == prior[name]


def test_without_labels_in_the_new_data_a_version_that_had_labels_stays(scenario: Scenario) -> None:
    version = scenario.run(Plant(faults=BEFORE), BEFORE, BEFORE)
    assert version["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
    assert "No labels in the new data" in version["AutoPromotionResultReason"]
    assert "PriorModelMetrics" not in version


def test_labels_that_are_new_promote_a_version_that_meets_the_threshold(scenario: Scenario) -> None:
    version = scenario.run(Plant(faults=(*BEFORE, *COMPARED)), (), (*BEFORE, *COMPARED))
    assert version["ModelQuality"] == "QUALITY_THRESHOLD_MET"
    assert version["AutoPromotionResult"] == "MODEL_PROMOTED"
    assert "PriorModelMetrics" not in version


def test_labels_that_are_new_keep_a_version_below_the_threshold_out(scenario: Scenario) -> None:
    invented = [PlantFault("step", "pressure", at(day), at(day + 0.3)) for day in (123, 128, 133, 138)]
    version = scenario.run(Plant(), (), invented)  # labels of nothing: no model can find them
    assert version["ModelQuality"] == "POOR_QUALITY_DETECTED"
    assert version["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
    assert version["AutoPromotionResultReason"].startswith("POOR_MODEL_QUALITY_DETECTED")


def test_without_any_labels_the_newer_version_is_promoted_and_the_alarms_of_both_are_told(
    scenario: Scenario,
) -> None:
    version = scenario.run(Plant(faults=(REGIME,)), (), ())
    assert version["AutoPromotionResult"] == "MODEL_PROMOTED"
    assert "alarm events a month" in version["AutoPromotionResultReason"]


def test_in_manual_mode_the_reason_still_tells_which_is_better(scenario: Scenario) -> None:
    machine = Plant(faults=(*BEFORE, *COMPARED, REGIME))
    version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED), mode="MANUAL")
    assert scenario.active == 1
    assert "Version 2 against version 1: better" in version["AutoPromotionResultReason"]


def test_rows_that_the_active_version_learned_from_are_not_compared_on(scenario: Scenario) -> None:
    machine = Plant(faults=(*BEFORE, *COMPARED))
    version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED), learned_days=130)
    assert version["EvaluationDataStartTime"] == at(130)
    assert "had learned" not in version["AutoPromotionResultReason"]


def test_when_the_active_version_learned_from_nearly_all_of_them_the_reason_says_so(
    scenario: Scenario,
) -> None:
    machine = Plant(faults=(*BEFORE, *COMPARED))
    version = scenario.run(machine, BEFORE, (*BEFORE, *COMPARED), learned_days=148)
    assert version["EvaluationDataStartTime"] < at(121)
    assert "Version 1 had learned from 9" in version["AutoPromotionResultReason"]
