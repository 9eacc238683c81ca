from __future__ import annotations

import logging
from pathlib import Path

import pytest

from l4e_sdk import ConfigurationError
from l4e_sdk.local.http import AccessKey, load_keys

PROFILE = "[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n"


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "keys"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_every_profile_is_a_key(tmp_path: Path):
    file = written(
        tmp_path,
        PROFILE.format("default", "AKIDONE", "s%cr=t/+") + "region = eu-west-1\n"
        "[plant]\naws_access_key_id=AKIDTWO\naws_secret_access_key=other\naccount = 123456789012\n",
    )
    assert load_keys(file) == (
        AccessKey("AKIDONE", "s%cr=t/+"),
        AccessKey("AKIDTWO", "other", "123456789012"),
    )


def test_a_secret_is_never_shown():
    assert "s3cret" not in repr(AccessKey("AKIDONE", "s3cret"))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "has no keys"),
        ("[default]\naws_access_key_id = AKIDONE\n", "has no aws_secret_access_key"),
        ("aws_secret_access_key = s3cret\n", "not in the format"),
        ("[default]\ns3cret\n", "not in the format"),
        (
            PROFILE.format("a", "AKIDONE", "s3cret") + PROFILE.format("b", "AKIDONE", "s3cret"),
            "several profiles",
        ),
        (PROFILE.format("a", "AKID ONE", "s3cret"), "not usable"),
        (PROFILE.format("a", "s3cret/with+signs", "AKIDONE"), "each other's place"),
        (PROFILE.format("a", "AKIDONE", ""), "no secret"),
        (PROFILE.format("a", "AKIDONE", "s3cret") + "account = 12\n", "twelve digits"),
    ],
)
def test_a_file_that_makes_no_keys_says_why_and_shows_no_secret(tmp_path: Path, text: str, remedy: str):
    with pytest.raises(ConfigurationError, match=remedy) as caught:
        load_keys(written(tmp_path, text))
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_file_that_is_missing_or_no_text_says_so(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_keys(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not text"):
        load_keys(tmp_path / "bytes")


@pytest.mark.parametrize(("mode", "warnings"), [(0o600, 0), (0o644, 1), (0o640, 1)])
def test_a_file_that_others_can_read_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int, warnings: int
):
    with caplog.at_level(logging.WARNING, "l4e_sdk"):
        load_keys(written(tmp_path, PROFILE.format("a", "AKIDONE", "s3cret"), mode))
    assert len(caplog.records) == warnings
