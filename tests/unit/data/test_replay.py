"""History as live data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from l4e_sdk import InferenceScheduler, InvalidValueError, LookoutEquipment
from tests.support.press import COMPONENT, NOW, csv

HOUR = timedelta(hours=1)


@pytest.fixture
def live(trained: LookoutEquipment) -> InferenceScheduler:
    scheduler = trained.models.get("press").create_inference_scheduler(
        "live",
        data_upload_frequency="PT1H",
        data_input_configuration="s3://plant/in/",
        data_output_configuration="s3://plant/out/",
    )
    return scheduler.wait()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A day of a year ago in two files, the second of which begins with the same hour."""
    folder = tmp_path / "history" / COMPONENT
    folder.mkdir(parents=True)
    start = datetime(2023, 6, 1, tzinfo=UTC)
    (folder / "a.csv").write_bytes(csv(start + hour * HOUR for hour in range(1, 5)))
    (folder / "b.csv").write_bytes(csv(start + hour * HOUR for hour in range(5, 7)))
    return folder.parent


def one_file(folder: Path, content: bytes) -> Path:
    (folder / "one").mkdir()
    (folder / "one/a.csv").write_bytes(content)
    return folder / "one"


def test_every_window_is_put_and_judged(live: InferenceScheduler, history: Path):
    replayed = list(live.replay(history))
    assert [(each.window.end, each.rows) for each in replayed] == [
        (NOW + hour * HOUR, 1) for hour in range(1, 7)
    ]
    assert [row.timestamp for row in live.results()] == [each.window.end for each in replayed]


def test_each_step_ends_with_the_run_of_its_window(live: InferenceScheduler, history: Path):
    steps = live.replay(history)
    next(steps)
    next(steps)
    assert live.client.clock.now() == NOW + 2 * HOUR
    assert [run.status for run in live.executions()] == ["SUCCESS", "SUCCESS"]


def test_history_that_is_still_to_come_keeps_its_times(live: InferenceScheduler, tmp_path: Path):
    (replayed,) = live.replay(one_file(tmp_path, csv([NOW + 3 * HOUR])), component=COMPONENT)
    assert replayed.window == replayed.source
    assert replayed.window.end == NOW + 3 * HOUR


def test_a_part_of_the_history_can_be_chosen(live: InferenceScheduler, history: Path):
    start = datetime(2023, 6, 1, 2, tzinfo=UTC)
    replayed = live.replay(history, start=start, end=start + 2 * HOUR)
    assert [each.source.end - start for each in replayed] == [HOUR, 2 * HOUR]


def test_a_frame_is_history_too(live: InferenceScheduler):
    frame = pl.DataFrame({"Timestamp": [NOW - HOUR], "oil_temp": [60.0], "ram_speed": [1.8]})
    (replayed,) = live.replay({COMPONENT: frame})
    content = live.client.objects.get("plant", replayed.keys[0])
    assert content == b"Timestamp,oil_temp,ram_speed\n2024-02-05T01:00:00.000000,60.0,1.8\n"


def test_a_window_without_rows_goes_by(live: InferenceScheduler, tmp_path: Path):
    data = one_file(tmp_path, csv([NOW - 3 * HOUR, NOW - HOUR]))
    replayed = live.replay(data, component=COMPONENT)
    assert [len(each.keys) for each in replayed] == [1, 0, 1]


def test_a_chosen_shift_is_kept(live: InferenceScheduler, history: Path):
    shift = NOW + 2 * HOUR - datetime(2023, 6, 1, tzinfo=UTC)
    assert next(live.replay(history, shift=shift)).window.end == NOW + 3 * HOUR


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": datetime(2023, 6, 1)}, "start is 2023-06-01T00:00:00, which has no time zone"),
        ({"start": NOW}, "data has no rows after"),
        ({"shift": timedelta(minutes=7)}, "a multiple of 1:00:00"),
    ],
)
def test_histories_that_cannot_be_replayed_are_refused(
    live: InferenceScheduler, history: Path, arguments, message: str
):
    with pytest.raises(InvalidValueError, match=message):
        list(live.replay(history, **arguments))


def test_a_file_without_a_header_is_refused(live: InferenceScheduler, tmp_path: Path):
    with pytest.raises(InvalidValueError, match="data cannot be replayed"):
        list(live.replay(one_file(tmp_path, b"x\n"), component=COMPONENT))
