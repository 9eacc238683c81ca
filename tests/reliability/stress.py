"""Many clients at once: ``python -m tests.reliability.stress --clients 32 --seconds 120 --seed 1``.

Plain boto3 clients call one server over HTTP at the same time, while it trains and judges. Each client counts for itself what must
be there at the end: its own labels, tags and versions of a policy, and its share of counters that all change together.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.reliability import figures
from tests.reliability.caller import HUNG, STANDING, Caller, LostUpdateError, http_client
from tests.reliability.policies import policy
from tests.reliability.served import Served
from tests.reliability.state import check_states
from tests.support.factory import LIVE, RESULTS, SOURCE

if TYPE_CHECKING:
    from botocore.client import BaseClient


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
