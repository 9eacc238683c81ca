from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from benchmarks.protocol_detector import (
    AlarmingModel,
    EventModel,
    fit,
    fit_with_alarms,
    fit_with_events,
    ranges,
)
from l4e_sdk.local.detection import AnomalyModel
from l4e_sdk.local.detection.drift import DriftStatus
from l4e_sdk.testing.plant import label_csv
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

KNOWN = (datetime(2024, 2, 10, 6, tzinfo=UTC), datetime(2024, 2, 11, 20, tzinfo=UTC))
FAULT = (datetime(2024, 3, 5, 6, tzinfo=UTC), datetime(2024, 3, 6, 6, tzinfo=UTC))


def frame(start: datetime, days: int, *faults: tuple[datetime, datetime]) -> pd.DataFrame:
    data = plant.rows(start, days * 24, faults)
    index = pd.DatetimeIndex([moment.replace(tzinfo=None) for moment, _ in data])
    # A CSV file of the service has four decimals.
    return pd.DataFrame([np.round(values, 4) for _, values in data], index=index, columns=list(plant.SENSORS))


def labels(of: pd.DataFrame, *known: tuple[datetime, datetime]) -> pd.Series:
    marks = np.zeros(len(of), int)
    for start, end in known:
        marks[(of.index >= start.replace(tzinfo=None)) & (of.index <= end.replace(tzinfo=None))] = 1
    return pd.Series(marks, index=of.index)


@pytest.mark.parametrize("known", [(), (KNOWN,)], ids=["without labels", "with labels"])
def test_the_api_and_the_protocol_train_the_same_model_bit_for_bit(
    boto: BaseClient, engine: LocalEngine, known: tuple[tuple[datetime, datetime], ...]
) -> None:
    plant.upload_history(engine, faults=known)
    boto.create_dataset(DatasetName="press")
    boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
    members = {}
    if known:
        engine.objects.put(plant.BUCKET, "labels/known.csv", label_csv(known).encode())
        location = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}
        members = {"LabelsInputConfiguration": location, "RoleArn": ROLE}
    engine.run_until_idle()
    boto.create_model(ModelName="press", DatasetName="press", **members)
    engine.run_until_idle()
    arn = boto.describe_model(ModelName="press")["ModelArn"]
    trained = AnomalyModel.load(engine._context(engine.scope).version_folder(arn, 1))

    # Ingestion sorts the columns.
    history = frame(plant.BEGIN, 28, *known)[sorted(plant.SENSORS)]
    ours = fit(history, labels(history, *known)).model

    assert ours.threshold == trained.threshold
    assert ours.describe() == trained.describe()
    theirs = trained.detector.state()
    assert ours.detector.state().keys() == theirs.keys()
    for name, array in ours.detector.state().items():
        np.testing.assert_array_equal(array, theirs[name], err_msg=name)


@pytest.mark.parametrize("make", [fit_with_alarms, fit_with_events])
def test_both_forms_find_a_fault_in_a_small_frame(make: Callable[..., object]) -> None:
    live = frame(plant.BEGIN + timedelta(days=28), 14, FAULT)
    detector = make(frame(plant.BEGIN, 28), freq_seconds=3600)
    truth = labels(live, FAULT).to_numpy() > 0
    alarms = detector.predict(live)
    assert alarms.shape == truth.shape
    assert alarms[truth].mean() > 0.8
    assert alarms[~truth].mean() < 0.05


def test_scores_and_contributions_have_a_row_for_each_row_of_the_frame_even_if_rows_are_absent() -> None:
    live = frame(plant.BEGIN + timedelta(days=28), 14, FAULT)
    gappy = live.drop(live.index[[3, 4, 5, 50]])
    detector = fit(frame(plant.BEGIN, 28))
    scores, shares = detector.score(gappy), detector.contributions(gappy)
    assert scores.shape == (len(gappy),)
    truth = labels(gappy, FAULT).to_numpy() > 0
    assert np.median(scores[truth]) > 3 * np.median(scores[~truth])
    assert shares.shape == gappy.shape
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert plant.SENSORS[int(shares[truth].mean(axis=0).argmax())] == "oil_temp"


def test_labelled_rows_are_left_out_as_the_engine_leaves_them_out() -> None:
    spoiled = frame(plant.BEGIN, 28, KNOWN)
    told, untold = fit(spoiled, labels(spoiled, KNOWN)), fit(spoiled)
    margin = 2 * told.model.history_rows  # rows before and after whose past touches the label, or may
    assert 39 <= untold.model.fit_rows - told.model.fit_rows <= 39 + margin


def test_labelled_rows_become_the_ranges_of_a_label_file() -> None:
    marks = pd.Series([1, 1, 0, 0, 1, 0, 1], index=pd.date_range("2024-01-01", periods=7, freq="h"))
    at = [datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in range(7)]
    assert ranges(marks) == ((at[0], at[1]), (at[4], at[4]), (at[6], at[6]))


def test_events_become_rare_once_it_is_known_that_the_plant_changed() -> None:
    live = frame(plant.BEGIN + timedelta(days=28), 28)
    live.iloc[8 * 24 :, :2] *= 1.15
    model = fit(frame(plant.BEGIN, 28)).model
    rows, events = AlarmingModel(model).predict(live), EventModel(model)
    assert rows[8 * 24 :].mean() > 0.8
    assert events.evaluate(live.iloc[: 7 * 24]).drift.status is not DriftStatus.REGIME_CHANGED
    assert events.evaluate(live).drift.status is DriftStatus.REGIME_CHANGED
    assert events.predict(live)[8 * 24 : 9 * 24].any()
    assert events.predict(live)[-10 * 24 :].mean() < 0.5


def test_a_frame_may_have_more_sensors_than_a_model_of_the_service() -> None:
    random = np.random.default_rng(0)
    index = pd.date_range("2024-01-01", periods=400, freq="min")
    loads = random.normal(size=(400, 3)) @ random.normal(size=(3, 310))
    wide = pd.DataFrame(loads + random.normal(size=loads.shape) / 4, index=index).add_prefix("s")
    model = fit(wide[:300], freq_seconds=60)
    wide.iloc[350:, 305] += 8
    assert model.model.sensors[305] == "frame\\s305"
    assert model.contributions(wide[300:])[50:].argmax(axis=1).tolist() == [305] * 50


def test_labels_may_be_finer_than_a_microsecond() -> None:
    index = pd.DatetimeIndex(["2024-01-01T00:00:00.000000001", "2024-01-01T00:01:00.000000999"])
    first, last = index.floor("us").to_pydatetime()
    assert ranges(pd.Series([1, 1], index=index)) == ((first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)),)
