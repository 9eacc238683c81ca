"""The long runs are only worth what they would notice: each of their checks is shown something that is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store.queue import TABLE
from l4e_sdk.local.wire.messages import WireResponse
from tests.contract.test_main_path import watch
from tests.reliability import facts
from tests.reliability.caller import LostUpdateError
from tests.reliability.judge import Judge, WrongAnswerError
from tests.reliability.life import Log, _compare
from tests.reliability.snapshot import snapshot
from tests.reliability.state import Untrue, check_file, check_rest, check_states
from tests.reliability.stress import furnish, judge

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine


def test_states_are_true_while_work_waits_and_after_it(boto: BaseClient, engine: LocalEngine) -> None:
    watch(boto, engine)
    check_states(engine, boto)
    boto.create_model(ModelName="waiting", DatasetName="press")
    check_states(engine, boto)


@pytest.mark.parametrize(("kind", "says"), [("training", "without a job"), ("inference", "its jobs")])
def test_work_in_progress_without_a_job_is_noticed(
    boto: BaseClient, engine: LocalEngine, kind: str, says: str
) -> None:
    watch(boto, engine)
    boto.create_model(ModelName="waiting", DatasetName="press")
    with engine.store.atomic() as connection:
        connection.execute(sa.delete(TABLE).where(TABLE.c.kind == kind))
    with pytest.raises(Untrue, match=says):
        check_states(engine, boto)


def test_a_damaged_database_is_noticed(tmp_path: Path) -> None:
    from l4e_sdk.local import EngineSettings, LocalEngine

    with LocalEngine(tmp_path, settings=EngineSettings(workers=0, background=False)):
        pass
    check_file(tmp_path)
    path = tmp_path / "state.db"
    content = bytearray(path.read_bytes())
    content[-4096:] = bytes(4096)
    content[5000:6000] = b"\xff" * 1000
    path.write_bytes(content)
    with pytest.raises((Untrue, Exception), match=r"damaged|malformed"):
        check_file(tmp_path)


def test_a_line_that_a_kill_cut_off_was_not_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.jsonl"
    assert Log(path).answers == []
    path.write_text('"one"\n"tw')
    log = Log(path)
    assert log.answers == ["one"]
    log.acknowledge("two")
    assert Log(path).answers == ["one", "two"]


def test_what_interrupted_work_left_is_noticed(boto: BaseClient, engine: LocalEngine) -> None:
    check_rest(engine.folder, engine)
    (engine.folder / "data").mkdir(exist_ok=True)
    (engine.folder / "data" / "job.partial").mkdir()
    with pytest.raises(Untrue, match=r"job\.partial"):
        check_rest(engine.folder, engine)


def test_a_lost_thing_is_noticed(boto: BaseClient) -> None:
    boto.create_dataset(DatasetName="press")
    facts.check(boto, {("dataset", "press"): True, ("tags of dataset", "press"): {}})
    for untrue in ({("dataset", "press"): False}, {("model", "press"): True}):
        with pytest.raises(Untrue, match="press"):
            facts.check(boto, untrue)


def test_a_difference_from_the_undisturbed_run_is_noticed(boto: BaseClient, engine: LocalEngine) -> None:
    before = snapshot(engine, boto)
    _compare("nothing", before, snapshot(engine, boto))
    boto.create_dataset(DatasetName="press")
    assert snapshot(engine, boto)["datasets"][0]["DatasetName"] == "press"
    with pytest.raises(Untrue, match="datasets"):
        _compare("a dataset", before, snapshot(engine, boto))


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (500, {"__type": "InternalServerException", "Message": "x"}),
        (400, {"__type": "KeyError", "Message": "x"}),
        (404, {"__type": "ResourceNotFoundException", "Message": "x"}),
        (400, {"__type": "ConflictException", "Message": "x"}),
        (400, {"Message": "x"}),
        (200, {"ModelSummaries": [{"NoSuchMember": 1}]}),
        (200, {"ModelSummaries": [{"Status": "DONE"}]}),
        (200, {"ModelSummaries": {}}),
        (200, {"Models": []}),
        (200, []),
    ],
)
def test_an_answer_that_is_not_described_is_noticed(boto: BaseClient, status: int, document: object) -> None:
    one = Judge(boto.meta.service_model)
    assert one.judge("ListModels", WireResponse(200, {}, b'{"ModelSummaries": []}')) == ""
    with pytest.raises(WrongAnswerError):
        one.judge("ListModels", WireResponse(status, {}, json.dumps(document).encode()))


def test_a_lost_update_is_noticed(boto: BaseClient, engine: LocalEngine) -> None:
    arn = furnish(boto, engine, standing=2)
    judge(boto, [], arn)
    boto.tag_resource(ResourceArn=arn, Tags=[{"Key": "nobody", "Value": "was told"}])
    with pytest.raises(LostUpdateError, match="nobody"):
        judge(boto, [], arn)
