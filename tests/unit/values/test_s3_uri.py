"""Addresses below ``s3://``."""

from __future__ import annotations

import pickle

import pytest

from l4e_sdk import InvalidValueError, S3Uri
from l4e_sdk._calls.encoding import encode


@pytest.mark.parametrize(
    ("address", "bucket", "key", "is_folder"),
    [
        ("s3://plant", "plant", "", True),
        ("s3://plant/", "plant", "", True),
        ("s3://plant/train/", "plant", "train/", True),
        ("s3://plant/train/a=b/2024.csv", "plant", "train/a=b/2024.csv", False),
    ],
)
def test_an_address_has_its_parts(address, bucket, key, is_folder):
    uri = S3Uri(address)
    assert (uri, uri.bucket, uri.key, uri.is_folder) == (address, bucket, key, is_folder)


def test_an_address_is_made_of_its_parts():
    assert S3Uri.of("plant", "train/") == "s3://plant/train/"


@pytest.mark.parametrize("folder", ["s3://plant/train", "s3://plant/train/"])
def test_items_below_a_folder_are_addressed_with_a_slash(folder):
    assert S3Uri(folder) / "press-07" / "a.csv" == "s3://plant/train/press-07/a.csv"


@pytest.mark.parametrize("bucket", ["s3://plant", "s3://plant/"])
def test_a_whole_bucket_is_a_folder(bucket):
    assert (S3Uri(bucket) / "a.csv", S3Uri(bucket).as_folder()) == ("s3://plant/a.csv", "s3://plant/")


@pytest.mark.parametrize("text", ["", "plant/train/", "https://plant/train/", "S3://plant/"])
def test_a_text_that_is_not_an_address_is_refused(text):
    with pytest.raises(InvalidValueError, match="not an address in S3; write for example"):
        S3Uri(text)


@pytest.mark.parametrize(
    "text", ["s3://", "s3:///train/", "s3://Plant/", "s3://ab/", f"s3://{'p' * 64}/", "s3://-ab/"]
)
def test_an_impossible_bucket_name_is_refused(text):
    with pytest.raises(InvalidValueError, match="not a name of a bucket"):
        S3Uri(text)


def test_a_key_that_is_too_long_is_refused():
    with pytest.raises(InvalidValueError, match="1024 are allowed"):
        S3Uri.of("plant", "k" * 1025)


def test_operations_take_an_address():
    request = {"ModelName": "pump", "LabelsInputConfiguration": S3Uri("s3://plant/labels"), "RoleArn": None}
    sent = encode("UpdateModel", request)["LabelsInputConfiguration"]
    assert sent == {"S3InputConfiguration": {"Bucket": "plant", "Prefix": "labels/"}}


def test_an_address_pickles_and_shows_itself():
    uri = pickle.loads(pickle.dumps(S3Uri("s3://plant/train/")))
    assert (repr(uri), type(uri)) == ("S3Uri('s3://plant/train/')", S3Uri)
