"""The main workflow on real data: from a folder of CSV files to a watched machine, over forty-five days.

``make demo`` runs it in about a minute. It uses only the public API, like a script of your own. With
``LookoutEquipment(endpoint_url=...)`` in place of ``LookoutEquipment.local(...)``, it runs against a server.
"""

from __future__ import annotations

import argparse
import csv
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.plotting import plot_evaluation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from l4e_sdk import Dataset, InferenceScheduler, Model
    from l4e_sdk.views import PredictedRange

PLANT = Path(__file__).parent / "plant"
BUCKET = "plant"
ASSET = "app-1"
ROLE = "arn:aws:iam::000000000000:role/plant"

TODAY = datetime(2024, 2, 8, tzinfo=UTC)
TRAINING = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 30, 23, 55, tzinfo=UTC)
EVALUATION = datetime(2024, 1, 31, tzinfo=UTC), datetime(2024, 2, 7, 23, 55, tzinfo=UTC)
LABELLING = datetime(2024, 2, 14, 12, tzinfo=UTC)
RETRAINING_DAY = datetime(2024, 2, 15, tzinfo=UTC)
EARLY_WARNING = EngineSettings(
    risk=0.01
)  # one row in a hundred may raise an alarm; the default is one row a week


def main() -> None:
    """Run the demo, and print its results."""
    arguments = argparse.ArgumentParser(description="The main job of l4e-sdk on real sensor data.")
    arguments.add_argument("--out", type=Path, default=Path("out/demo"), help="where the picture goes")
    out: Path = arguments.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    clock = VirtualClock(TODAY)
    with LookoutEquipment.local(clock=clock, settings=EARLY_WARNING) as client:
        dataset = ingest(client)
        model = train(client, dataset)
        report_version(model, out / "evaluation.png")
        scheduler = watch(client, model)
        plan_retraining(model)
        replay(client, clock)
        report_live(scheduler, clock.now())
        report_retraining(model)
        report_versions(model)
    heading("Done")
    print(
        f"forty-five days in {time.monotonic() - began:.0f} seconds; the picture is {out / 'evaluation.png'}"
    )


def ingest(client: LookoutEquipment) -> Dataset:
    """Upload and ingest the history, and print the grades of its sensors."""
    heading("1. History: upload, ingest, grade")
    dataset = client.datasets.create("server")
    upload = dataset.upload(PLANT / "sensors", bucket=BUCKET, prefix="history/")
    print(f"uploaded {len(upload.keys)} files to {upload.s3_uri}")
    job = dataset.ingest(upload, role_arn=ROLE, key_pattern="{prefix}/{component_name}/*").wait()
    dataset.refresh()
    files, quality = job.ingested_files_summary, job.quality
    print(
        f"ingested {files.ingested_number_of_files} of {files.total_number_of_files} files, "
        f"{dataset.data_start_time:%d %b %H:%M} to {dataset.data_end_time:%d %b %H:%M}; "
        f"{quality.missing_sensor_data.total_number_of_missing_values} missing values, "
        f"{quality.duplicate_timestamps.total_number_of_duplicate_timestamps} duplicate timestamps"
    )
    statistics = dataset.sensor_statistics().to_list()
    conspicuous = [sensor for sensor in statistics if sensor.issues]
    print(f"{len(statistics)} sensors, {len(statistics) - len(conspicuous)} without findings")
    for sensor in conspicuous:
        print(f"  {sensor.sensor_name}: {', '.join(sensor.issues)}")
    return dataset


def train(client: LookoutEquipment, dataset: Dataset) -> Model:
    """Train on January, and evaluate on the time after it."""
    heading("2. Model: train on January, evaluate on the eight days after it")
    put_labels(client, PLANT / "labels/2024-02-07.csv")
    model = client.models.create(
        "server",
        dataset=dataset,
        role_arn=ROLE,
        training_data_start_time=TRAINING[0],
        training_data_end_time=TRAINING[1],
        evaluation_data_start_time=EVALUATION[0],
        evaluation_data_end_time=EVALUATION[1],
        data_pre_processing_configuration={"target_sampling_rate": "PT5M"},
        labels_input_configuration=f"s3://{BUCKET}/labels/",
        model_diagnostics_output_configuration=f"s3://{BUCKET}/diagnostics/",
    )
    return model.wait(on_poll=lambda event: print(f"  {event.what}: {event.status}"))


def report_version(model: Model, picture: Path) -> None:
    """Print the evaluation, and plot it."""
    version, metrics = model.active_version, model.metrics
    events = metrics.labeled_event_metrics
    print(
        f"quality: {version.quality}; found {events.num_identified} of {events.num_labeled} labelled events, "
        f"{metrics.unknown_event_metrics.num_identified} other events"
    )
    for found in metrics.predicted_ranges:
        print(f"  {describe(found)}")
    figure = plot_evaluation(
        version.diagnostics(), metrics, title="server, version 1: evaluation on 31 Jan to 7 Feb"
    )
    figure.savefig(picture, dpi=120)


