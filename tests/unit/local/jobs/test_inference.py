from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.learning import judging
from l4e_sdk.local.timeseries.accumulated import Accumulated
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.contract.test_main_path import ingest, watch
from tests.unit.local.jobs.meddling import Broken, during_the_next_task, run_what_can_begin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

NAME = {"InferenceSchedulerName": "press-live"}


@pytest.fixture(autouse=True)
def _no_models_in_memory() -> Iterator[None]:
    judging._model.cache_clear()
    yield
    judging._model.cache_clear()


@pytest.fixture
def live(boto: BaseClient, engine: LocalEngine) -> BaseClient:
    """A client of an engine with a running hourly scheduler, and input for the next ten hours."""
    watch(boto, engine)
    for hour in range(1, 11):
        plant.upload_window(engine, START + timedelta(hours=hour))
    return boto


def runs(boto: BaseClient) -> list[dict[str, Any]]:
    """Return the executions, oldest first."""
    return boto.list_inference_executions(**NAME)["InferenceExecutionSummaries"][::-1]


def scheduler(boto: BaseClient) -> dict[str, Any]:
    return boto.describe_inference_scheduler(**NAME)


def lines(engine: LocalEngine, run: dict[str, Any]) -> list[dict[str, Any]]:
    place = run["CustomerResultObject"]
    body = engine.objects.get(place["Bucket"], place["Key"])
    assert body.endswith(b"\n")
    return [json.loads(line) for line in body.splitlines()]


def off_model(boto: BaseClient, engine: LocalEngine) -> None:
    """Watch a model that takes a slow ram for a machine that is off."""
    ingest(boto, engine)
    boto.create_model(
        ModelName="press",
        DatasetName="press",
        OffCondition=f"{plant.COMPONENT}\\ram_speed < 0.5",
        TrainingDataStartTime=plant.BEGIN,
        TrainingDataEndTime=plant.BEGIN + timedelta(days=16),
    )
    engine.run_until_idle()
    boto.create_inference_scheduler(
        ModelName="press",
        InferenceSchedulerName="press-live",
        DataUploadFrequency="PT1H",
        RoleArn=ROLE,
        DataInputConfiguration={
            "S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "live/"},
            "InferenceInputNameConfiguration": {"ComponentTimestampDelimiter": "_"},
        },
        DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "out/"}},
    )
    engine.run_until_idle()


