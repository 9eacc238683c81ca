"""Send an engine what no client would: ``python -m tests.reliability.fuzz --requests 50000 --seed 1``.

Hypothesis draws good requests of all operations; each is aimed at things that are there and spoiled in many ways. The
engine has real data, models and schedulers in it, and works off what was accepted. Every answer is judged by the
description and by botocore's own parser. A part of the requests goes over a socket, and some of that is no HTTP at all.
"""

# boto3 creates the methods of a client at run time, and a type checker does not see the members of HealthCheck.
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.reliability import figures
from tests.reliability.judge import Judge, WrongAnswerError
from tests.reliability.mischief import Known, aimed, body_of, message, shouted, spoiled
from tests.reliability.policies import policy
from tests.reliability.served import Line, Served
from tests.reliability.state import check_states
from tests.strategies import OPERATIONS, requests
from tests.support.factory import RETRAINING, SOURCE, inference

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

    from l4e_sdk.local.wire.messages import WireRequest, WireResponse

BURST = 10
"""Requests made of each one that hypothesis draws."""
ROUND = 1000
"""Requests to one engine; the next round begins with a new one."""
LONGEST = 5.0
"""Seconds in which every answer must be there, on a machine that does other work as well."""
WORK = 0.02
"""How likely the engine works off its jobs after a request."""
SHOUTS = 0.05
"""How likely bytes that may be no HTTP come before a request over the socket."""
PASSING = 0.2
"""How likely an hour passes then."""


class Target:
    """An engine with real resources in it, and what was found out about it."""

    def __init__(self, chance: random.Random) -> None:
        self.clock = VirtualClock(START)
        quotas = Quotas(datasets=40, models=40, label_groups=40)
        self.engine = LocalEngine(clock=self.clock, settings=EngineSettings(workers=0, quotas=quotas))
        self.boto = boto_client(self.engine)
        self.judge = Judge(self.boto.meta.service_model)
        self.known = Known()
        self.codes: Counter[str] = Counter()
        self.by_operation: Counter[str] = Counter()
        self.slowest = 0.0
        self._chance = chance
        self._furnish()

    def send(self, operation: str, document: dict[str, Any]) -> None:
        """Send one request and judge the answer."""
        named, request = message(operation, body_of(document, self._chance), self._chance)
        begun = time.perf_counter()
        answer = self.answer(request)
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        try:
            code = self.judge.judge(named, answer)
        except WrongAnswerError as error:
            raise WrongAnswerError(f"{error}\nThe request was {operation}: {request.body[:3000]!r}") from None
        if time.perf_counter() - begun > LONGEST:
            raise WrongAnswerError(f"{operation} took longer than {LONGEST} s: {request.body[:3000]!r}")
        self.codes[code or "success"] += 1
        self.by_operation[operation] += not code
        if not code:
            self.known.learn(json.loads(answer.body))
        if self._chance.random() < WORK:
            self.work()

    def answer(self, request: WireRequest) -> WireResponse:
        """Let the engine answer; a door of another kind overrides this."""
        return self.engine.answer(request)

    def work(self) -> None:
        """Let the engine work off what is due, and let an hour pass now and then."""
        if self._chance.random() < PASSING:
            self.clock.advance(timedelta(hours=1))
        self.engine.run_until_idle()

    def close(self) -> None:
        """Let all work end, see that all states are true, and close the engine."""
        self.engine.run_until_idle()
        check_states(self.engine, self.boto)
        self.engine.close()

    def _furnish(self) -> None:
        plant.upload_history(self.engine)
        for hour in range(-2, 30):
            plant.upload_window(self.engine, START + timedelta(hours=hour), faulty=hour > 20)
        boto = self.boto
        for name in ("press", "empty"):
            self.known.learn(boto.create_dataset(DatasetName=name))
        job = boto.start_data_ingestion_job(
            DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE
        )
        self.known.learn(job)
        self.known.learn(boto.create_label_group(LabelGroupName="faults"))
        label = boto.create_label(
            LabelGroupName="faults",
            StartTime=START - timedelta(days=9),
            EndTime=START - timedelta(days=8),
            Rating="ANOMALY",
        )
        self.known.learn(label)
        self.engine.run_until_idle()
        for name in ("press", "spare"):
            self.known.learn(boto.create_model(ModelName=name, DatasetName="press"))
        self.engine.run_until_idle()
        self.known.learn(boto.describe_dataset(DatasetName="press"))
        self.known.learn(boto.describe_model_version(ModelName="press", ModelVersion=1))
        scheduler = boto.create_inference_scheduler(**inference("press", "live"))
        self.known.learn(scheduler)
        boto.create_inference_scheduler(**inference("spare", "live-0"))
        self.engine.run_until_idle()
        boto.stop_inference_scheduler(InferenceSchedulerName="live-0")
        arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        self.known.learn(boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy(arn, 0)))
        self.known.values["ResourcePolicy"] = [policy(arn, number) for number in range(3)]
        boto.create_retraining_scheduler(ModelName="press", **RETRAINING)
        self.clock.advance(timedelta(hours=3))


