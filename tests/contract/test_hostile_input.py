"""Input that means harm: it is refused, or fails its job with a reason, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import os
import resource
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk._rules.validation import check
from l4e_sdk.local.store import Scope
from l4e_sdk.local.wire.messages import WireRequest
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.contract.test_main_path import ingest, train
from tests.reliability.snapshot import snapshot
from tests.reliability.state import check_states
from tests.strategies import DESCRIPTION, OPERATIONS
from tests.support.factory import LIVE, RESULTS, RETRAINING, inference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

STRANGER = "999999999999"
MEBIBYTE = 2**20


@contextmanager
def within(seconds: float, memory: int = 400 * MEBIBYTE) -> Iterator[None]:
    """Fail if what happens inside takes too long or too much; the bounds are wide, since harm has none."""
    before, begun = _peak(), time.perf_counter()
    yield
    assert time.perf_counter() - begun < seconds
    assert _peak() - before < memory


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def ingested(
    boto: BaseClient, engine: LocalEngine, files: dict[str, bytes], prefix: str = "train/", **members: Any
) -> dict[str, Any]:
    """Ingest files of a bucket and return how the job ended."""
    for key, body in files.items():
        engine.objects.put(plant.BUCKET, key, body)
    boto.create_dataset(DatasetName="press", **members)
    source = {"Bucket": plant.BUCKET, "Prefix": prefix, "KeyPattern": "{prefix}/{component_name}/*"}
    job = boto.start_data_ingestion_job(
        DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": source}
    )
    engine.run_until_idle()
    return boto.describe_data_ingestion_job(JobId=job["JobId"])


def expect(error: ClientError, code: str) -> None:
    """Fail if a call was refused for another reason."""
    assert error.response["Error"]["Code"] == code


def refused(boto: BaseClient, operation: str, **members: Any) -> str:
    """Return the code with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        getattr(boto, operation)(**members)
    return str(caught.value.response["Error"]["Code"])


def outside(engine: LocalEngine) -> set[Path]:
    """Return all files around an engine but those of its bucket, its data and its database."""
    mine = (engine.folder / "s3" / plant.BUCKET, engine.folder / "data")
    return {
        path
        for path in engine.folder.parent.rglob("*")
        if path.is_file()
        and not any(path.is_relative_to(one) for one in mine)
        and not path.name.startswith(("state.db", "runner.lock"))
    }


