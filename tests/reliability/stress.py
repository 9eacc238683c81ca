"""Many clients at once: ``python -m tests.reliability.stress --clients 32 --seconds 120 --seed 1``.

Plain boto3 clients call one server over HTTP at the same time, while it trains and judges. Each client counts for itself what must
be there at the end: its own labels, tags and versions of a policy, and its share of counters that all change together.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.reliability import figures
from tests.reliability.policies import policy
from tests.reliability.served import Served
from tests.reliability.state import check_states
from tests.support.factory import LIVE, RESULTS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

STANDING = 60
"""Label groups that exist all the time; every list of them must have each exactly once."""
HUNG = 60.0
"""Seconds after which a call that was not answered counts as a deadlock."""
EXPECTED = {"ConflictException", "ResourceNotFoundException"}
"""What calls may get that meet the calls of others."""


class LostUpdateError(AssertionError):
    """Something that was acknowledged is not there, or a list shows what it should not."""


class Caller(threading.Thread):
    """One client: calls at random, and remembers what it was told."""

    def __init__(self, number: int, boto: BaseClient, seed: int, end: float, shared: str) -> None:
        super().__init__(name=f"caller-{number}")
        self.labels: set[str] = set()
        self.tags: dict[str, str] = {}
        self.latencies: list[float] = []
        self.refused: Counter[str] = Counter()
        self.versions = 0
        self.error: BaseException | None = None
        self.since: float | None = None
        """When the call began that goes on."""
        self._boto = boto
        self._end = end
        self._chance = random.Random(f"{seed} {number}")
        self._number = number
        self._shared = shared
        self._made = 0
        self._token = ""

    def run(self) -> None:
        """Call until the time is over."""
        acts: list[tuple[Callable[[], None], int]] = [
            (self._label, 4),
            (self._unlabel, 2),
            (self._tag, 3),
            (self._list_groups, 2),
            (self._list_labels, 2),
            (self._describe, 6),
            (self._policy, 3),
            (self._churn, 2),
            (self._train, 1),
        ]
        try:
            while time.monotonic() < self._end:
                self._chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()
        except BaseException as error:  # noqa: BLE001  # the one who started this thread has to hear of it
            self.error = error

    def _call(self, operation: str, **members: Any) -> dict[str, Any] | None:
        self.since = begun = time.monotonic()
        try:
            answer: dict[str, Any] = getattr(self._boto, operation)(**members)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in EXPECTED:
                raise
            self.refused[code] += 1
            return None
        else:
            return answer
        finally:
            self.latencies.append(time.monotonic() - begun)
            self.since = None

    def _label(self) -> None:
        start = START - timedelta(minutes=self._chance.randrange(40_000))
        made = self._call(
            "create_label",
            LabelGroupName="shared",
            StartTime=start,
            EndTime=start + timedelta(minutes=5),
            Rating="ANOMALY",
            Equipment=f"caller-{self._number}",
        )
        self._true(made is not None, "a label was refused")
        self.labels.add((made or {})["LabelId"])

    def _unlabel(self) -> None:
        if self.labels:
            one = self.labels.pop()
            self._true(
                self._call("delete_label", LabelGroupName="shared", LabelId=one) is not None,
                f"label {one} was lost",
            )

    def _tag(self) -> None:
        key, value = f"caller-{self._number}", str(self._chance.random())
        self._call("tag_resource", ResourceArn=self._shared, Tags=[{"Key": key, "Value": value}])
        self.tags[key] = value
        tags = (self._call("list_tags_for_resource", ResourceArn=self._shared) or {})["Tags"]
        self._true({"Key": key, "Value": value} in tags, f"the tag {key} was lost at once")

    def _list_groups(self) -> None:
        found = self._all("list_label_groups", "LabelGroupSummaries", LabelGroupNameBeginsWith="standing")
        names = [group["LabelGroupName"] for group in found]
        self._true(
            names == [f"standing-{number:03}" for number in range(STANDING)], f"a list of groups: {names}"
        )

    def _list_labels(self) -> None:
        before = set(self.labels)
        found = self._all(
            "list_labels",
            "LabelSummaries",
            LabelGroupName="shared",
            Equipment=f"caller-{self._number}",
        )
        ids = [label["LabelId"] for label in found]
        self._true(len(ids) == len(set(ids)), "a list of labels has one twice")
        self._true(set(ids) == before, f"labels lost: {before - set(ids)}, come back: {set(ids) - before}")

    def _describe(self) -> None:
        self._call("describe_model", ModelName="press")
        self._call("describe_dataset", DatasetName="press")

    def _policy(self) -> None:
        """Change the shared policy if nobody has meanwhile: of all who try from one revision, one may succeed."""
        found = self._call("describe_resource_policy", ResourceArn=self._shared) or {}
        text = found["ResourcePolicy"].replace(
            f'"v{self._count_of(found)}"', f'"v{self._count_of(found) + 1}"'
        )
        put = self._call(
            "put_resource_policy",
            ResourceArn=self._shared,
            ResourcePolicy=text,
            PolicyRevisionId=found["PolicyRevisionId"],
        )
        self.versions += put is not None

    @staticmethod
    def _count_of(found: dict[str, Any]) -> int:
        return int(found["ResourcePolicy"].partition('"v')[2].partition('"')[0])

    def _churn(self) -> None:
        name = f"churn-{self._number}"
        self._call("create_dataset", DatasetName=name)
        self._true(
            self._call("describe_dataset", DatasetName=name) is not None, f"the dataset {name} was lost"
        )
        self._call("delete_dataset", DatasetName=name)

    def _train(self) -> None:
        if self._number % 8 or self._made > 20:
            return
        self._made += 1
        name = f"model-{self._number}-{self._made}"
        self._call("create_model", ModelName=name, DatasetName="press")
        self._call("delete_model", ModelName=f"model-{self._number}-{self._made - 3}")

    def _all(self, operation: str, member: str, **members: Any) -> list[Any]:
        found: list[Any] = []
        token: dict[str, str] = {}
        while True:
            page = self._call(operation, MaxResults=7, **members, **token) or {}
            found += page[member]
            if "NextToken" not in page:
                return found
            token = {"NextToken": page["NextToken"]}

    @staticmethod
    def _true(holds: bool, says: str) -> None:
        if not holds:
            raise LostUpdateError(says)


def http_client(url: str) -> BaseClient:
    """Make a plain boto3 client of a server, which tries each call once."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=HUNG)
    session = boto3.session.Session(region_name="us-east-1")
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    return session.client("lookoutequipment", endpoint_url=url, config=config, **keys)