class Distant(Target):
    """The same behind the HTTP door; now and then it is shouted at in no language at all."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        self._served = Served(self.engine)
        self._served.__enter__()
        self._line = Line(self._served.port)

    def answer(self, request: WireRequest) -> WireResponse:
        """Let the door answer."""
        if self._chance.random() < SHOUTS:
            self._shout(request)
        return self._line.send(request)

    def close(self) -> None:
        """Close the door, then the engine."""
        self._line.close()
        self._served.__exit__(None, None, None)
        super().close()

    def _shout(self, request: WireRequest) -> None:
        raw = shouted(request, self._chance)
        heard = self._line.shout(raw)
        begin = heard[:12]
        self.codes["no HTTP"] += 1
        if heard and (not begin.startswith(b"HTTP/1.1 ") or begin[9:10] not in {b"1", b"2", b"4"}):
            raise WrongAnswerError(f"{raw[:2000]!r} was answered {heard[:2000]!r}")


class Findings(logging.Handler):
    """Collects what the engine logs as an error; a traceback there is a bug."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message with its traceback."""
        self.texts.append(self.format(record))


class Fuzz:
    """Rounds of requests.

    Args:
        number: decides on everything.
    """

    def __init__(self, number: int, make: type[Target] = Target) -> None:
        self.codes: Counter[str] = Counter()
        self.by_operation: Counter[str] = Counter()
        self.slowest = 0.0
        self._number = number
        self._make = make

    def run(self, count: int) -> None:
        """Send that many requests."""
        done = 0
        while done < count:
            size = min(ROUND, count - done)
            self._round(self._number + done, size)
            done += size

    def _round(self, number: int, size: int) -> None:
        findings = Findings()
        logger = logging.getLogger("l4e_sdk")
        logger.addHandler(findings)
        target = self._make(random.Random(number))
        try:
            self._shoot(target, number, size)
            target.close()
        finally:
            logger.removeHandler(findings)
        if findings.texts:
            raise WrongAnswerError(f"The engine logged errors in round {number}:\n{findings.texts[0]}")
        self.codes += target.codes
        self.by_operation += target.by_operation
        self.slowest = max(self.slowest, target.slowest)

    def _shoot(self, target: Target, number: int, size: int) -> None:
        chance = random.Random(number)

        @seed(number)
        @settings(
            max_examples=-(-size // BURST),
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
            # What an engine answers depends on all that went before, so one request alone would not fail again.
            phases=[Phase.generate],
        )
        @given(data=st.data())
        def shoot(data: DataObject) -> None:
            operation = OPERATIONS[data.draw(st.integers(0, 10**6)) % len(OPERATIONS)]
            good = data.draw(requests(operation))
            for _ in range(BURST):
                document = aimed(operation, good, target.known, chance)
                for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
                    document = spoiled(document, chance)
                target.send(operation, document)

        shoot()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=50_000, help="how many, in the process")
    parser.add_argument("--distant", type=int, default=5_000, help="how many over HTTP, beside those")
    parser.add_argument(
        "--seed", type=int, default=None, help="of all of them; another one each time if not given"
    )
    parser.add_argument("--write", action="store_true", help="write the figures to docs/reliability.md")
    arguments = parser.parse_args()
    number = random.SystemRandom().randrange(10**6) if arguments.seed is None else arguments.seed
    print(f"seed {number}", flush=True)
    logging.getLogger("l4e_sdk").propagate = False
    begun = time.monotonic()
    near, distant = Fuzz(number), Fuzz(number + 10**7, Distant)
    near.run(arguments.requests)
    distant.run(arguments.distant)
    succeeded = {name for fuzz in (near, distant) for name, count in fuzz.by_operation.items() if count}
    raw = distant.codes.pop("no HTTP", 0)
    rows = {
        "requests in the process": f"{sum(near.codes.values()):,}",
        "requests over HTTP": f"{sum(distant.codes.values()):,}",
        "of all these answered with success": f"{near.codes['success'] + distant.codes['success']:,}",
        "operations that succeeded at least once": f"{len(succeeded)} of {len(OPERATIONS)}",
        "different error codes": f"{len(near.codes | distant.codes) - 1}",
        "messages that were not HTTP": f"{raw:,}",
        "answers that are not modelled, answers 500, errors in the log, false states": "0",
        "slowest answer": f"{max(near.slowest, distant.slowest) * 1000:.0f} ms",
        "seconds": f"{time.monotonic() - begun:.0f}",
    }
    written = f"--requests {arguments.requests} --distant {arguments.distant} --seed {number}"
    figures.report("fuzz", written, rows, write=arguments.write)


if __name__ == "__main__":
    sys.exit(main())