class TestResults:
    def test_a_line_has_the_members_of_the_service(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        clock.advance("PT1H")
        (row,) = lines(engine, runs(live)[0])
        assert list(row) == ["timestamp", "prediction", "prediction_reason", "anomaly_score", "diagnostics"]
        assert (row["timestamp"], row["prediction"]) == ("2024-03-01T01:00:00.000000", 0)
        assert row["prediction_reason"] == "NO_ANOMALY_DETECTED"
        assert 0 <= row["anomaly_score"] <= 0.5
        assert {item["name"] for item in row["diagnostics"]} == {
            f"press-07\\{sensor}" for sensor in plant.SENSORS
        }
        assert sum(item["value"] for item in row["diagnostics"]) == pytest.approx(1, abs=1e-3)

    def test_a_row_of_a_machine_that_is_off_has_no_score(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        off_model(boto, engine)
        (moment, values), *_ = plant.rows(START + timedelta(hours=1), 1)
        engine.objects.put(
            plant.BUCKET,
            "live/press-07_20240301000000.csv",
            plant.csv([(moment, [*values[:2], 0.1, values[3]])]),
        )
        clock.advance("PT1H")
        assert lines(engine, runs(boto)[0]) == [
            {"timestamp": "2024-03-01T01:00:00.000000", "prediction": 0, "prediction_reason": "MACHINE_OFF"}
        ]

    def test_an_execution_echoes_only_where_data_is(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        live.update_inference_scheduler(
            **NAME,
            DataInputConfiguration={
                **scheduler(live)["DataInputConfiguration"],
                "InputTimeZoneOffset": "+00:00",
            },
        )
        clock.advance("PT1H")
        (run,) = runs(live)
        place = {"Bucket": plant.BUCKET}
        assert run["DataInputConfiguration"] == {"S3InputConfiguration": {**place, "Prefix": "live/"}}
        assert run["DataOutputConfiguration"] == {"S3OutputConfiguration": {**place, "Prefix": "out/"}}

    def test_the_latest_result_is_that_of_the_latest_window(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        assert "LatestInferenceResult" not in scheduler(live)
        clock.advance("PT4H")
        assert scheduler(live)["LatestInferenceResult"] == "NORMAL"
        for hour in range(5, 8):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        clock.advance("PT3H")
        assert scheduler(live)["LatestInferenceResult"] == "ANOMALOUS"
        clock.advance("PT6H")
        assert runs(live)[-1]["Status"] == "FAILED"
        assert "LatestInferenceResult" not in scheduler(live)
        (listed,) = live.list_inference_schedulers()["InferenceSchedulerSummaries"]
        assert "LatestInferenceResult" not in listed

    def test_a_run_uses_the_version_that_was_active_when_it_began(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        live.create_retraining_scheduler(
            ModelName="press", RetrainingFrequency="P1M", LookbackWindow="P180D", PromoteMode="MANUAL"
        )
        engine.run_until_idle()
        live.update_retraining_scheduler(ModelName="press", RetrainingStartDate=START + timedelta(days=1))
        clock.advance("P1D")
        plant.upload_window(engine, clock.now() + timedelta(hours=1))
        plant.upload_window(engine, clock.now() + timedelta(hours=2))
        during_the_next_task(
            engine, lambda: live.update_active_model_version(ModelName="press", ModelVersion=2)
        )
        clock.advance("PT2H")
        assert [run["ModelVersion"] for run in runs(live)[-2:]] == [1, 2]
        assert runs(live)[-1]["ModelVersionArn"].endswith("/model-version/2")


class TestEvents:
    def events(self, boto: BaseClient) -> list[dict[str, Any]]:
        span = {"IntervalStartTime": START, "IntervalEndTime": START + timedelta(days=9)}
        return boto.list_inference_events(**NAME, **span)["InferenceEventSummaries"]

    def test_time_in_which_the_machine_is_off_parts_two_events(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        off_model(boto, engine)
        for hour in range(1, 16):
            end = START + timedelta(hours=hour)
            plant.upload_window(engine, end, faulty=True)
            if hour in {7, 8, 9}:
                ((moment, values),) = plant.rows(end, 1)
                stopped = plant.csv([(moment, [*values[:2], 0.1, values[3]])])
                engine.objects.put(
                    plant.BUCKET, f"live/press-07_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv", stopped
                )
        clock.advance("PT15H")
        later, earlier = self.events(boto)
        assert earlier["EventEndTime"] == START + timedelta(hours=6)
        assert later["EventStartTime"] > START + timedelta(hours=9)
        assert later["EventEndTime"] == START + timedelta(hours=15)

    def test_more_than_five_windows_without_data_part_two_events(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        for hour in (1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        clock.advance("PT17H")
        later, earlier = self.events(boto)
        assert earlier["EventEndTime"] == START + timedelta(hours=6)
        assert later["EventEndTime"] == START + timedelta(hours=17)

    def test_they_go_with_their_scheduler(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        arn = scheduler(boto)["InferenceSchedulerArn"]
        for hour in range(1, 7):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        clock.advance("PT6H")
        assert engine.store.unfinished_stretches.get(arn)
        boto.stop_inference_scheduler(**NAME)
        engine.run_until_idle()
        boto.delete_inference_scheduler(**NAME)
        assert engine.store.unfinished_stretches.get(arn) is None
        assert engine.objects.exists(plant.BUCKET, "out/2024-03-01T05:00:00Z/results.jsonl")


class TestOpenEvents:
    """Six abnormal hours, with what comes after them."""

    @pytest.fixture
    def abnormal(self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> BaseClient:
        watch(boto, engine)
        for hour in range(1, 7):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        clock.advance("PT6H")
        return boto

    def said(self, caplog: pytest.LogCaptureFixture) -> list[str]:
        records = [*caplog.get_records("setup"), *caplog.get_records("call")]
        messages = [record.getMessage() for record in records]
        return [message.partition(": ")[2] for message in messages if " event " in message]

    def open_since(self, engine: LocalEngine) -> str | None:
        return json.loads(engine.objects.get(plant.BUCKET, "out/drift.json"))["open_event_start"]

    def test_the_log_and_an_object_say_that_an_event_is_open(
        self, abnormal: BaseClient, engine: LocalEngine, caplog: pytest.LogCaptureFixture
    ) -> None:
        (opened,) = self.said(caplog)
        since = self.open_since(engine)
        assert since is not None
        assert opened.startswith(f"an event is open since {since[:19]}Z: press-07\\oil_temp ")

    @pytest.mark.parametrize("after", ["normal", "silence, then normal"])
    def test_it_closes_once_with_the_first_rows_that_are_too_late_to_continue_it(
        self,
        abnormal: BaseClient,
        engine: LocalEngine,
        clock: VirtualClock,
        caplog: pytest.LogCaptureFixture,
        after: str,
    ) -> None:
        since = self.open_since(engine)
        first = 7 if after == "normal" else 15
        clock.advance_to(START + timedelta(hours=first - 1))
        assert self.open_since(engine) == since
        assert len(self.said(caplog)) == 1
        for hour in range(first, first + 24):
            plant.upload_window(engine, START + timedelta(hours=hour))
        clock.advance("P1D")
        _, closed = self.said(caplog)
        assert closed.startswith(
            f"the event since {since and since[:19]}Z is closed: its last row is that of 2024-03-01T"
        )
        assert self.open_since(engine) is None

    def test_an_event_that_goes_on_is_told_once(
        self, abnormal: BaseClient, engine: LocalEngine, clock: VirtualClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        for hour in range(7, 12):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        clock.advance("PT5H")
        assert len(self.said(caplog)) == 1


def silence(engine: LocalEngine, hours: range, cell: str, *, ram_speed: str | None = None) -> None:
    """Put files in which every cell is the same text, but for the speed of the ram if that is given."""
    cells = [ram_speed if ram_speed and name == "ram_speed" else cell for name in plant.SENSORS]
    for hour in hours:
        end = START + timedelta(hours=hour)
        text = f"Timestamp,{','.join(plant.SENSORS)}\n{end:%Y-%m-%d %H:%M:%S},{','.join(cells)}\n"
        name = f"live/press-07_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv"
        engine.objects.put(plant.BUCKET, name, text.encode())


class TestSilentFeeds:
    """Rows come each hour, so a reading stands for three rows after it."""

    @pytest.mark.parametrize(
        ("cell", "quoted"),
        [
            ("bad", "line 2: motor_amps is 'bad'"),
            ("", "line 2: motor_amps is empty"),
            ("NaN", "line 2: motor_amps is 'NaN'"),
            ("1e308", "all numbers are beyond single precision, such as 1e+308"),
            ("-1e39", "all numbers are beyond single precision, such as -1e+39"),
            ("-9999", "all numbers are the placeholder -9999"),
            ("-999.25", "all numbers are the placeholder -999.25"),
            ("1e30", "all numbers are the placeholder 1e+30"),
            ("65535.0", "all numbers are the placeholder 65535"),
        ],
    )
    def test_a_window_without_a_reading_fails_once_gaps_are_filled_no_longer(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock, cell: str, quoted: str
    ) -> None:
        silence(engine, range(3, 9), cell)
        clock.advance("PT8H")
        found = [run["Status"] for run in runs(live)]
        assert found == ["SUCCESS"] * 5 + ["FAILED"] * 3
        reason = runs(live)[-1]["FailedReason"]
        assert reason.startswith(
            "no cell of the window (2024-03-01T07:00:00Z, 2024-03-01T08:00:00Z] is a reading"
        )
        assert quoted in reason
        assert "CustomerResultObject" not in runs(live)[-1]
        assert "LatestInferenceResult" not in scheduler(live)
        clock.advance("PT1H")
        assert runs(live)[-1]["Status"] == "SUCCESS"
        assert scheduler(live)["LatestInferenceResult"] == "NORMAL"

    def test_nothing_of_it_is_kept_for_retraining(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        silence(engine, range(3, 9), "-9999")
        clock.advance("PT8H")
        (folder,) = (engine.folder / "data").rglob("accumulated")
        kept = Accumulated(folder).scan(plant.COMPONENT).collect()
        assert kept["oil_temp"].null_count() == 3
        assert kept["oil_temp"].drop_nulls().min() > 0
        assert Accumulated(folder).span() == (START + timedelta(hours=1), START + timedelta(hours=5))

    def test_the_verdict_of_the_last_reading_holds_while_it_is_filled(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        # Enough windows that the model can look back as far as it wants to.
        for hour in range(1, 21):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=hour > 16)
        silence(engine, range(21, 25), "bad")
        clock.advance("PT23H")
        last, *filled = [lines(engine, run)[0] for run in runs(live)[19:]]
        assert last["prediction"] == 1
        for row in filled:
            assert {**row, "timestamp": last["timestamp"]} == last
        assert scheduler(live)["LatestInferenceResult"] == "ANOMALOUS"
        clock.advance("PT1H")
        assert "LatestInferenceResult" not in scheduler(live)

    def test_it_holds_though_there_is_little_to_look_back_to(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        for hour in range(1, 5):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
        silence(engine, range(5, 9), "bad")
        clock.advance("PT7H")
        assert [lines(engine, run)[0]["prediction"] for run in runs(live)[3:]] == [1] * 4

    def test_one_reading_is_enough(self, live: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
        silence(engine, range(3, 9), "bad", ram_speed="1.2")
        clock.advance("PT8H")
        assert {run["Status"] for run in runs(live)} == {"SUCCESS"}

    def test_a_machine_that_says_that_it_is_off_was_seen(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        off_model(boto, engine)
        silence(engine, range(1, 9), "", ram_speed="0.1")
        clock.advance("PT8H")
        assert {run["Status"] for run in runs(boto)} == {"SUCCESS"}
        assert lines(engine, runs(boto)[-1])[0]["prediction_reason"] == "MACHINE_OFF"
        silence(engine, range(9, 13), "")
        clock.advance("PT4H")
        assert runs(boto)[-1]["Status"] == "FAILED"

    @pytest.mark.parametrize("how", ["text", "no file", "no row"])
    def test_the_log_has_a_line_when_a_feed_stops_and_one_when_it_returns(
        self,
        live: BaseClient,
        engine: LocalEngine,
        clock: VirtualClock,
        caplog: pytest.LogCaptureFixture,
        how: str,
    ) -> None:
        for hour in range(2, 10):
            name = f"live/press-07_{START + timedelta(hours=hour - 1):%Y%m%d%H%M%S}.csv"
            if how == "no file":
                (engine.folder / "s3" / plant.BUCKET / name).unlink()
            elif how == "no row":
                engine.objects.put(plant.BUCKET, name, f"Timestamp,{','.join(plant.SENSORS)}\n".encode())
        if how == "text":
            silence(engine, range(2, 10), "bad")
        clock.advance("PT10H")
        first = 5 if how == "text" else 2
        stopped, back = [record.message for record in caplog.records if "its feed" in record.message]
        since = f"2024-03-01T{first - 1:02}:00:00Z"
        assert stopped == f"inference scheduler press-live: its feed stopped: nothing was read after {since}"
        assert back.startswith(
            "inference scheduler press-live: its feed is back: the window until 2024-03-01T10:00:00Z"
        )
        assert back.endswith(f"was judged, the first one since {since}")
        failed = [record.message for record in caplog.records if " failed: " in record.message]
        assert len(failed) == 10 - first
        assert "inference of arn:aws:lookoutequipment" in failed[0]
        assert (
            f"window (2024-03-01T{first - 1:02}:00:00Z, 2024-03-01T{first:02}:00:00Z], failed: " in failed[0]
        )

    def test_times_that_cannot_be_read_are_quoted(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        text = f"Timestamp,{','.join(plant.SENSORS)}\n01.03.2024 00:30,1,1,1,1\n"
        engine.objects.put(plant.BUCKET, "live/press-07_20240301000000.csv", text.encode())
        clock.advance("PT1H")
        assert (
            "press-07_20240301000000.csv, line 2: '01.03.2024 00:30' cannot" in runs(live)[0]["FailedReason"]
        )


class TestChangesWhileItRuns:
    def test_stopping_lets_the_run_end_and_begins_no_other(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        seen: list[str] = []

        def stop() -> None:
            live.stop_inference_scheduler(**NAME)
            run_what_can_begin(engine)
            seen.append(scheduler(live)["Status"])

        during_the_next_task(engine, stop)
        clock.advance("PT3H")
        assert seen == ["STOPPING"]
        assert scheduler(live)["Status"] == "STOPPED"
        assert [run["Status"] for run in runs(live)] == ["SUCCESS"]

    def test_a_new_frequency_holds_from_the_next_window(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        def update() -> None:
            live.update_inference_scheduler(**NAME, DataUploadFrequency="PT30M")
            run_what_can_begin(engine)

        during_the_next_task(engine, update)
        clock.advance("PT2H")
        lengths = [(run["DataEndTime"] - run["DataStartTime"]) / timedelta(minutes=1) for run in runs(live)]
        assert lengths == [60, 30, 30]

    def test_a_new_frequency_between_two_runs_replaces_the_planned_one(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        clock.advance("PT70M")
        live.update_inference_scheduler(**NAME, DataUploadFrequency="PT30M")
        clock.advance("PT50M")
        ends = [run["DataEndTime"] - START for run in runs(live)]
        assert ends == [timedelta(minutes=minutes) for minutes in (60, 90, 120)]

    def test_an_update_does_not_lose_the_window_that_waits_for_its_offset(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        live.update_inference_scheduler(**NAME, DataDelayOffsetInMinutes=10)
        clock.advance("PT65M")
        live.update_inference_scheduler(**NAME, DataDelayOffsetInMinutes=0)
        clock.advance("PT55M")
        assert [run["DataEndTime"] - START for run in runs(live)] == [timedelta(hours=1), timedelta(hours=2)]

    def test_an_interrupted_run_is_done_again_and_the_windows_missed_meanwhile_are_not(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        def killed() -> None:
            raise KeyboardInterrupt

        during_the_next_task(engine, killed)
        with pytest.raises(KeyboardInterrupt):
            clock.advance("PT1H")
        engine._lock.release()
        late = VirtualClock(START + timedelta(hours=6, minutes=30))
        with LocalEngine(engine.folder, clock=late, settings=EngineSettings(workers=0)) as again:
            late.advance("PT1H")
            found = runs(boto_client(again))
        assert [(run["DataEndTime"] - START) / timedelta(hours=1) for run in found] == [1, 7]
        assert {run["Status"] for run in found} == {"SUCCESS"}


class TestFailures:
    def failed(self, boto: BaseClient) -> str:
        run = runs(boto)[-1]
        assert run["Status"] == "FAILED"
        assert "CustomerResultObject" not in run
        assert scheduler(boto)["Status"] == "RUNNING"
        return run["FailedReason"]

    def test_a_damaged_model_is_a_reason(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        (facts,) = (engine.folder / "data" / "models").rglob("model.json")
        facts.write_text("{")
        clock.advance("PT1H")
        assert "model.json" in self.failed(live)

    def test_a_process_that_dies_is_a_reason(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        engine._runner._executor = Broken(3)
        clock.advance("PT1H")
        assert "process died" in self.failed(live)
        clock.advance("PT1H")
        assert runs(live)[-1]["Status"] == "SUCCESS"

    def test_results_that_cannot_be_written_are_a_reason(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        (engine.folder / "s3" / plant.BUCKET / "out").write_text("a file where a folder must be")
        clock.advance("PT1H")
        assert "cannot be written" in self.failed(live)

    def test_input_that_cannot_be_read_is_a_reason(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        engine.objects.put(plant.BUCKET, "live/press-07_20240301000000.csv", b"\x00\xff\x00")
        clock.advance("PT1H")
        assert "press-07_20240301000000.csv" in self.failed(live)

    @pytest.mark.parametrize("body", [b"", b"\x00\xff\x00", b"Timestamp,ram_speed\n2024-03-01 01:30:00,1\n"])
    def test_a_bad_file_fails_the_run_of_its_own_window_only(
        self, live: BaseClient, engine: LocalEngine, clock: VirtualClock, body: bytes
    ) -> None:
        engine.objects.put(plant.BUCKET, "live/press-07_20240301010000.csv", body)
        clock.advance("PT3H")
        assert [run["Status"] for run in runs(live)] == ["SUCCESS", "FAILED", "SUCCESS"]


def test_the_first_window_is_the_first_that_ends_after_the_start(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    clock.advance("PT20M")
    watch(boto, engine)
    plant.upload_window(engine, datetime(2024, 3, 1, 1, tzinfo=UTC))
    clock.advance("PT40M")
    (run,) = runs(boto)
    assert run["DataStartTime"] == START
