"""Seeded resources are real ones, and seeding takes no time of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.testing import Plant, PlantFault, connected_client, seed_dataset, seed_model

if TYPE_CHECKING:
    from l4e_sdk import LookoutEquipment, VirtualClock

FAULT = PlantFault(
    "step", "oil_temp", datetime(2024, 2, 25, 8, tzinfo=UTC), datetime(2024, 2, 25, 23, tzinfo=UTC)
)


def test_a_seeded_dataset_is_ingested(client: LookoutEquipment, clock: VirtualClock):
    dataset = seed_dataset(client)
    assert dataset.status == "ACTIVE"
    assert dataset.data_start_time == clock.now() - timedelta(days=28)
    assert dataset.data_schema["press-07"].sensors == ("motor_amps", "oil_temp", "pressure", "ram_speed")


def test_a_seeded_dataset_has_the_data_of_its_plant(client: LookoutEquipment):
    plant = Plant(component="pump", every=timedelta(minutes=30))
    dataset = seed_dataset(client, "pumps", plant=plant, days=3, end=datetime(2024, 1, 4, tzinfo=UTC))
    assert dataset.data_end_time == datetime(2024, 1, 3, 23, 30, tzinfo=UTC)
    assert [component.component_name for component in dataset.data_schema.components] == ["pump"]


def test_a_seeded_model_is_trained_and_active(client: LookoutEquipment):
    model = seed_model(client)
    assert model.status == "SUCCESS"
    assert model.active_version.version == 1


def test_a_seeded_model_has_learned_to_find_the_plants_faults(client: LookoutEquipment):
    model = seed_model(client, plant=Plant(faults=(FAULT,)))
    assert model.metrics.labeled_event_metrics.num_identified == 1
    assert model.quality == "QUALITY_THRESHOLD_MET"


def test_a_model_may_be_seeded_on_a_dataset(client: LookoutEquipment):
    dataset = seed_dataset(client, "shared")
    assert seed_model(client, "first", dataset=dataset).dataset_name == "shared"
    assert [found.name for found in client.datasets.list()] == ["shared"]


def test_seeding_takes_no_time(client: LookoutEquipment, clock: VirtualClock):
    before = clock.now()
    seed_model(client)
    assert clock.now() == before


def test_seeding_needs_no_virtual_clock():
    with LocalEngine(settings=EngineSettings(workers=0, background=False)) as engine:
        assert seed_dataset(connected_client(engine)).status == "ACTIVE"


def test_a_dataset_without_days_is_refused(client: LookoutEquipment):
    with pytest.raises(InvalidValueError, match="days is 0"):
        seed_dataset(client, days=0)


def test_a_model_on_a_dataset_without_data_is_refused(client: LookoutEquipment):
    with pytest.raises(InvalidValueError, match="has no data yet"):
        seed_model(client, dataset=client.datasets.create("empty"))
