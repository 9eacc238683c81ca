from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk import __version__
from l4e_sdk._clock import VirtualClock
from l4e_sdk.errors import L4EError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.backup import BackupError, Manifest, back_up, contents, restore
from l4e_sdk.local.doctor import Diagnosis, examine
from l4e_sdk.local.store.migrations import names
from tests import plant
from tests.conftest import START, boto_client
from tests.support.factory import SOURCE, inference
from tests.unit.local import plants

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.folder.references import Reference

Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that an engine has worked on."""
    folder = tmp_path_factory.mktemp("healthy") / "plant"
    plants.make(folder)
    return folder


@pytest.fixture(scope="module")
def archive(healthy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backups") / "plant.tar.gz"
    back_up(healthy, file)
    return file


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but those that belong to a process."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    own = {"state.db", "state.db-wal", "state.db-shm", "runner.lock"}
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.name not in own}


def rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "state.db")) as state:
        return list(state.iterdump())


def forged(archive: Path, target: Path, change: Callable[[Members], None]) -> Path:
    """Write an archive like another one, with changed members."""
    with tarfile.open(archive) as source:
        members = [(header, source.extractfile(header).read()) for header in source]  # type: ignore[union-attr]  # all are files
    change(members)
    with tarfile.open(target, "w:gz") as made:
        for header, body in members:
            made.addfile(header, io.BytesIO(body))
    return target


def manifest_of(members: Members) -> dict[str, Any]:
    return json.loads(members[-1][1])


def with_manifest(members: Members, manifest: dict[str, Any]) -> None:
    body = json.dumps(manifest).encode()
    members[-1][0].size = len(body)
    members[-1] = (members[-1][0], body)


def member(name: str, body: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    header.size, header.type, header.linkname = len(body), kind, "state.db"
    return header, body


# Whole ways


def test_a_restored_folder_equals_the_original(healthy: Path, archive: Path, tmp_path: Path) -> None:
    manifest = restore(archive, tmp_path / "new")
    assert content(tmp_path / "new") == content(healthy)
    assert rows(tmp_path / "new") == rows(healthy)
    assert manifest.l4e_sdk == __version__
    assert manifest.migrations == names()
    assert manifest.bytes == sum(
        path.stat().st_size for path in (tmp_path / "new").rglob("*") if path.is_file()
    )
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_nothing_is_wrong_with_a_restored_folder(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "new")
    assert examine(tmp_path / "new", clock=VirtualClock(plants.END)) == Diagnosis(())


def test_an_engine_goes_on_in_a_restored_folder(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "new")
    clock = VirtualClock(plants.END)
    with LocalEngine(tmp_path / "new", clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        plant.upload_window(engine, plants.END + timedelta(hours=1))
        clock.advance("PT1H")
        newest = boto.list_inference_executions(InferenceSchedulerName="live", MaxResults=1)
        assert newest["InferenceExecutionSummaries"][0]["Status"] == "SUCCESS"


def test_the_buckets_can_be_left_out(healthy: Path, tmp_path: Path) -> None:
    back_up(healthy, tmp_path / "small.tar.gz", include_buckets=False)
    manifest = restore(tmp_path / "small.tar.gz", tmp_path / "new")
    assert not (tmp_path / "new/s3").exists()
    assert all(not member.name.startswith("s3/") for member in manifest.members)
    assert examine(tmp_path / "new", clock=VirtualClock(plants.END)) == Diagnosis(())


def test_an_empty_folder_can_be_restored_to(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    restore(archive, tmp_path / "new")
    assert (tmp_path / "new/state.db").is_file()


def test_progress_goes_from_nothing_to_all(healthy: Path, tmp_path: Path) -> None:
    saved: list[float] = []
    restored: list[float] = []
    back_up(healthy, tmp_path / "a.tar.gz", progress=saved.append)
    restore(tmp_path / "a.tar.gz", tmp_path / "new", progress=restored.append)
    for shares in (saved, restored):
        assert shares == sorted(shares)
        assert 0 < shares[0] < 1
        assert shares[-1] == 1


def test_a_backup_takes_the_place_of_an_older_one(healthy: Path, tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"old")
    back_up(healthy, tmp_path / "a.tar.gz")
    restore(tmp_path / "a.tar.gz", tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "new"]


def test_two_backups_to_one_place_at_the_same_time_do_not_mix(healthy: Path, tmp_path: Path) -> None:
    file, others = tmp_path / "a.tar.gz", [tmp_path / "a.tar.gz"]

    def meddle(share: float) -> None:
        if share > 0.5 and others:
            back_up(healthy, others.pop())

    back_up(healthy, file, progress=meddle)
    assert not others
    restore(file, tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "restored"]


def test_nothing_that_is_half_done_is_backed_up(healthy: Path, tmp_path: Path) -> None:
    folder = plants.copy(healthy, tmp_path / "plant")
    (folder / "s3/plant/.l4e-partial-x").write_bytes(b"")
    (folder / "data/datasets/orphan").mkdir()
    (folder / "data/datasets/orphan/x").write_bytes(b"")
    manifest = back_up(folder, tmp_path / "a.tar.gz")
    assert not [one.name for one in manifest.members if one.name.endswith("x")]


# While an engine works


def test_a_backup_during_work_has_one_state_and_its_files(tmp_path: Path) -> None:
    clock = VirtualClock(START)
    with LocalEngine(tmp_path / "plant", clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        plant.upload_history(engine)
        boto.create_dataset(DatasetName="press")
        boto.start_data_ingestion_job(
            DatasetName="press",
            RoleArn="arn:aws:iam::000000000000:role/plant",
            IngestionInputConfiguration=SOURCE,
        )
        engine.run_until_idle()
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        boto.create_inference_scheduler(**inference("press", "live"))
        engine.run_until_idle()
        # Ingestions replace the data, datasets come and go and windows are judged meanwhile.
        stop = threading.Event()
        worker = threading.Thread(target=work, args=(engine, boto, stop))
        worker.start()
        try:
            for number in range(3):
                back_up(engine.folder, tmp_path / f"{number}.tar.gz")
        finally:
            stop.set()
            worker.join()
    for number in range(3):
        folder = tmp_path / f"restored-{number}"
        restore(tmp_path / f"{number}.tar.gz", folder)
        assert examine(folder, clock=clock).healthy, examine(folder, clock=clock).findings
        with LocalEngine(
            folder, clock=VirtualClock(clock.now()), settings=EngineSettings(workers=0)
        ) as engine:
            engine.run_until_idle()
            boto = boto_client(engine)
            assert boto.describe_dataset(DatasetName="press")["Status"] == "ACTIVE"
            assert examine(folder, clock=clock) == Diagnosis(())


def work(engine: LocalEngine, boto: Any, stop: threading.Event) -> None:
    """Change state and files until told to stop."""
    hour = 0
    while not stop.is_set():
        hour += 1
        boto.start_data_ingestion_job(
            DatasetName="press",
            RoleArn="arn:aws:iam::000000000000:role/plant",
            IngestionInputConfiguration=SOURCE,
        )
        plant.upload_window(engine, START + timedelta(hours=hour))
        engine.clock.advance_to(START + timedelta(hours=hour))  # type: ignore[attr-defined]  # it is virtual
        source = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        boto.import_dataset(SourceDatasetArn=source, DatasetName=f"copy-{hour}")
        engine.run_until_idle()
        boto.delete_dataset(DatasetName=f"copy-{hour}")
        engine.run_until_idle()


def test_a_deletion_during_a_backup_starts_it_again(
    healthy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plants.copy(healthy, tmp_path / "plant")
    clock = VirtualClock(plants.END)
    with LocalEngine(folder, clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        original = contents._files

        def deleting(holding: Reference) -> Any:
            if boto.list_datasets(DatasetNameBeginsWith="copy")["DatasetSummaries"]:
                boto.delete_dataset(DatasetName="copy")
                engine.run_until_idle()
            yield from original(holding)

        monkeypatch.setattr(contents, "_files", deleting)
        back_up(folder, tmp_path / "a.tar.gz")
    restore(tmp_path / "a.tar.gz", tmp_path / "new")
    assert examine(tmp_path / "new", clock=clock) == Diagnosis(())


# What cannot be backed up


def test_a_damaged_folder_is_not_backed_up(healthy: Path, tmp_path: Path) -> None:
    folder = plants.copy(healthy, tmp_path / "plant")
    shutil.rmtree(folder / "data/models")
    (tmp_path / "a.tar.gz").write_bytes(b"the last good one")
    with pytest.raises(BackupError, match=r"(?s)state points at.*`examine`"):
        back_up(folder, tmp_path / "a.tar.gz")
    (folder / "state.db").write_bytes(b"x" * 10_000)
    with pytest.raises(BackupError, match=r"damaged.*last backup"):
        back_up(folder, tmp_path / "a.tar.gz")
    assert (tmp_path / "a.tar.gz").read_bytes() == b"the last good one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "plant"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such name")
def test_a_name_that_a_manifest_cannot_hold_is_reported(healthy: Path, tmp_path: Path) -> None:
    folder = plants.copy(healthy, tmp_path / "plant")
    Path(os.fsdecode(os.fsencode(folder) + b"/s3/Pr\xfcf.csv")).write_bytes(b"")
    with pytest.raises(BackupError, match="rename") as caught:
        back_up(folder, tmp_path / "a.tar.gz")
    str(caught.value).encode()


def test_a_folder_without_an_engine_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"no state\.db"):
        back_up(tmp_path / "nowhere", tmp_path / "a.tar.gz")


def test_a_backup_is_not_put_into_what_it_is_of(healthy: Path) -> None:
    with pytest.raises(BackupError, match="outside"):
        back_up(healthy, healthy / "s3" / "a.tar.gz")


def test_an_unwritable_target_is_reported(healthy: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(healthy, tmp_path / "missing" / "a.tar.gz")


def test_errors_are_of_this_package() -> None:
    assert issubclass(BackupError, L4EError)


# What cannot be restored


def test_a_folder_in_use_is_not_restored_to(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"")
    with pytest.raises(BackupError, match="not empty"):
        restore(archive, tmp_path)
    with pytest.raises(BackupError, match="not empty"):
        restore(archive, tmp_path / "precious")
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def refused(file: Path, tmp_path: Path, match: str) -> None:
    """Expect that nothing is restored, and nothing left."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BackupError, match=match):
        restore(file, tmp_path / "new")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["/etc/l4e", "../outside", "data/../../outside", "etc/passwd", "data//x", "s3/./x"]
)
def test_a_name_that_leads_elsewhere_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    def change(members: Members) -> None:
        manifest = manifest_of(members)
        manifest["members"].append({"name": name, "bytes": 1, "sha256": "0" * 64})
        members.insert(0, member(name))
        with_manifest(members, manifest)

    refused(forged(archive, tmp_path / "forged.tar.gz", change), tmp_path, "not a file of an engine")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_members_that_are_not_plain_files_are_refused(archive: Path, tmp_path: Path, kind: bytes) -> None:
    file = forged(
        archive, tmp_path / "forged.tar.gz", lambda members: members.insert(0, member("data/x", b"", kind))
    )
    refused(file, tmp_path, "not a plain file")


