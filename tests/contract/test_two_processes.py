"""Two processes, each with an engine on one folder and a plain boto3 client of it, that call at the same time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from l4e_sdk.local.doctor import examine
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.support.factory import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS = 25
SETTINGS = EngineSettings(
    workers=0, background=False, quotas=Quotas(datasets=10, label_groups=10, labels_per_group=ROUNDS + 5)
)

# For each line it is told: opens the folder, says so, begins when it is told to, and prints what came of its calls.
CALLER = """
import json, sys
from l4e_sdk.local import LocalEngine
from tests.conftest import boto_client
from tests.contract import test_two_processes as here

for line in sys.stdin:
    folder, who, what = json.loads(line)
    with LocalEngine(folder, settings=here.SETTINGS) as engine:
        boto = boto_client(engine)
        print("open", flush=True)
        sys.stdin.readline()
        print(json.dumps(getattr(here, what)(boto, who)), flush=True)
        sys.stdin.readline()
    print("closed", flush=True)
"""


class Caller:
    """Another process."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self._process = subprocess.Popen(
            [sys.executable, "-c", CALLER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def say(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        assert self._process.stdout
        assert self._process.stderr
        line = self._process.stdout.readline()
        assert line, self._process.stderr.read()
        return line

    def end(self) -> None:
        _, complaints = self._process.communicate(timeout=60)
        assert self._process.returncode == 0, complaints
        assert "Traceback" not in complaints


@pytest.fixture(scope="module")
def callers() -> Iterator[list[Caller]]:
    """Three other processes; starting one takes longer than all that it is told to do."""
    made = [Caller() for _ in range(3)]
    yield made
    for caller in made:
        caller.end()


def together(callers: Sequence[Caller], folder: Path, what: str) -> list[Any]:
    """Let processes make the same calls at the same time; return what each of them saw."""
    for number, caller in enumerate(callers):
        caller.say(json.dumps([str(folder), f"caller-{number}", what]))
    for caller in callers:
        assert caller.hear() == "open\n"
    for caller in callers:
        caller.say("begin")
    seen = [json.loads(caller.hear()) for caller in callers]
    for caller in callers:
        caller.say("end")
    for caller in callers:
        assert caller.hear() == "closed\n"
    return seen


def outcome(call: Any, **members: Any) -> str:
    """Make a call and return the code of its error, or "done"; a fault of the engine is none that may happen."""
    try:
        call(**members)
    except ClientError as error:
        if error.response["Error"]["Code"] == "InternalServerException":
            raise
        return str(error.response["Error"]["Code"])
    return "done"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LocalEngine]:
    with LocalEngine(tmp_path / "plant", settings=SETTINGS) as made:
        yield made


def create_names(boto: Any, who: str) -> list[str]:
    return [outcome(boto.create_dataset, DatasetName=f"press-{number}") for number in range(10)]


def test_a_name_is_given_once(callers: list[Caller], engine: LocalEngine) -> None:
    seen = together(callers[:2], engine.folder, "create_names")
    for first, second in zip(*seen, strict=True):
        assert {first, second} <= {"done", "ConflictException", "ServiceQuotaExceededException"}
        assert [first, second].count("done") == 1
    assert len(boto_client(engine).list_datasets()["DatasetSummaries"]) == 10


def create_many(boto: Any, who: str) -> list[str]:
    return [outcome(boto.create_label_group, LabelGroupName=f"{who}-{number}") for number in range(10)]


def test_a_quota_is_one_for_all_processes(callers: list[Caller], engine: LocalEngine) -> None:
    seen = together(callers[:2], engine.folder, "create_many")
    assert Counter(seen[0] + seen[1]) == {"done": 10, "ServiceQuotaExceededException": 10}
    assert len(boto_client(engine).list_label_groups()["LabelGroupSummaries"]) == 10


def create_with_tokens(boto: Any, who: str) -> list[str]:
    return [
        boto.create_dataset(DatasetName=f"press-{number}", ClientToken=f"token-{number}")["DatasetArn"]
        for number in range(10)
    ]


def test_a_token_is_honoured_by_every_process(callers: list[Caller], engine: LocalEngine) -> None:
    first, second = together(callers[:2], engine.folder, "create_with_tokens")
    assert first == second
    assert len(set(first)) == 10


def reuse_tokens(boto: Any, who: str) -> list[str]:
    return [
        outcome(boto.create_label_group, LabelGroupName=f"{who}-{number}", ClientToken=f"token-{number}")
        for number in range(5)
    ]


def test_a_token_is_not_used_for_two_things(callers: list[Caller], engine: LocalEngine) -> None:
    seen = together(callers[:2], engine.folder, "reuse_tokens")
    assert all(sorted(pair) == ["ConflictException", "done"] for pair in zip(*seen, strict=True))


def tag(boto: Any, who: str) -> list[str]:
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    return [
        outcome(boto.tag_resource, ResourceArn=arn, Tags=[{"Key": f"{who}-{number}", "Value": "x"}])
        for number in range(ROUNDS)
    ]


def test_no_tag_is_lost(callers: list[Caller], engine: LocalEngine) -> None:
    boto: Any = boto_client(engine)
    arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
    seen = together(callers[:2], engine.folder, "tag")
    # Fifty tags are the most, and that is exactly what both have set.
    assert Counter(seen[0] + seen[1]) == {"done": 2 * ROUNDS}
    assert len(boto.list_tags_for_resource(ResourceArn=arn)["Tags"]) == 2 * ROUNDS
    extra = [{"Key": "one", "Value": "more"}]
    assert outcome(boto.tag_resource, ResourceArn=arn, Tags=extra) == "ServiceQuotaExceededException"


def label(boto: Any, who: str) -> list[str]:
    return [
        outcome(
            boto.create_label,
            LabelGroupName="known",
            StartTime=1_700_000_000 + number,
            EndTime=1_700_000_100 + number,
            Rating="ANOMALY",
        )
        for number in range(ROUNDS)
    ]


def test_labels_are_counted_over_all_processes(callers: list[Caller], engine: LocalEngine) -> None:
    boto: Any = boto_client(engine)
    boto.create_label_group(LabelGroupName="known")
    seen = together(callers[:2], engine.folder, "label")
    done = ROUNDS + 5
    assert Counter(seen[0] + seen[1]) == {"done": done, "ServiceQuotaExceededException": 2 * ROUNDS - done}
    pages = boto.get_paginator("list_labels").paginate(LabelGroupName="known")
    assert sum(len(page["LabelSummaries"]) for page in pages) == done


def put_policy(boto: Any, who: str) -> list[str]:
    """Replace the policy, each time on top of the revision that was read."""
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "111111111111"},
        "Action": "lookoutequipment:ImportDataset",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    outcomes = []
    for number in range(ROUNDS):
        revision = boto.describe_resource_policy(ResourceArn=arn)["PolicyRevisionId"]
        outcomes.append(
            outcome(
                boto.put_resource_policy,
                ResourceArn=arn,
                ResourcePolicy=policy,
                PolicyRevisionId=revision,
                ClientToken=f"{who}-{number}",
            )
        )
    return outcomes


