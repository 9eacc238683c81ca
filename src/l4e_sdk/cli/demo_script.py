"""The main workflow on generated data, from a folder of CSV files to a watched machine."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import l4e_sdk as l4e
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import Plant, PlantFault
from l4e_sdk.views import Diagnostic

TODAY = datetime(2024, 3, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

# A simulated press with four sensors. The faults are known because the simulation injects them.
KNOWN = PlantFault("drift", "oil_temp", TODAY - 5 * DAY, TODAY - 4 * DAY)
LIVE = PlantFault("step", "ram_speed", TODAY + 30 * HOUR, TODAY + 40 * HOUR)
PLANT = Plant(faults=(KNOWN, LIVE))


def main(folder: Path) -> None:
    """Train a model of the press, then watch the press for two days."""
    clock = l4e.VirtualClock(TODAY)  # simulated time passes as fast as the jobs run
    settings = EngineSettings(workers=0)  # this little data needs no worker processes
    with l4e.LookoutEquipment.local(folder / "engine", clock=clock, settings=settings) as client:
        watch(client, learn(client, folder), folder)


def learn(client: l4e.LookoutEquipment, folder: Path) -> l4e.Model:
    """Ingest the history, and train a model on it."""
    print("\n1. Upload and ingest 56 days of history (generated data)")
    PLANT.readings(TODAY - 56 * DAY, TODAY).write(folder / "history")
    dataset = client.datasets.create("press")
    job = dataset.ingest(dataset.upload(folder / "history", bucket="plant", prefix="history/")).wait()
    print(f"   ingestion: {job.status}")
    for sensor in dataset.sensor_statistics():
        print(f"   {sensor.sensor_name:12} {sensor.grade}")

    print("\n2. Train on 42 days, evaluate on the 14 after them")
    group = client.label_groups.create("press")
    group.add(KNOWN.start, KNOWN.end)
    model = client.models.create(
        "press",
        dataset=dataset,
        training=l4e.TimeRange(TODAY - 56 * DAY, TODAY - 14 * DAY),
        evaluation=l4e.TimeRange(TODAY - 14 * DAY, TODAY - HOUR),
        labels_input_configuration=group,
    ).wait()
    print(f"   training: {model.status}")
    for found in model.metrics.predicted_ranges:
        show("found", found.start, found.end, blamed(found.top(2)))
    show("truth", KNOWN.start, KNOWN.end, KNOWN.sensor)
    return model


def watch(client: l4e.LookoutEquipment, model: l4e.Model, folder: Path) -> None:
    """Feed two more days of data to an inference scheduler."""
    print("\n3. Watch two more days, hour by hour")
    scheduler = model.create_inference_scheduler(
        "press-live",
        data_upload_frequency="PT1H",
        data_input_configuration="s3://plant/live/",
        data_output_configuration="s3://plant/results/",
    ).wait()
    PLANT.readings(TODAY, TODAY + 2 * DAY).write(folder / "live")
    windows = sum(
        1 for _ in scheduler.replay(folder / "live", shift=timedelta(0))
    )  # each step advances the clock by an hour
    print(f"   {windows} windows judged")
    for event in scheduler.events(TODAY, client.clock.now()):
        show("found", event.start, event.end, blamed(event.top(2)))
    show("truth", LIVE.start, LIVE.end, LIVE.sensor)


def show(what: str, start: datetime, end: datetime, sensors: str) -> None:
    """Print an event with the sensors that contribute most to it."""
    print(f"   {what}: {start:%d %b %H:%M} to {end:%d %b %H:%M}  {sensors}")


def blamed(shares: Iterable[Diagnostic]) -> str:
    """Return the sensors of an event with their shares."""
    return ", ".join(f"{each.sensor} {each.value:.0%}" for each in shares)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
