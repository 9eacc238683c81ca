from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local import EngineJob, EngineJobs
from tests.conftest import START
from tests.contract.test_main_path import watch
from tests.support.factory import SOURCE
from tests.unit.local.jobs.meddling import during_the_next_task

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
RUNNING = EngineJob("training", "arn:one", running=True, due=NOON, attempts=1, since=NOON, stage="<fitting>")
WAITING = EngineJob("inference", "arn:two", running=False, due=NOON, attempts=0, since=None, stage="")


def test_the_next_run_of_a_scheduler_is_work_that_waits(boto: BaseClient, engine: LocalEngine) -> None:
    watch(boto, engine)
    (job,) = engine.jobs()
    arn = boto.describe_inference_scheduler(InferenceSchedulerName="press-live")["InferenceSchedulerArn"]
    due = START + timedelta(hours=1)
    assert job == EngineJob("inference", arn, running=False, due=due, attempts=0, since=None, stage="")


def test_work_that_runs_says_since_when_and_what_it_does(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    seen: list[EngineJobs] = []
    during_the_next_task(engine, lambda: seen.append(engine.jobs()))
    boto.create_dataset(DatasetName="press")
    boto.start_data_ingestion_job(
        DatasetName="press", RoleArn="arn:aws:iam::000000000000:role/r", IngestionInputConfiguration=SOURCE
    )
    engine.run_until_idle()
    ((job,),) = seen
    assert (job.kind, job.running, job.since, job.attempts) == ("ingestion", True, clock.now(), 1)
    assert engine.jobs() == EngineJobs()


def test_a_list_of_jobs_is_a_table() -> None:
    assert str(EngineJobs([RUNNING, WAITING])).splitlines() == [
        "kind       subject  running  due                   attempts  since                 stage",
        "training   arn:one  yes      2024-03-01T12:00:00Z  1         2024-03-01T12:00:00Z  <fitting>",
        "inference  arn:two  no       2024-03-01T12:00:00Z  0",
    ]


def test_no_jobs_are_a_table_without_rows() -> None:
    assert str(EngineJobs()) == "kind  subject  running  due  attempts  since  stage"


def test_a_notebook_shows_a_table_whose_text_is_text() -> None:
    html = EngineJobs([RUNNING])._repr_html_()
    assert html.startswith("<table><thead><tr><th>kind</th>")
    assert "<td>&lt;fitting&gt;</td></tr></tbody></table>" in html