def test_of_two_changes_to_one_revision_one_is_refused(callers: list[Caller], engine: LocalEngine) -> None:
    boto: Any = boto_client(engine)
    arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"},'
        ' "Action": "lookoutequipment:ImportDataset"}]}'
    )
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy, ClientToken="first")
    seen = together(callers[:2], engine.folder, "put_policy")
    assert set(seen[0] + seen[1]) <= {"done", "ConflictException"}
    assert "done" in seen[0] + seen[1]


def mixed(boto: Any, who: str) -> list[str]:
    outcomes = []
    for number in range(ROUNDS):
        name = f"{who}-{number % 3}"
        outcomes += [
            outcome(boto.create_dataset, DatasetName=name),
            outcome(boto.create_label_group, LabelGroupName=name, FaultCodes=[f"code-{number}"]),
            outcome(boto.update_label_group, LabelGroupName="shared", FaultCodes=[who]),
            outcome(boto.list_datasets),
            outcome(boto.describe_label_group, LabelGroupName="shared"),
            outcome(boto.delete_label_group, LabelGroupName=name),
            outcome(boto.delete_dataset, DatasetName=name),
        ]
    return outcomes


def test_all_kinds_of_calls_go_through(callers: list[Caller], engine: LocalEngine) -> None:
    boto: Any = boto_client(engine)
    boto.create_label_group(LabelGroupName="shared")
    seen = together(callers, engine.folder, "mixed")
    assert {code for codes in seen for code in codes} == {"done"}
    assert boto.list_datasets()["DatasetSummaries"] == []
    assert boto.describe_label_group(LabelGroupName="shared")["FaultCodes"][0].startswith("caller-")
    assert examine(engine.folder).findings == ()


def start_jobs(boto: Any, who: str) -> list[str]:
    boto.create_dataset(DatasetName=who)
    call = boto.start_data_ingestion_job
    made = outcome(call, DatasetName=who, RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
    shared = outcome(call, DatasetName="shared", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
    return [made, shared]


def test_jobs_of_all_processes_are_run_once_by_the_one_that_came_first(
    callers: list[Caller], engine: LocalEngine
) -> None:
    boto: Any = boto_client(engine)
    plant.upload_history(engine, days=2)
    boto.create_dataset(DatasetName="shared")
    seen = together(callers[:2], engine.folder, "start_jobs")
    assert [own for own, _ in seen] == ["done", "done"]
    assert sorted(shared for _, shared in seen) == ["ConflictException", "done"]
    assert engine.is_running_jobs
    engine.run_until_idle()
    jobs = boto.list_data_ingestion_jobs()["DataIngestionJobSummaries"]
    assert Counter(job["Status"] for job in jobs) == {"SUCCESS": 3}
    assert engine.store.queue.idle(engine.clock.now().timestamp())
    assert examine(engine.folder).findings == ()


def test_a_folder_that_two_processes_make_at_once_is_made_once(callers: list[Caller], tmp_path: Path) -> None:
    seen = together(callers, tmp_path / "new", "create_many")
    assert sum(codes.count("done") for codes in seen) == 10
    assert examine(tmp_path / "new").findings == ()
