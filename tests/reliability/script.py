"""What an engine is asked to do while it is killed again and again: every kind of work, and what people do beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests import plant
from tests.conftest import ROLE, START
from tests.reliability.policies import policy
from tests.reliability.steps import HOUR, Step, World, call, idle, until
from tests.support.factory import LIVE, RESULTS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

FAULTS = [
    (plant.BEGIN + timedelta(days=18, hours=6), plant.BEGIN + timedelta(days=18, hours=20)),
    (plant.BEGIN + timedelta(days=25, hours=8), plant.BEGIN + timedelta(days=25, hours=23)),
]


def hours(first: int, last: int) -> list[Step]:
    """Make the steps of a number of live hours: the file comes, the hour passes, the window is judged."""
    steps = []
    for hour in range(first, last + 1):
        steps += [_live_file(hour), until(START + hour * HOUR)]
    return steps


def _live_file(hour: int) -> Step:
    def run(world: World) -> Any:
        plant.upload_window(world.engine, START + hour * HOUR, faulty=hour in {3, 4})
        return hour

    return Step(f"file {hour}", run)


def _history(world: World) -> Any:
    plant.upload_history(world.engine, faults=FAULTS)
    return len(FAULTS)


def _token(text: str) -> str:
    return f"token-{text}"


NO, CONFLICT = "ResourceNotFoundException", "ConflictException"


def dataset(name: str) -> Step:
    """Make a dataset."""
    token = _token(f"dataset {name}")
    facts = {("dataset", name): True}
    return call("create_dataset", name=f"dataset {name}", DatasetName=name, ClientToken=token, facts=facts)


def ingestion(name: str, number: int = 1) -> Step:
    """Fill a dataset."""
    return call(
        "start_data_ingestion_job",
        name=f"ingestion {name} {number}",
        DatasetName=name,
        RoleArn=ROLE,
        IngestionInputConfiguration=SOURCE,
        ClientToken=_token(f"ingestion {name} {number}"),
    )


def model(name: str, **members: Any) -> Step:
    """Train a model."""
    return call(
        "create_model",
        name=f"model {name}",
        ModelName=name,
        DatasetName="press",
        RoleArn=ROLE,
        LabelsInputConfiguration={"LabelGroupName": "faults"},
        TrainingDataStartTime=plant.BEGIN,
        TrainingDataEndTime=plant.BEGIN + timedelta(days=20),
        EvaluationDataStartTime=plant.BEGIN + timedelta(days=20, hours=1),
        EvaluationDataEndTime=plant.BEGIN + timedelta(days=27),
        ClientToken=_token(f"model {name}"),
        facts={("model", name): True},
        **members,
    )


def label(number: int) -> Step:
    """Label a fault."""
    start, end = FAULTS[number]
    return call(
        "create_label",
        name=f"label {number}",
        LabelGroupName="faults",
        StartTime=start,
        EndTime=end,
        Rating="ANOMALY",
        ClientToken=_token(f"label {number}"),
    )


def _arn(step: str, member: str) -> Callable[[World], str]:
    return lambda world: str(world.answers[step][member])


_PRESS = _arn("dataset press", "DatasetArn")
_SPARE = _arn("model spare", "ModelArn")
_DIAGNOSTICS = {"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "diagnostics/"}}


FILLED = [
    Step("history", _history),
    dataset("press"),
    ingestion("press"),
    call(
        "create_label_group",
        LabelGroupName="faults",
        ClientToken=_token("group"),
        facts={("label group", "faults"): True},
    ),
    label(0),
    label(1),
    call(
        "tag_resource",
        lambda world: {"ResourceArn": _PRESS(world)},
        Tags=[{"Key": "hall", "Value": "7"}],
        facts={("tags of dataset", "press"): {"hall": "7"}},
    ),
    idle("ingested"),
]
TRAINED = [
    model("press", ModelDiagnosticsOutputConfiguration=_DIAGNOSTICS),
    model("spare"),
    call(
        "import_dataset",
        lambda world: {"SourceDatasetArn": _PRESS(world)},
        DatasetName="copy",
        ClientToken=_token("copy"),
        facts={("dataset", "copy"): True},
    ),
    call(
        "put_resource_policy",
        lambda world: {"ResourceArn": _PRESS(world), "ResourcePolicy": policy(_PRESS(world), 0)},
        name="policy",
        ClientToken=_token("policy"),
        facts={("policy of dataset", "press"): True},
    ),
    idle("trained"),
]
WATCHED = [
    call(
        "create_inference_scheduler",
        ModelName="press",
        InferenceSchedulerName="live",
        DataUploadFrequency="PT1H",
        RoleArn=ROLE,
        DataInputConfiguration=LIVE,
        DataOutputConfiguration=RESULTS,
        ClientToken=_token("live"),
        facts={("inference scheduler", "live"): True},
    ),
    call(
        "create_retraining_scheduler",
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
        RetrainingStartDate=START + timedelta(days=2),
        PromoteMode="MANAGED",
        ClientToken=_token("retraining"),
        facts={("retraining scheduler", "press"): True},
    ),
    idle("scheduled"),
    *hours(1, 4),
    idle("watched"),
]
CHANGED = [
    call(
        "import_model_version",
        lambda world: {"SourceModelVersionArn": f"{_SPARE(world)}/model-version/1"},
        name="imported",
        ModelName="press",
        DatasetName="press",
        ClientToken=_token("imported"),
    ),
    idle("imported"),
    call(
        "update_active_model_version",
        ModelName="press",
        ModelVersion=2,
        facts={("active version", "press"): 2},
    ),
    call(
        "update_inference_scheduler",
        InferenceSchedulerName="live",
        DataDelayOffsetInMinutes=5,
        facts={("delay of", "live"): 5},
    ),
    idle("updated"),
]
REDUCED = [
    *hours(5, 8),
    dataset("scratch"),
    ingestion("scratch"),
    idle("scratch"),
    call("delete_dataset", DatasetName="scratch", done=NO, facts={("dataset", "scratch"): False}),
    call("delete_model", ModelName="spare", done=NO, facts={("model", "spare"): False}),
    call(
        "untag_resource",
        lambda world: {"ResourceArn": _PRESS(world)},
        TagKeys=["hall"],
        facts={("tags of dataset", "press"): {}},
    ),
    call(
        "stop_inference_scheduler",
        InferenceSchedulerName="live",
        done=CONFLICT,
        facts={("stopped", "live"): True},
    ),
    idle("stopped"),
]
RETRAINED = [
    until(START + timedelta(days=2)),
    idle("retrained"),
    ingestion("press", 2),
    call(
        "delete_label",
        lambda world: {"LabelId": world.answers["label 1"]["LabelId"]},
        LabelGroupName="faults",
        done=NO,
    ),
    call("stop_retraining_scheduler", ModelName="press", done=CONFLICT),
    idle("at rest"),
]
CLEARED = [
    call(
        "delete_inference_scheduler",
        InferenceSchedulerName="live",
        done=NO,
        facts={
            ("inference scheduler", "live"): False,
            ("stopped", "live"): False,
            ("delay of", "live"): None,
        },
    ),
    call(
        "delete_retraining_scheduler",
        ModelName="press",
        done=NO,
        facts={("retraining scheduler", "press"): False},
    ),
    call("delete_dataset", DatasetName="copy", done=NO, facts={("dataset", "copy"): False}),
    until(START + timedelta(days=4)),
    idle("at the end"),
]

SCRIPT = [*FILLED, *TRAINED, *WATCHED, *CHANGED, *REDUCED, *RETRAINED, *CLEARED]
