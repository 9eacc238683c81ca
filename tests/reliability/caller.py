"""One of many clients: it calls at random, and counts for itself what must be there at the end."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.conftest import START

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