def test_a_changed_file_is_noticed(archive: Path, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        header, body = members[1]
        members[1] = header, bytes([body[0] ^ 1]) + body[1:]

    refused(forged(archive, tmp_path / "forged.tar.gz", change), tmp_path, "not what was backed up")


def test_a_missing_file_is_noticed(archive: Path, tmp_path: Path) -> None:
    file = forged(archive, tmp_path / "forged.tar.gz", lambda members: members.pop(1) and None)
    refused(file, tmp_path, "lacks")


def test_a_file_that_the_manifest_does_not_name_is_refused(archive: Path, tmp_path: Path) -> None:
    file = forged(archive, tmp_path / "forged.tar.gz", lambda members: members.insert(0, member("data/x")))
    refused(file, tmp_path, "states otherwise")


def test_a_file_that_is_larger_than_stated_is_refused(archive: Path, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        manifest = manifest_of(members)
        manifest["members"][1]["bytes"] -= 1
        with_manifest(members, manifest)

    refused(forged(archive, tmp_path / "forged.tar.gz", change), tmp_path, "states otherwise")


def test_a_file_that_comes_twice_is_refused(archive: Path, tmp_path: Path) -> None:
    file = forged(archive, tmp_path / "forged.tar.gz", lambda members: members.insert(1, members[1]))
    refused(file, tmp_path, "states otherwise")


def test_an_archive_that_goes_on_after_its_manifest_is_refused(archive: Path, tmp_path: Path) -> None:
    file = forged(archive, tmp_path / "forged.tar.gz", lambda members: members.append(member("data/x")))
    refused(file, tmp_path, "goes on")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A small file that unpacks to more than the disk has: the header alone says so."""
    header = tarfile.TarInfo("data/zeros")
    header.size = shutil.disk_usage(tmp_path).free + 1
    with gzip.open(tmp_path / "bomb.tar.gz", "wb") as bomb:
        bomb.write(header.tobuf(tarfile.GNU_FORMAT))
        bomb.write(bytes(10**6))
    refused(tmp_path / "bomb.tar.gz", tmp_path, "larger disk")


def test_a_header_of_many_gigabytes_is_not_read(tmp_path: Path) -> None:
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 50 * 2**30
    with gzip.open(tmp_path / "bomb.tar.gz", "wb") as bomb:
        bomb.write(header.tobuf(tarfile.GNU_FORMAT))
        bomb.write(bytes(10**6))
    refused(tmp_path / "bomb.tar.gz", tmp_path, "no backup has")


def header(kind: bytes, body: bytes) -> bytes:
    """Return a member with a header of a kind that describes the next member."""
    made = tarfile.TarInfo("next")
    made.type, made.size = kind, len(body)
    return made.tobuf(tarfile.GNU_FORMAT) + body + bytes(-len(body) % 512)


@pytest.mark.parametrize(
    "headers",
    [
        header(tarfile.GNUTYPE_LONGNAME, b"name\0") * 3000,
        header(tarfile.XHDTYPE, b"27 GNU.sparse.map=here,there\n"),
        header(tarfile.XHDTYPE, b"99999999999999999999 path=x\n"),
        header(tarfile.XHDTYPE, b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"),
    ],
    ids=["names of names", "a hole that is no number", "a length that is too long", "a map that is missing"],
)
def test_forged_headers_are_refused(tmp_path: Path, headers: bytes) -> None:
    with gzip.open(tmp_path / "forged.tar.gz", "wb") as made:
        made.write(headers + tarfile.TarInfo("data/x").tobuf())
    refused(tmp_path / "forged.tar.gz", tmp_path, "damaged")


@pytest.mark.parametrize("length", [0, 1, 100, 0.5, 0.99])
def test_an_archive_that_was_cut_off_is_refused(archive: Path, tmp_path: Path, length: float) -> None:
    whole = archive.read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(
        whole[: length if isinstance(length, int) else int(len(whole) * length)]
    )
    refused(tmp_path / "cut.tar.gz", tmp_path, "another one")


def test_a_file_that_is_not_an_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"hello" * 1000)
    refused(tmp_path / "a", tmp_path, "not a backup")
    refused(tmp_path / "nowhere", tmp_path, "cannot be restored")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"format": 2}, "a form that this version does not know"),
        ({"migrations": ["9999_future"]}, "a form that this version does not know"),
        ({"members": []}, r"no state\.db"),
        ({"members": [{"name": "state.db", "bytes": -1, "sha256": ""}]}, "cannot be read"),
        ({"members": [{"name": "state.db", "bytes": 1, "sha256": ""}] * 2}, "twice"),
    ],
)
def test_a_manifest_that_cannot_be_followed_is_refused(
    archive: Path, tmp_path: Path, change: dict[str, Any], match: str
) -> None:
    def changed(members: Members) -> None:
        with_manifest(members, {**manifest_of(members), **change})

    refused(forged(archive, tmp_path / "forged.tar.gz", changed), tmp_path, match)


# Crashes

VICTIM = """
import os, signal, sys
from l4e_sdk.local import backup

progress = [0]

def killed(share):
    progress[0] += 1
    if progress[0] == 3:
        os.kill(os.getpid(), signal.SIGKILL)

getattr(backup, sys.argv[1])(sys.argv[2], sys.argv[3], progress=killed)
"""


def kill(what: str, source: Path, target: Path) -> None:
    arguments = [sys.executable, "-c", VICTIM, what, str(source), str(target)]
    ended = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_backup_that_was_killed_is_not_there(healthy: Path, tmp_path: Path) -> None:
    kill("back_up", healthy, tmp_path / "a.tar.gz")
    assert not (tmp_path / "a.tar.gz").exists()
    back_up(healthy, tmp_path / "a.tar.gz")
    assert isinstance(restore(tmp_path / "a.tar.gz", tmp_path / "new"), Manifest)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_restore_that_was_killed_leaves_no_half_folder(archive: Path, tmp_path: Path) -> None:
    kill("restore", archive, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    restore(archive, tmp_path / "new")
    assert "restoring" in examine(tmp_path / "new", clock=VirtualClock(plants.END)).findings[0].what
