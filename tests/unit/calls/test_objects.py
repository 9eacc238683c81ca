"""S3 as an object store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from moto import mock_aws

from l4e_sdk import ObjectError
from l4e_sdk._calls.objects import S3Objects
from tests.support.transport import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Objects]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with mock_aws():
        client = boto3.Session(region_name="us-east-1").client("s3")
        client.create_bucket(Bucket="plant")
        yield S3Objects(lambda: client)


def test_bytes_come_back_as_they_were_put(objects: S3Objects):
    objects.put("plant", "train/pump.csv", b"1,2")
    assert objects.get("plant", "train/pump.csv") == b"1,2"


def test_a_path_is_put_as_the_files_content(objects: S3Objects, tmp_path: Path):
    file = tmp_path / "pump.csv"
    file.write_bytes(b"3,4")
    objects.put("plant", "pump.csv", file)
    assert objects.get("plant", "pump.csv") == b"3,4"


def test_keys_are_listed_by_prefix_and_sorted(objects: S3Objects):
    for key in ("b/2", "b/1", "a/1"):
        objects.put("plant", key, b"")
    assert list(objects.list("plant", "b/")) == ["b/1", "b/2"]


def test_listing_goes_over_all_pages(objects: S3Objects):
    for number in range(1001):
        objects.put("plant", f"{number:04}", b"")
    assert sum(1 for _ in objects.list("plant")) == 1001


def test_an_object_exists_once_it_is_put(objects: S3Objects):
    objects.put("plant", "a", b"")
    assert objects.exists("plant", "a")


def test_an_object_that_was_not_put_does_not_exist(objects: S3Objects):
    assert not objects.exists("plant", "a")


def test_an_object_that_may_not_be_looked_up_is_an_error_and_not_absent():
    client = boto3.Session(region_name="us-east-1").client("s3", config=Config(signature_version=UNSIGNED))
    client.meta.events.register_first(
        "before-send.s3", lambda request, **_: AWSResponse(request.url, 403, {}, Answer(b""))
    )
    with pytest.raises(ObjectError, match="cannot be looked up"):
        S3Objects(lambda: client).exists("plant", "a")


def test_reading_what_is_not_there_names_its_address(objects: S3Objects):
    with pytest.raises(ObjectError, match=r"s3://plant/a cannot be read"):
        objects.get("plant", "a")


def test_writing_to_a_bucket_that_is_not_there_names_its_address(objects: S3Objects):
    with pytest.raises(ObjectError, match=r"s3://nowhere/a cannot be written"):
        objects.put("nowhere", "a", b"")


def test_putting_a_file_that_is_not_there_names_its_address(objects: S3Objects, tmp_path: Path):
    with pytest.raises(ObjectError, match=r"s3://plant/a cannot be written"):
        objects.put("plant", "a", tmp_path / "none.csv")


def test_listing_a_bucket_that_is_not_there_names_its_address(objects: S3Objects):
    with pytest.raises(ObjectError, match="s3://nowhere/ cannot be listed"):
        list(objects.list("nowhere"))


def test_the_beginning_of_an_object_can_be_read(objects: S3Objects):
    objects.put("plant", "a", b"123456")
    assert objects.get("plant", "a", limit=3) == b"123"


def test_an_object_holds_the_file_that_it_came_from(objects: S3Objects, tmp_path: Path):
    file = tmp_path / "pump.csv"
    file.write_bytes(b"x" * 9_000_000)  # so large that it goes in parts, and its ETag is no digest
    objects.put("plant", "a", file)
    assert objects.holds("plant", "a", file)


@pytest.mark.parametrize(("content", "held"), [(b"1,2", True), (b"1,3", False), (b"1,22", False)])
def test_an_object_of_somebody_else_is_told_by_its_etag(
    objects: S3Objects, tmp_path: Path, content: bytes, held: bool
):
    objects.put("plant", "a", b"1,2")
    file = tmp_path / "pump.csv"
    file.write_bytes(content)
    assert objects.holds("plant", "a", file) is held


def test_an_object_that_is_not_there_holds_nothing(objects: S3Objects, tmp_path: Path):
    file = tmp_path / "pump.csv"
    file.touch()
    assert not objects.holds("plant", "a", file)


def test_a_file_that_changed_is_not_held(objects: S3Objects, tmp_path: Path):
    file = tmp_path / "pump.csv"
    file.write_bytes(b"1,2")
    objects.put("plant", "a", file)
    file.write_bytes(b"1,3")
    assert not objects.holds("plant", "a", file)