def furnish(boto: BaseClient, engine: LocalEngine, standing: int = STANDING) -> str:
    """Make what all callers share; return the ARN of the shared dataset."""
    plant.upload_history(engine)
    arn = str(boto.create_dataset(DatasetName="press")["DatasetArn"])
    boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy(arn, 0))
    boto.create_label_group(LabelGroupName="shared")
    for number in range(standing):
        boto.create_label_group(LabelGroupName=f"standing-{number:03}")
    engine.run_until_idle()
    boto.create_model(ModelName="press", DatasetName="press")
    engine.run_until_idle()
    boto.create_inference_scheduler(
        ModelName="press",
        InferenceSchedulerName="live",
        DataUploadFrequency="PT5M",
        RoleArn=ROLE,
        DataInputConfiguration=LIVE,
        DataOutputConfiguration=RESULTS,
    )
    return arn


def judge(boto: BaseClient, callers: list[Caller], arn: str) -> None:
    """Fail unless everything that was acknowledged to any caller is there, and nothing else."""
    pages = boto.get_paginator("list_labels").paginate(LabelGroupName="shared")
    ids = [label["LabelId"] for page in pages for label in page["LabelSummaries"]]
    expected = set().union(*(caller.labels for caller in callers))
    if sorted(ids) != sorted(expected):
        raise LostUpdateError(f"{len(ids)} labels, {len(expected)} were acknowledged")
    tags = {tag["Key"]: tag["Value"] for tag in boto.list_tags_for_resource(ResourceArn=arn)["Tags"]}
    if tags != {key: value for caller in callers for key, value in caller.tags.items()}:
        raise LostUpdateError(f"tags: {tags}")
    found = boto.describe_resource_policy(ResourceArn=arn)["ResourcePolicy"]
    changes = sum(caller.versions for caller in callers)
    if f'"v{changes}"' not in found:
        raise LostUpdateError(f"{changes} changes of the policy were acknowledged, and it is {found}")


class Stress:
    """All callers, on one engine."""

    def __init__(self, clients: int, seconds: float, seed: int, workers: int = 1) -> None:
        self.callers: list[Caller] = []
        self.calls = 0
        self.seconds = 0.0
        self._clients = clients
        self._for = seconds
        self._seed = seed
        self._workers = workers

    def run(self) -> None:
        """Let all call until the time is over, then look at what is there."""
        quotas = Quotas(
            datasets=10_000, models=10_000, label_groups=10_000, labels_per_group=10**6, pending_models=10_000
        )
        settings = EngineSettings(workers=self._workers, quotas=quotas)
        with ExitStack() as stack:
            engine = stack.enter_context(LocalEngine(settings=settings))
            boto = boto_client(engine)
            arn = furnish(boto, engine)
            served = stack.enter_context(Served(engine))
            begun = time.monotonic()
            self.callers = [
                Caller(number, http_client(served.url), self._seed, begun + self._for, arn)
                for number in range(self._clients)
            ]
            for caller in self.callers:
                caller.start()
            for caller in self.callers:
                self._join(caller)
            self.seconds = time.monotonic() - begun
            self.calls = sum(len(caller.latencies) for caller in self.callers)
            engine.run_until_idle()
            judge(boto, self.callers, arn)
            check_states(engine, boto)

    def _join(self, caller: Caller) -> None:
        while caller.is_alive():
            caller.join(timeout=1)
            if caller.since is not None and time.monotonic() - caller.since > HUNG:
                raise LostUpdateError(f"{caller.name} was not answered for {HUNG:.0f} s")
        if caller.error is not None:
            raise caller.error

    def latency(self, share: float) -> float:
        """Return the milliseconds within which a share of all calls was answered."""
        times = sorted(one for caller in self.callers for one in caller.latencies)
        return times[min(int(share * len(times)), len(times) - 1)] * 1000


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--seed", type=int, default=None, help="of all calls; another one each time if not given"
    )
    parser.add_argument("--write", action="store_true", help="write the figures to docs/reliability.md")
    arguments = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    stress = Stress(arguments.clients, arguments.seconds, seed)
    stress.run()
    refused = sum((caller.refused for caller in stress.callers), Counter())
    rows = {
        "clients": str(arguments.clients),
        "calls, all answered": f"{stress.calls:,}",
        "calls a second": f"{stress.calls / stress.seconds:,.0f}",
        "median latency": f"{stress.latency(0.5):.1f} ms",
        "99 % within": f"{stress.latency(0.99):.1f} ms",
        "slowest": f"{stress.latency(1):.0f} ms",
        "calls refused because another came first": f"{refused['ConflictException']:,}",
        "updates lost, wrong lists, deadlocks, false states": "0",
    }
    figures.report(
        "stress",
        f"--clients {arguments.clients} --seconds {arguments.seconds:g} --seed {seed}",
        rows,
        write=arguments.write,
    )


if __name__ == "__main__":
    sys.exit(main())