def watch(client: LookoutEquipment, model: Model) -> InferenceScheduler:
    """Start an inference scheduler with an interval of one hour."""
    heading("3. Live: an inference scheduler, hour by hour")
    return client.inference_schedulers.create(
        "server-live",
        model=model,
        data_upload_frequency="PT1H",
        data_input_configuration={
            "s3_input_configuration": f"s3://{BUCKET}/live/",
            "inference_input_name_configuration": {
                "timestamp_format": "yyyyMMddHHmmss",
                "component_timestamp_delimiter": "_",
            },
        },
        data_output_configuration=f"s3://{BUCKET}/results/",
        role_arn=ROLE,
    ).wait()


def plan_retraining(model: Model) -> None:
    """Retrain the model every month, and activate the better version."""
    scheduler = model.create_retraining_scheduler(
        retraining_frequency="P1M",
        lookback_window="P180D",
        retraining_start_date=RETRAINING_DAY,
        promote_mode="MANAGED",
    ).wait()
    print(f"retraining is planned for {scheduler.next_run:%d %b}, then every month")


def replay(client: LookoutEquipment, clock: VirtualClock) -> None:
    """Feed seven days of data, a file per hour, and advance the clock."""
    for end, lines in hours(PLANT / f"live/{ASSET}/2024-02.csv"):
        key = f"live/{ASSET}_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv"
        client.objects.put(BUCKET, key, "".join(lines).encode())
        clock.advance_to(end)
        if end.hour == 0:
            print(f"  {end - timedelta(days=1):%a %d %b} judged")
        if end == LABELLING:
            put_labels(client, PLANT / "live/labels.csv")
            print("  the operator adds labels for what was seen this week")


def report_live(scheduler: InferenceScheduler, now: datetime) -> None:
    """Compare the events of live inference with the operator's labels."""
    labels = list(read_labels(PLANT / "live/labels.csv"))
    events = [
        (event.start, event.end, event.top(3)) for event in reversed(scheduler.events(TODAY, now).to_list())
    ]
    executions = scheduler.executions().to_list()
    failed = [execution for execution in executions if execution.status != "SUCCESS"]
    print(
        f"{len(executions)} hourly runs, {len(failed)} failed; events of more than five minutes: {len(events)}"
    )
    for start, end, top in events:
        seen = any(start <= last and end >= first for first, last in labels)
        sensors = ", ".join(f"{item.name} {item.value:.0%}" for item in top)
        verdict = "seen by the operator" if seen else "not labelled"
        print(f"  {start:%d %b %H:%M} to {end:%d %b %H:%M}  {verdict:20}  {sensors}")
    missed = [
        f"{first:%d %b %H:%M}"
        for first, last in labels
        if not any(start <= last and end >= first for start, end, _ in events)
    ]
    print(f"labelled by the operator and not found live: {', '.join(missed) or 'none'}")
    print("the last rows:")
    for row in list(scheduler.results(executions=executions[:1]))[-3:]:
        leading = row.top(1)[0]
        print(
            f"  {row.timestamp:%d %b %H:%M}  score {row.anomaly_score:.2f}  {row.prediction_reason}  {leading.name} {leading.value:.0%}"
        )


def report_retraining(model: Model) -> None:
    """Print the range of data that the planned retraining used."""
    heading("4. Retraining: the planned day has come")
    model.refresh()
    days = model.latest_scheduled_retraining_available_data_in_days
    print(
        f"version {model.latest_scheduled_retraining_model_version}: {model.latest_scheduled_retraining_status}, "
        f"from {days} days of data, dataset and accumulated live data together"
    )


def report_versions(model: Model) -> None:
    """Print all versions, and why one of them is active."""
    for version in model.versions():
        mark = "active" if version.is_active else ""
        print(
            f"  version {version.version}  {version.source_type:10}  {version.status}  {version.quality}  {mark}"
        )
    newest = model.version(model.latest_scheduled_retraining_model_version or 1)
    print(f"decision: {newest.auto_promotion_result}\n  {newest.auto_promotion_result_reason}")
    scheduler = model.retraining_scheduler
    if scheduler:
        print(f"next retraining: {scheduler.next_run:%d %b}")


def put_labels(client: LookoutEquipment, path: Path) -> None:
    """Upload a label file for training."""
    client.objects.put(BUCKET, f"labels/{path.parent.name}-{path.name}", path)


def read_labels(path: Path) -> Iterator[tuple[datetime, datetime]]:
    """Yield the ranges of a label file."""
    with path.open(newline="") as file:
        for start, end in csv.reader(file):
            yield (
                datetime.fromisoformat(start).replace(tzinfo=UTC),
                datetime.fromisoformat(end).replace(tzinfo=UTC),
            )


def hours(path: Path) -> Iterator[tuple[datetime, Sequence[str]]]:
    """Yield the rows of a CSV file hour by hour, each with the header, like a historian's export."""
    with path.open() as file:
        header = next(file)
        chunk: list[str] = [header]
        end = TODAY + timedelta(hours=1)
        for line in file:
            moment = datetime.fromisoformat(line.partition(",")[0]).replace(tzinfo=UTC)
            if moment > end:
                yield end, chunk
                chunk, end = [header], end + timedelta(hours=1)
            chunk.append(line)
        yield end, chunk


def describe(found: PredictedRange) -> str:
    """Return an event and its leading sensors in one line."""
    sensors = ", ".join(f"{item.name} {item.value:.0%}" for item in found.top(3))
    return f"{found.start:%d %b %H:%M} to {found.end:%d %b %H:%M}  {sensors}"


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'-' * len(text)}")


if __name__ == "__main__":
    main()
