"""What a preflight says of a run is what happens in the run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk import InferenceScheduler, LookoutEquipment
from l4e_sdk.data import InferenceFiles, Preflight
from l4e_sdk.data.preflight import preflight
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.views import DataSchema
from tests.support.press import COMPONENT, NOW, csv

FIVE = timedelta(minutes=5)
NINE = datetime(2024, 3, 11, 9, tzinfo=UTC)
END = NINE + FIVE
SCHEMA = DataSchema.of({"press": ("Time", "heat"), "pump": ("Time", "rpm")})
FILES = InferenceFiles("plant", "in/")
ROWS = {
    "press": b"Time,heat\n2024-03-11 09:00,1\n2024-03-11 09:02,2\n",
    "pump": b"Time,rpm,more\n2024-03-11 09:05,1,2\n",
}


@pytest.fixture
def store(tmp_path) -> FolderObjects:
    return FolderObjects(tmp_path)


def look(
    store: FolderObjects,
    files: InferenceFiles = FILES,
    *,
    now: datetime = NINE,
    status: str = "RUNNING",
    delay: timedelta = timedelta(0),
) -> Preflight:
    return preflight(store, files, SCHEMA, status=status, frequency=FIVE, delay=delay, now=now)


def fill(store: FolderObjects, **content: bytes) -> None:
    for component, rows in (ROWS | content).items():
        store.put("plant", FILES.key(component, END), rows)


@pytest.mark.parametrize(
    ("now", "status", "delay", "end"),
    [
        (NINE, "RUNNING", 0, END),
        (NINE - timedelta(seconds=1), "RUNNING", 0, NINE),
        (NINE + timedelta(minutes=1), "RUNNING", 5, NINE),
        (NINE + timedelta(minutes=1), "STOPPED", 5, END),
    ],
)
def test_the_next_run_is_that_of_the_next_window(
    store, now: datetime, status: str, delay: int, end: datetime
):
    found = look(store, now=now, status=status, delay=timedelta(minutes=delay))
    assert (found.window.end, found.run_at) == (end, end + timedelta(minutes=delay))


def test_nothing_is_missing_when_all_components_have_rows(store):
    fill(store)
    found = look(store)
    assert (found.ok, found.missing) == (True, ())
    assert [each.rows for each in found.components] == [1, 1]


def test_what_is_missing_is_said_with_the_key_to_put(store):
    found = look(store)
    assert not found
    assert found.missing == ("in/press-20240311090500.csv", "in/pump-20240311090500.csv")
    assert found.components[0].searched == ("in/press-20240311085500.csv", "in/press-20240311091000.csv")


@pytest.mark.parametrize(("minutes", "there"), [(-11, False), (-10, True), (5, True), (6, False)])
def test_files_of_the_neighbouring_segments_count(store, minutes: int, there: bool):
    store.put("plant", FILES.key("press", END + timedelta(minutes=minutes)), ROWS["press"])
    assert bool(look(store).components[0].found) is there


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Time,oil\n2024-03-11 09:02,2\n", "lacks the columns heat"),
        (b"Time;heat\n", "cannot be read: its header"),
        (b"Time,heat\n2024-03-11 08:02,2\n", "no row in the window"),
    ],
)
def test_files_that_will_fail_the_run_are_named(store, content: bytes, problem: str):
    fill(store, press=content)
    assert problem in look(store).components[0].problem


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("in/press_20240311090500.csv", "its delimiter is '_', not '-'"),
        (
            "in/press-2024-03-11-09-05-00.csv",
            "its time is written as yyyy-MM-dd-HH-mm-ss, not yyyyMMddHHmmss",
        ),
        ("in/press-1710147900.csv", "its time is written as EPOCH"),
        ("in/Press-20240311090500.csv", "its component is written 'Press'"),
        ("in/today/press-20240311090500.csv", "it is in the sub-folder 'today'"),
        ("in/press-20240311090500.CSV", "it ends in '.CSV', not '.csv'"),
        ("in/press-20240311143500.csv", "its name is in the zone +05:30 and the scheduler's is +00:00"),
        ("in/press-20240311040500.csv", "its name is in the zone -05:00"),
        ("in/press-20240310040500.csv", "1 day, 5:00:00 before the end of the window"),
    ],
)
def test_files_that_were_perhaps_meant_are_explained(store, key: str, message: str):
    store.put("plant", key, ROWS["press"])
    (miss,) = look(store).components[0].near_misses
    assert key in miss
    assert message in miss


def test_other_components_are_no_near_miss(store):
    store.put("plant", "in/compressor_20240311090500.csv", b"")
    assert look(store).components[0].near_misses == ()


def test_it_reads_well(store):
    store.put("plant", FILES.key("pump", END), ROWS["pump"])
    assert str(look(store, status="STOPPED")).splitlines() == [
        "next run 2024-03-11T09:05:00Z for rows in (2024-03-11T09:00:00Z, 2024-03-11T09:05:00Z]; it is 2024-03-11T09:00:00Z",
        "the scheduler is STOPPED: start it, or it will not run",
        "press: no file",
        "  put s3://plant/in/press-20240311090500.csv",
        "  searched in/press-20240311085500.csv ~ in/press-20240311091000.csv",
        "pump: 1 rows in the window",
        "  found in/pump-20240311090500.csv, 1 rows in the window",
    ]


def test_notebooks_see_it_escaped(store):
    store.put("plant", "in/<b>/press-20240311090500.csv", b"")
    assert "<b>" not in look(store)._repr_html_()


@pytest.fixture
def live(trained: LookoutEquipment) -> InferenceScheduler:
    scheduler = trained.models.get("press").create_inference_scheduler(
        "live",
        data_upload_frequency="PT1H",
        data_input_configuration=InferenceFiles("plant", "in/", delimiter="_", zone="+05:30").configuration,
        data_output_configuration="s3://plant/out/",
    )
    return scheduler.wait()


@pytest.mark.parametrize("there", [True, False])
def test_the_run_does_what_was_said(live: InferenceScheduler, there: bool):
    found = live.preflight()
    if there:
        (key,) = found.missing
        live.client.objects.put("plant", key, csv([found.window.end]))
    said = live.preflight().ok
    live.client.clock.advance_to(found.run_at)
    (run,) = live.executions()
    assert (run.data_start_time, run.data_end_time) == (found.window.start, found.window.end)
    assert (run.status == "SUCCESS") is said is there


def test_what_a_scheduler_writes_about_itself_is_enough_to_put_a_window(live: InferenceScheduler):
    rows = [{"Timestamp": NOW + timedelta(hours=1), "oil_temp": 60.0, "ram_speed": 1.8}]
    live.input_files.write_window(live.client.objects, COMPONENT, rows, end=NOW + timedelta(hours=1))
    assert live.preflight().ok