class TestPaths:
    ESCAPES = (
        "../",
        "../../secret/",
        "a/../../../secret/",
        "/etc/",
        "//",
        "./",
        "..\\..\\secret\\",
        "C:\\secret\\",
        "con/",
        "nul/aux/",
        "a\x00/",
        "%2e%2e/%2e%2e/",
        "..%2f",
    )

    @pytest.fixture
    def engine(self, tmp_path: Path, clock: VirtualClock) -> Iterator[LocalEngine]:
        from l4e_sdk.local import EngineSettings, LocalEngine

        secret = tmp_path / "secret" / "press-07" / "all.csv"
        secret.parent.mkdir(parents=True)
        secret.write_bytes(plant.csv(plant.rows(plant.BEGIN, 24)))
        with LocalEngine(tmp_path / "plant", clock=clock, settings=EngineSettings(workers=0)) as running:
            yield running

    @pytest.mark.parametrize("prefix", ESCAPES)
    def test_no_prefix_reads_outside_its_bucket(
        self, boto: BaseClient, engine: LocalEngine, prefix: str
    ) -> None:
        engine.objects.put(plant.BUCKET, "a/b.csv", b"")
        try:
            job = ingested(boto, engine, {}, prefix=prefix)
        except ClientError as error:
            expect(error, "ValidationException")
        else:
            assert job["Status"] == "FAILED"
            assert job["FailedReason"]
            assert "The engine failed" not in job["FailedReason"]

    @pytest.mark.parametrize(
        "bucket", ["...", "../secret", "a/b", "/etc", ".hidden", "a\x00b", "con", "A..B", "a..b"]
    )
    def test_no_bucket_is_a_path(self, boto: BaseClient, engine: LocalEngine, bucket: str) -> None:
        boto.create_dataset(DatasetName="press")
        source = {"Bucket": bucket, "KeyPattern": "{prefix}/{component_name}/*"}
        members = {
            "DatasetName": "press",
            "RoleArn": ROLE,
            "IngestionInputConfiguration": {"S3InputConfiguration": source},
        }
        try:
            job_id = boto.start_data_ingestion_job(**members)["JobId"]
        except ClientError as error:
            expect(error, "ValidationException")
        else:
            engine.run_until_idle()
            assert boto.describe_data_ingestion_job(JobId=job_id)["Status"] == "FAILED"

    def test_no_prefix_writes_outside_its_bucket(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        before = outside(engine)
        for prefix in self.ESCAPES:
            target = {"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": prefix}}
            try:
                boto.create_inference_scheduler(
                    **{**inference("press", "live"), "DataOutputConfiguration": target}
                )
            except ClientError as error:
                expect(error, "ValidationException")
                continue
            plant.upload_window(engine, clock.now() + timedelta(hours=1))
            clock.advance(timedelta(hours=1))
            assert outside(engine) == before, prefix
            boto.stop_inference_scheduler(InferenceSchedulerName="live")
            engine.run_until_idle()
            boto.delete_inference_scheduler(InferenceSchedulerName="live")
        target = {"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "../../secret/"}}
        try:
            boto.create_model(
                ModelName="again",
                DatasetName="press",
                RoleArn=ROLE,
                ModelDiagnosticsOutputConfiguration=target,
            )
        except ClientError as error:
            expect(error, "ValidationException")
        engine.run_until_idle()
        assert outside(engine) == before
        check_states(engine, boto)

    @pytest.mark.parametrize(
        "name", ["..", ".", "../x", "a/b", "a\\b", "CON", "nul.csv", "aux", "a\x00", "x" * 200]
    )
    def test_names_of_components_are_no_paths(self, boto: BaseClient, engine: LocalEngine, name: str) -> None:
        before = outside(engine)
        columns = [{"Name": "t", "Type": "DATETIME"}, {"Name": "..", "Type": "DOUBLE"}]
        schema = json.dumps({"Components": [{"ComponentName": name, "Columns": columns}]})
        try:
            boto.create_dataset(DatasetName="press", DatasetSchema={"InlineDataSchema": schema})
        except ClientError as error:
            expect(error, "ValidationException")
            return
        engine.objects.put(plant.BUCKET, "train/other.csv", b"t,..\n2024-01-01T00:00:00,1\n")
        source = {"Bucket": plant.BUCKET, "Prefix": "train/"}
        boto.start_data_ingestion_job(
            DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": source}
        )
        engine.run_until_idle()
        assert outside(engine) == before

    def test_a_link_that_leads_in_a_circle_ends(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        folder = engine.folder / "s3" / plant.BUCKET / "train"
        (folder / "round").symlink_to(folder, target_is_directory=True)
        with within(10):
            job = ingested(boto, engine, {})
        assert job["Status"] in {"SUCCESS", "FAILED"}
        assert "The engine failed" not in job.get("FailedReason", "")

    def test_a_pipe_and_a_device_are_no_objects(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        folder = engine.folder / "s3" / plant.BUCKET / "train" / "press-07"
        os.mkfifo(folder / "pipe.csv")
        (folder / "zeros.csv").symlink_to("/dev/zero")
        job = ingested(boto, engine, {})
        assert job["Status"] == "SUCCESS"
        assert job["IngestedFilesSummary"]["TotalNumberOfFiles"] == 1


class TestFiles:
    def test_a_compressed_file_is_discarded_unopened(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        bomb = gzip.compress(bytes(50 * MEBIBYTE))
        with within(10, 60 * MEBIBYTE):
            job = ingested(
                boto,
                engine,
                {"train/press-07/bomb.csv.gz": bomb, "train/press-07/b.zip": b"PK\x03\x04" + bomb},
            )
        assert job["Status"] == "SUCCESS"
        assert len(job["IngestedFilesSummary"]["DiscardedFiles"]) == 2

    def test_only_compressed_files_are_a_reason(self, boto: BaseClient, engine: LocalEngine) -> None:
        job = ingested(boto, engine, {"train/press-07/all.csv.gz": gzip.compress(b"t,a\n")})
        assert job["Status"] == "FAILED"
        assert "compressed with gzip" in job["FailedReason"]

    def test_a_file_of_one_endless_line_is_not_read_to_its_end(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        plant.upload_history(engine)
        bombs = {"line": b"", "row": b"Timestamp,motor_amps,oil_temp,pressure,ram_speed\n"}
        for name, begin in bombs.items():
            key = f"train/press-07/{name}.csv"
            engine.objects.put(plant.BUCKET, key, begin)
            os.truncate(engine.folder / "s3" / plant.BUCKET / key, 2 * 2**30)
        with within(30):
            job = ingested(boto, engine, {})
        assert job["Status"] == "SUCCESS", job["FailedReason"]
        discarded = {file["Key"] for file in job["IngestedFilesSummary"]["DiscardedFiles"]}
        assert discarded == {"train/press-07/line.csv", "train/press-07/row.csv"}

    def test_a_hundred_thousand_columns_are_a_reason(self, boto: BaseClient, engine: LocalEngine) -> None:
        header = ",".join(["t", *(f"s{number}" for number in range(100_000))]).encode()
        row = b"2024-01-01T00:00:00" + b",1" * 100_000
        with within(20):
            job = ingested(boto, engine, {"train/press-07/wide.csv": header + b"\n" + row + b"\n"})
        assert job["Status"] == "FAILED"
        assert "100000 sensor columns" in job["FailedReason"]

    def test_millions_of_empty_cells_are_missing_values(self, boto: BaseClient, engine: LocalEngine) -> None:
        rows = b"".join(b"2024-01-01T%02d:%02d:00,,,,,\n" % divmod(minute, 60) for minute in range(1440))
        with within(30):
            job = ingested(
                boto,
                engine,
                {"train/press-07/empty.csv": b"t,a,b,c,d,e\n" + rows * 300 + b",,,,,\n" * 100_000},
            )
        assert job["Status"] in {"SUCCESS", "FAILED"}
        assert "The engine failed" not in job.get("FailedReason", "")

    @pytest.mark.parametrize(
        "row",
        [
            b'2024-01-01T00:00:00,"never closed',
            b"2024-01-01T00:00:00,\x00\x00",
            b"2024-01-01T00:00:00,1" + b"0" * 5000,
            b"2024-01-01T00:00:00,1e99999",
            b"2024-01-01T00:00:00,=cmd|' /C calc'!A0",
            b"2024-01-01T00:00:00,__import__('os').system('true')",
            b"2024-01-01T00:00:00,{{7*7}}${jndi:ldap://x}",
            b"9999-12-31T23:59:59,1",
            b"0001-01-01T00:00:00,1",
            b"2024-02-30T00:00:00,1",
            b"9" * 400 + b",1",
            b"\xff\xfe,1",
        ],
        ids=lambda row: row[:24].decode("latin-1"),
    )
    def test_a_row_is_data_and_never_more(self, boto: BaseClient, engine: LocalEngine, row: bytes) -> None:
        good = b"".join(b"2024-01-01T%02d:00:00,%d\n" % (hour, hour) for hour in range(24))
        with within(10):
            job = ingested(boto, engine, {"train/press-07/a.csv": b"t,a\n" + good + row + b"\n" + good})
        assert job["Status"] in {"SUCCESS", "FAILED"}
        assert "The engine failed" not in job.get("FailedReason", "")

    @pytest.mark.parametrize(
        "content",
        [
            gzip.compress(bytes(20 * MEBIBYTE)),
            b"\x00" * MEBIBYTE,
            b'"' + b"a" * 500_000,
            b"2024-01-01T00:00:00," + b"9" * 500_000,
            b"=cmd|' /C calc'!A0,=1+1",
            b"2024-01-01T00:00:00,2024-01-02T00:00:00\n" * 3 + b"a," * 100_000,
        ],
        ids=["gzip", "zeros", "quote", "digits", "formula", "commas"],
    )
    def test_a_label_file_that_is_none_is_named(
        self, boto: BaseClient, engine: LocalEngine, content: bytes
    ) -> None:
        ingest(boto, engine)
        engine.objects.put(plant.BUCKET, "labels/bomb.csv", content)
        place = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}
        boto.create_model(
            ModelName="press", DatasetName="press", RoleArn=ROLE, LabelsInputConfiguration=place
        )
        with within(10):
            engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "FAILED"
        assert "labels/bomb.csv" in model["FailedReason"]

    def test_an_enormous_label_file_is_not_read(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        engine.objects.put(plant.BUCKET, "labels/bomb.csv", b"")
        os.truncate(engine.folder / "s3" / plant.BUCKET / "labels" / "bomb.csv", 3 * 2**30)
        place = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}
        boto.create_model(
            ModelName="press", DatasetName="press", RoleArn=ROLE, LabelsInputConfiguration=place
        )
        with within(10):
            engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "FAILED"
        assert "labels/bomb.csv" in model["FailedReason"]


BOMBS = {
    "deep lists": "[" * 400_000,
    "deep objects": '{"a":' * 100_000,
    "a huge number": '{"Components": ' + "9" * 500_000 + "}",
    "one key a hundred thousand times": "{" + ",".join(['"a":1'] * 100_000) + "}",
    "a hundred thousand keys": "{" + ",".join(f'"k{number}":1' for number in range(70_000)) + "}",
    "a huge text": '{"Components": "' + "a" * 900_000 + '"}',
    "entities": '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><lolz>&b;</lolz>',
    "code": "__import__('os').system('true')",
}


class TestDocuments:
    @pytest.mark.parametrize("name", BOMBS)
    def test_a_bomb_is_no_schema(self, boto: BaseClient, name: str) -> None:
        with within(5):
            code = refused(
                boto, "create_dataset", DatasetName="press", DatasetSchema={"InlineDataSchema": BOMBS[name]}
            )
        assert code == "ValidationException"

    @pytest.mark.parametrize("name", BOMBS)
    def test_a_bomb_is_no_policy(self, boto: BaseClient, name: str) -> None:
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        with within(5):
            code = refused(boto, "put_resource_policy", ResourceArn=arn, ResourcePolicy=BOMBS[name][:19_000])
        assert code == "ValidationException"

    @pytest.mark.parametrize("name", BOMBS)
    @pytest.mark.parametrize("operation", ["CreateDataset", "ListModels", "TagResource"])
    def test_a_bomb_is_no_request(self, engine: LocalEngine, name: str, operation: str) -> None:
        target = {"x-amz-target": f"{DESCRIPTION.target_prefix}.{operation}"}
        with within(5):
            answer = engine.answer(WireRequest("POST", target, BOMBS[name].encode()))
        # A list has no member that must be there, and members that are not described do not count.
        assert answer.status == 400 or (answer.status == 200 and operation == "ListModels")

    @pytest.mark.parametrize(
        "text",
        [
            "__import__('os').system('true')",
            "press-07\\oil_temp < __import__('os')",
            "press-07\\oil_temp < 1 or 1",
            "press-07\\oil_temp < " + "9" * 1900,
            "a" * 2048,
            "\\" * 2048,
            "press-07\\oil_temp" + " " * 2000 + "<",
        ],
    )
    def test_an_off_condition_is_no_code(self, boto: BaseClient, engine: LocalEngine, text: str) -> None:
        ingest(boto, engine)
        members = {"ModelName": "press", "DatasetName": "press", "OffCondition": text}
        with within(5):
            try:
                boto.create_model(**members)
            except ClientError as error:
                expect(error, "ValidationException")
                return
            engine.run_until_idle()
        assert "The engine failed" not in boto.describe_model(ModelName="press").get("FailedReason", "")

    @pytest.mark.parametrize("pattern", ["*" * 5000, "*a" * 2500, "?" * 5000, "*:" * 2500, "arn:*" * 1000])
    def test_a_policy_of_stars_is_evaluated_at_once(
        self, boto: BaseClient, engine: LocalEngine, pattern: str
    ) -> None:
        ingest(boto, engine)
        arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": STRANGER},
            "Action": "lookoutequipment:ImportDataset",
            "Resource": pattern,
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        stranger = boto_client(engine, Scope(STRANGER, "us-east-1"))
        with within(5):
            boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=document)
            try:
                stranger.import_dataset(SourceDatasetArn=arn)
            except ClientError as error:
                expect(error, "AccessDeniedException")


PIECES = (
    "a",
    "0",
    "-",
    "_",
    ".",
    "/",
    ":",
    " ",
    "\\",
    "{",
    "P",
    "1D",
    "a.",
    "-a",
    "arn:aws:",
    "\u00fc",
    "\n",
)
PATTERNED = sorted(name for name, facts in DESCRIPTION.shapes.items() if facts.pattern)


@pytest.mark.parametrize("shape", PATTERNED)
def test_no_text_keeps_a_pattern_busy(shape: str) -> None:
    from l4e_sdk._botocore_data.description import compiled

    facts = DESCRIPTION.shapes[shape]
    size = min(facts.maximum or 10_000, 10_000)
    pattern = compiled(facts.pattern or "")
    with within(2):
        for piece in PIECES:
            for ending in ("", "!", "\n", "\x00"):
                pattern.fullmatch((piece * size)[: size - 1] + ending)


def test_a_request_of_the_largest_size_is_checked_at_once() -> None:
    tags = [{"Key": "a" * 128, "Value": "b" * 256}] * 15_000
    with within(10):
        assert check("TagResource", {"ResourceArn": "arn:" + "a" * 1000, "Tags": tags})


class TestStrangers:
    """Every operation, called by another account with this one's names and ARNs."""

    @pytest.fixture
    def furnished(self, boto: BaseClient, engine: LocalEngine) -> dict[str, Any]:
        train(boto, engine)
        boto.create_inference_scheduler(**inference("press", "live"))
        boto.create_retraining_scheduler(ModelName="press", **RETRAINING)
        boto.create_label_group(LabelGroupName="faults")
        label = boto.create_label(
            LabelGroupName="faults", StartTime=START - timedelta(days=2), EndTime=START, Rating="ANOMALY"
        )
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        dataset = boto.describe_dataset(DatasetName="press")
        job = boto.list_data_ingestion_jobs()["DataIngestionJobSummaries"][0]
        return {
            "DatasetName": "press",
            "ModelName": "press",
            "ModelVersion": 1,
            "InferenceSchedulerName": "live",
            "LabelGroupName": "faults",
            "LabelId": label["LabelId"],
            "JobId": job["JobId"],
            "ResourceArn": model["ModelArn"],
            "SourceDatasetArn": dataset["DatasetArn"],
            "SourceModelVersionArn": f"{model['ModelArn']}/model-version/1",
            "IngestionInputConfiguration": {"S3InputConfiguration": {"Bucket": plant.BUCKET}},
            "DataInputConfiguration": LIVE,
            "DataOutputConfiguration": RESULTS,
            "DataUploadFrequency": "PT1H",
            "RoleArn": ROLE,
            "LookbackWindow": "P180D",
            "RetrainingFrequency": "P1M",
            "Tags": [{"Key": "a", "Value": "b"}],
            "TagKeys": ["a"],
            "ResourcePolicy": json.dumps({"Version": "2012-10-17", "Statement": []}),
            "StartTime": START.timestamp(),
            "EndTime": START.timestamp() + 1,
            "IntervalStartTime": 0,
            "IntervalEndTime": START.timestamp(),
            "Rating": "ANOMALY",
            "ClientToken": "token",
        }

    MAKE = frozenset({"CreateDataset", "CreateLabelGroup"})
    """What a stranger may do: make things of its own."""

    def test_nothing_of_another_account_can_be_seen_or_changed(
        self, engine: LocalEngine, furnished: dict[str, Any]
    ) -> None:
        scope = Scope(STRANGER, "us-east-1")
        before = self._everything(engine)
        for operation in OPERATIONS:
            if operation in self.MAKE:
                continue
            facts = DESCRIPTION.input_of(operation)
            named = [name for name in facts.required if name in furnished]
            assert len(named) == len(facts.required), (operation, facts.required)
            wanted = {*facts.required, *({"LabelGroupName", "ModelName"} & facts.members.keys())}
            body = json.dumps({name: furnished[name] for name in wanted}).encode()
            target = {"x-amz-target": f"{DESCRIPTION.target_prefix}.{operation}"}
            answer = engine.answer(WireRequest("POST", target, body), scope)
            document = json.loads(answer.body)
            if answer.status == 200:
                assert operation.startswith("List"), operation
                assert all(value == [] for value in document.values()), (operation, document)
            else:
                assert document["__type"] in {"ResourceNotFoundException", "AccessDeniedException"}, (
                    operation,
                    document,
                )
        assert self._everything(engine) == before

    @staticmethod
    def _everything(engine: LocalEngine) -> dict[str, Any]:
        return snapshot(engine, boto_client(engine))
