"""Folders that an engine cannot use, and disks that fail while it does: real ones, where this user may make them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.folder.opened import is_served
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Iterator

IDLE = EngineSettings(workers=0, background=False)


def mount(*arguments: str) -> None:
    if (
        not shutil.which("mount")
        or subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode
    ):
        pytest.skip("this user may not mount")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", str(tmp_path))
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that cannot be written, with an engine's folder on it."""
    mount("-t", "tmpfs", "tmpfs", str(tmp_path))
    LocalEngine(tmp_path / "plant", settings=IDLE).close()
    subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fault(boto: Any, caplog: pytest.LogCaptureFixture) -> str:
    """Write until the engine fails; return what it says."""
    with pytest.raises(ClientError) as refused:
        for number in range(20_000):
            boto.put_resource_policy(**policy(boto, number))
    error = refused.value.response
    assert error["Error"]["Code"] == "InternalServerException"
    assert "Traceback" in caplog.text
    return str(error["Error"]["Message"])


def policy(boto: Any, number: int) -> dict[str, Any]:
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    statements = [
        {
            "Sid": f"{number}-{'x' * 200}",
            "Effect": "Allow",
            "Principal": {"AWS": "111111111111"},
            "Action": "lookoutequipment:ImportDataset",
        }
    ] * 50
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return {"ResourceArn": arn, "ResourcePolicy": text, "ClientToken": f"token-{number}"}


def test_a_full_disk_is_said_and_outlived(small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    with LocalEngine(small_disk / "plant", settings=IDLE) as engine:
        boto: Any = boto_client(engine)
        boto.create_dataset(DatasetName="press")
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(bytes(1024))
        message = fault(boto, caplog)
        assert message.startswith("The disk of the engine is full; free some space")
        filler.unlink()
        boto.create_dataset(DatasetName="more")
        assert len(boto.list_datasets()["DatasetSummaries"]) == 2


def test_a_disk_that_becomes_read_only_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mount("-t", "tmpfs", "tmpfs", str(tmp_path))
    try:
        engine = LocalEngine(tmp_path / "plant", settings=IDLE)
        boto: Any = boto_client(engine)
        boto.create_dataset(DatasetName="press")
        # No file may be open for writing then.
        engine.store.close()
        engine._lock.release()
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        message = fault(boto, caplog)
        assert message.startswith("The engine's database cannot be")
        engine.close()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_folder_on_a_read_only_disk_cannot_be_opened(read_only_disk: Path) -> None:
    for name in ("plant", "new"):
        with pytest.raises(ConfigurationError, match=r"cannot be the folder of an engine.*may write"):
            LocalEngine(read_only_disk / name, settings=IDLE)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "plant").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="cannot be the folder of an engine"):
        LocalEngine(tmp_path / "plant", settings=IDLE)


def test_a_folder_whose_state_is_no_database_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"x" * 10_000)
    with pytest.raises(ConfigurationError, match=r"damaged.*restore its folder from a backup"):
        LocalEngine(tmp_path, settings=IDLE)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may do everything")
def test_a_folder_that_this_user_may_not_write_cannot_be_opened(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="may write"):
        LocalEngine(tmp_path / "plant", settings=IDLE)
    tmp_path.chmod(0o700)


# No file may grow beyond a size: what a quota of a user does, without an administrator.
LIMITED = """
import logging, resource, signal, sys
from botocore.exceptions import ClientError
from l4e_sdk.local import LocalEngine
from tests.conftest import boto_client
from tests.unit.local.folder import test_opened as here

logging.disable()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with LocalEngine(sys.argv[1], settings=here.IDLE) as engine:
    boto = boto_client(engine)
    boto.create_dataset(DatasetName="press")
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    try:
        for number in range(20_000):
            boto.put_resource_policy(**here.policy(boto, number))
    except ClientError as error:
        print(error.response["Error"]["Message"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    boto.create_dataset(DatasetName="more")
    print(len(boto.list_datasets()["DatasetSummaries"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limits on the size of files")
def test_a_file_that_may_not_grow_is_said_and_outlived(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "plant")],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    message, _, count = ended.stdout.strip().rpartition("\n")
    assert message.startswith(("The engine's database cannot be read or written; check the disk", "The disk"))
    assert count == "2", ended.stderr


def test_a_folder_is_served_while_an_engine_runs_its_jobs(tmp_path: Path) -> None:
    assert not is_served(tmp_path / "plant")
    with LocalEngine(tmp_path / "plant", settings=IDLE):
        assert is_served(tmp_path / "plant")
    assert not is_served(tmp_path / "plant")
