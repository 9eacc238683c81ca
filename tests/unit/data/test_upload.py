"""Uploading folders and frames: which keys they get, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from l4e_sdk import InvalidValueError, LookoutEquipment
from l4e_sdk.data.upload import Upload, UploadedFile

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk import Dataset

FRAME = pl.DataFrame({"time": [datetime(2024, 1, 1, tzinfo=UTC)], "rpm": [1.5]})


@pytest.fixture
def dataset(client: LookoutEquipment) -> Dataset:
    return client.datasets.create("pump")


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    for name in ("pump/a.csv", "pump/2024/b.CSV", "pump/notes.txt", "fan/a.csv", "loose.csv"):
        file = tmp_path / "plant" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path / "plant"


def test_each_sub_folder_is_a_component_and_files_keep_their_names(dataset: Dataset, plant: Path):
    keys = dataset.upload(plant, bucket="sensors", prefix="train/").keys
    assert keys == ("train/fan/a.csv", "train/pump/2024/b.CSV", "train/pump/a.csv")


def test_the_content_arrives(dataset: Dataset, plant: Path):
    dataset.upload(str(plant), bucket="sensors")
    assert dataset.client.objects.get("sensors", "pump/2024/b.CSV") == b"pump/2024/b.CSV"


@pytest.mark.parametrize(
    ("prefix", "address"), [("", "s3://sensors/"), ("a", "s3://sensors/a/"), ("a/b/", "s3://sensors/a/b/")]
)
def test_the_address_is_that_of_a_folder(dataset: Dataset, plant: Path, prefix: str, address: str):
    assert dataset.upload(plant, bucket="sensors", prefix=prefix).s3_uri == address


def test_compressed_files_are_reported(dataset: Dataset, tmp_path: Path):
    (tmp_path / "pump").mkdir()
    (tmp_path / "pump" / "a.csv.gz").touch()
    with pytest.raises(InvalidValueError, match=r"'a.csv.gz' are compressed; unpack them first"):
        dataset.upload(tmp_path, bucket="sensors")


def test_a_folder_without_sub_folders_is_one_component_if_it_is_named(dataset: Dataset, plant: Path):
    upload = dataset.upload(plant / "pump", bucket="sensors", component="p-1")
    assert upload == Upload("sensors", "", ("p-1/2024/b.CSV", "p-1/a.csv"))


def test_a_frame_is_one_file_of_its_component(dataset: Dataset):
    upload = dataset.upload(FRAME, bucket="sensors", prefix="x", component="pump")
    assert upload.keys == ("x/pump/pump.csv",)
    assert (
        dataset.client.objects.get("sensors", "x/pump/pump.csv")
        == b"time,rpm\n2024-01-01T00:00:00.000000,1.5\n"
    )


def test_each_file_is_reported(dataset: Dataset, plant: Path):
    seen: list[UploadedFile] = []
    dataset.upload(plant, bucket="sensors", on_file=seen.append)
    assert seen[0] == UploadedFile(key="fan/a.csv", size=9, done=1, total=3)
    assert [each.done for each in seen] == [1, 2, 3]


def test_a_frame_without_a_component_is_refused(dataset: Dataset):
    with pytest.raises(InvalidValueError, match="component is missing"):
        dataset.upload(FRAME, bucket="sensors")


def test_a_component_with_a_name_that_is_not_allowed_is_refused_before_anything_is_sent(
    dataset: Dataset, plant: Path
):
    (plant / "zone 7").mkdir()
    (plant / "zone 7" / "a.csv").touch()
    with pytest.raises(InvalidValueError, match="component is 'zone 7'"):
        dataset.upload(plant, bucket="sensors")
    assert list(dataset.client.objects.list("sensors")) == []


def test_a_folder_that_is_none_is_refused(dataset: Dataset, plant: Path):
    with pytest.raises(InvalidValueError, match="not a folder"):
        dataset.upload(plant / "nowhere", bucket="sensors")


def test_a_folder_without_csv_files_says_how_they_must_lie(dataset: Dataset, tmp_path: Path):
    with pytest.raises(InvalidValueError, match="one sub-folder for each component"):
        dataset.upload(tmp_path, bucket="sensors")


def test_frames_of_several_components_are_uploaded_together(dataset: Dataset):
    upload = dataset.upload({"pump": FRAME, "fan": FRAME}, bucket="sensors")
    assert upload.keys == ("pump/pump.csv", "fan/fan.csv")


def test_existing_files_are_not_sent_again(dataset: Dataset, plant: Path):
    dataset.upload(plant, bucket="sensors")
    (plant / "pump/a.csv").write_text("changed")
    seen: list[UploadedFile] = []
    dataset.upload(plant, bucket="sensors", on_file=seen.append)
    assert [each.skipped for each in seen] == [True, True, False]
    assert dataset.client.objects.get("sensors", "pump/a.csv") == b"changed"


def test_everything_is_sent_again_on_demand(dataset: Dataset, plant: Path):
    dataset.upload(plant, bucket="sensors")
    seen: list[UploadedFile] = []
    dataset.upload(plant, bucket="sensors", resume=False, on_file=seen.append)
    assert not any(each.skipped for each in seen)


@pytest.mark.parametrize("workers", [1, 8])
def test_any_number_of_threads_sends_all_files_and_reports_them_in_order(
    dataset: Dataset, tmp_path: Path, workers: int
):
    for number in range(30):
        (tmp_path / f"{number:02}.csv").write_text(str(number))
    seen: list[UploadedFile] = []
    upload = dataset.upload(
        tmp_path, bucket="sensors", component="pump", workers=workers, on_file=seen.append
    )
    assert [each.key for each in seen] == list(upload.keys)
    assert list(dataset.client.objects.list("sensors")) == sorted(upload.keys)


def test_no_threads_are_refused(dataset: Dataset, plant: Path):
    with pytest.raises(InvalidValueError, match="workers is 0"):
        dataset.upload(plant, bucket="sensors", workers=0)


def test_a_watcher_that_raises_ends_the_upload(dataset: Dataset, plant: Path):
    def stop(_: UploadedFile) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dataset.upload(plant, bucket="sensors", on_file=stop)


@pytest.mark.parametrize("bucket", ["b", "my bucket", ""])
def test_a_bucket_that_nothing_can_be_ingested_from_is_refused_at_once(
    client: LookoutEquipment, tmp_path: Path, bucket: str
):
    (tmp_path / "pump").mkdir()
    (tmp_path / "pump" / "a.csv").write_text("Time,rpm\n2024-01-01 00:00,1\n")
    dataset = client.datasets.create("pumps")
    with pytest.raises(InvalidValueError, match="name of a bucket"):
        dataset.upload(tmp_path, bucket=bucket)
