"""The engine's budgets: ``python -m benchmarks.engine`` measures them and rewrites their section of docs/benchmarks.md.

Calls are compared with moto, the usual stand-in for AWS in tests: a Describe of a model against its Describes of a
SageMaker model and of a DynamoDB table. Ingestion is compared with polars, which only reads the same files and writes
them as parquet. Both sides are measured in turns, by medians. Inside one process what counts is processor time, which
other work on the machine hardly changes.
"""

# boto3 creates the methods of a client at run time, and its stubs know services only by literal names.
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

import l4e_sdk
from benchmarks import budget
from benchmarks.bare import Sender, replaying
from benchmarks.budget import Result
from benchmarks.canned import MODEL
from benchmarks.measuring import Cost, in_turns, median, output_of
from benchmarks.plant_files import KEY_PATTERN, write_files
from benchmarks.servers import KEY, SECRET, Running, running
from l4e_sdk import LookoutEquipment
from l4e_sdk.local import EngineSettings, LocalEngine, connect
from l4e_sdk.shapes import DescribeModelResponse, DescribeModelVersionResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = str(MODEL["ModelName"])
ROUNDS, CALLS = 25, 60
PROCESSES = 7
MODELS, VERSIONS = 10_000, 1_000
PAGES = 20
_OF_TRAINED = {
    "ModelMetrics",
    "ModelQuality",
    "TrainingExecutionEndTime",
    "ActiveModelVersion",
    "ActiveModelVersionArn",
    "ModelVersionActivatedAt",
}
SETTINGS: dict[str, Any] = {
    "region_name": "us-east-1",
    "aws_access_key_id": KEY,
    "aws_secret_access_key": SECRET,
}
METHOD = (
    "Calls in the process, and ingestion, are compared by processor time, which other programs on the machine hardly "
    "change. Calls over HTTP are compared by the waiting time of a minimal client, which sends bytes that boto3 prepared "
    "to a server in another process. Ratios compare medians of interleaved runs. In the process, `client.boto3` of `LookoutEquipment.local()` "
    "is called, which has no keys and signs nothing; moto's clients sign. The described model is as `CreateModel` leaves it, with a schema "
    "of 20 sensors (2 KB), or trained, with all that its evaluation found (26 KB)."
)


def main() -> None:
    """Measure, print and write down."""
    results = [*calls(), *http_calls(), *ingestion(), *lists(), *start()]
    for result in results:
        print(result.row())
    budget.write("Engine", "python -m benchmarks.engine", METHOD, results)


def calls() -> list[Result]:
    """Describe a model inside the process."""
    with LookoutEquipment.local(settings=EngineSettings(background=False)) as client:
        engine = client.engine
        assert engine is not None
        put_models(engine)
        # Made before moto is imported, which from then on looks at every request of every new session.
        boto, alone, signing = client.boto3, replaying(engine, NAME), signing_client(engine)
        with mocked() as (sagemaker, dynamodb):
            ours, signed, trained, typed, bare, model, table = in_turns(
                lambda: boto.describe_model(ModelName=NAME),
                lambda: signing.describe_model(ModelName=NAME),
                lambda: boto.describe_model(ModelName="trained"),
                lambda: client.describe_model(model_name=NAME),
                lambda: alone.describe_model(ModelName=NAME),
                lambda: sagemaker.describe_model(ModelName=NAME),
                lambda: dynamodb.describe_table(TableName=NAME),
                calls=CALLS,
                rounds=ROUNDS,
            )
    moto = "moto's mock, `sagemaker.describe_model`"
    return [
        by_processor("in-process `describe_model`, raw boto3", moto, 0.5, ours, model),
        by_processor("the same", "moto's mock, `dynamodb.describe_table`", 0.5, ours, table),
        by_processor("the same, a client that signs", moto, None, signed, model),
        by_processor("the same, typed client", moto, None, typed, model),
        by_processor("the same, a trained model of 26 KB", moto, None, trained, model),
        by_processor("botocore alone, the same bytes and no engine", moto, None, bare, model),
    ]


def http_calls() -> list[Result]:
    """Describe a model over HTTP, on connections that are kept."""
    with tempfile.TemporaryDirectory() as folder:
        with LocalEngine(folder, settings=EngineSettings(background=False)) as engine:
            put_models(engine)
        with (
            running("engine", folder) as ours,
            running("engine", folder, "signed") as signed,
            running("moto") as moto,
        ):
            return by_server(ours, signed, moto)


def by_server(ours: Running, signed: Running, moto: Running) -> list[Result]:
    """Call three servers in turns, with bare clients and with boto3's."""
    sagemaker, ours_boto = client_of("sagemaker", moto), client_of("lookoutequipment", ours)
    create_model(sagemaker)
    senders = [
        Sender(ours, client_of("lookoutequipment", ours), NAME),
        Sender(signed, client_of("lookoutequipment", signed), NAME),
        Sender(moto, client_of("sagemaker", moto), NAME),
    ]
    waited = in_turns(*(sender.send for sender in senders), calls=CALLS, rounds=ROUNDS)
    spent = [sender.processor_time_per_call() for sender in senders]
    boto = in_turns(
        lambda: ours_boto.describe_model(ModelName=NAME),
        lambda: sagemaker.describe_model(ModelName=NAME),
        calls=CALLS,
        rounds=ROUNDS,
    )
    moto_server = "moto's server, `sagemaker.describe_model`"
    return [
        by_wall("HTTP `describe_model`, kept connection", moto_server, 0.25, waited[0], waited[2]),
        compared("the same, processor time of the server", moto_server, None, spent[0], spent[2]),
        by_wall("the same, signatures checked, as moto does not", moto_server, None, waited[1], waited[2]),
        by_wall("HTTP `describe_model`, raw boto3", moto_server, None, *boto),
    ]


def ingestion() -> list[Result]:
    """Read, judge and write sensor data, against polars that reads and writes it."""
    cases = (
        ("30 sensors, 86,400 rows", {"files": 1, "sensors": 30, "rows": 86_400}),
        ("300 sensors, 100,000 rows", {"files": 1, "sensors": 300, "rows": 100_000}),
        ("20 sensors, 1,000 files of 240 rows", {"files": 1000, "sensors": 20, "rows": 240}),
    )
    return [ingested(name, **shape) for name, shape in cases]


def ingested(name: str, *, files: int, sensors: int, rows: int) -> Result:
    """Compare one ingestion with polars on the same files."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        paths = write_files(root / "csv", files=files, sensors=sensors, rows=rows)
        ours, theirs = in_turns(
            partial(ingest_files, root, paths), partial(copy_files, root, paths), calls=1, rounds=5
        )
    what = f"ingesting {name}"
    return by_processor(what, "polars reading the same files and writing parquet", 2, ours, theirs)


def ingest_files(root: Path, paths: list[Path]) -> None:
    """Do what an ingestion job does."""
    from l4e_sdk.local.timeseries.ingest import SourceFile, ingest
    from l4e_sdk.local.timeseries.object_bytes import OnDisk

    sources = [
        SourceFile("plant", path.relative_to(root / "csv").as_posix(), OnDisk(path), path.stat().st_size)
        for path in paths
    ]
    ingest(sources, prefix="", key_pattern=KEY_PATTERN, schema=None, out=root / "ingested")


def copy_files(root: Path, paths: list[Path]) -> None:
    """Do the least that any ingestion has to do."""
    import polars as pl

    frame = pl.concat([pl.read_csv(path) for path in paths])
    frame.write_parquet(root / "copy.parquet", compression="zstd", compression_level=1)  # as the engine does


def lists() -> list[Result]:
    """List many models, and many versions of one, and look whether late pages take longer."""
    with LookoutEquipment.local(settings=EngineSettings(background=False)) as client:
        engine = client.engine
        assert engine is not None
        put_many(engine)
        models = pages(lambda **page: client.boto3.list_models(MaxResults=MODELS // PAGES, **page))
        versions = pages(
            lambda **page: client.boto3.list_model_versions(
                ModelName=NAME, MaxResults=VERSIONS // PAGES, **page
            )
        )
    return [
        by_processor(f"page {PAGES} of {MODELS:,} models", "page 1", 1.2, *models),
        by_processor(f"page {PAGES} of {VERSIONS:,} versions", "page 1", 1.2, *versions),
    ]


def pages(fetch: Callable[..., dict[str, Any]]) -> tuple[Cost, Cost]:
    """Return the cost of the last page and of the first."""
    token: dict[str, str] = {}
    for _ in range(PAGES - 1):
        token = {"NextToken": fetch(**token)["NextToken"]}
    assert "NextToken" not in fetch(**token)
    last, first = in_turns(lambda: fetch(**token), fetch, calls=3, rounds=ROUNDS)
    return last, first


def start() -> list[Result]:
    """Start an engine and get a first answer from it; then look at the memory of the process."""
    keys = "region_name='us-east-1', aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret'"
    ours_code = "from l4e_sdk import LookoutEquipment; c = LookoutEquipment.local(); c.boto3.list_models()"
    moto_code = (
        "import boto3; from moto import mock_aws; m = mock_aws(); m.start(); "
        f"boto3.client('sagemaker', {keys}).list_models()"
    )
    boto_code = f"import boto3; boto3.client('lookoutequipment', {keys})"
    turns = [[fresh(code) for code in (ours_code, moto_code, boto_code)] for _ in range(PROCESSES + 1)][1:]
    ours, moto, boto = (median(tuple(one[0] for one in column)) for column in zip(*turns, strict=True))
    ours_memory, _, boto_memory = (min(one[1] for one in column) for column in zip(*turns, strict=True))
    memory = f"{ours_memory:.0f} MB, {boto_memory:.0f} MB"
    more = ours_memory - boto_memory
    return [
        by_processor("import, `local()` and a first answer", "the same of moto's mock", None, ours, moto),
        by_processor("the same", "import of boto3 and a client", None, ours, boto),
        Result("memory of an idle engine", "a boto3 client, +", None, more, "MB", memory),
    ]


def fresh(statements: str) -> tuple[Cost, float]:
    """Return what statements cost in a fresh process, and its memory afterwards in MB."""
    code = (
        f"import time; p, w = time.process_time(), time.perf_counter(); {statements}; "
        "p, w = time.process_time() - p, time.perf_counter() - w; "
        "import psutil; print(p, w, psutil.Process().memory_info().rss / 1e6)"
    )
    processor, wall, memory = map(float, output_of("-c", code).split())
    return Cost(processor, wall), memory


def described(**members: object) -> DescribeModelResponse:
    """Return a model as CreateModel leaves it, with other or more members."""
    new = {name: value for name, value in MODEL.items() if name not in _OF_TRAINED}
    return DescribeModelResponse.from_wire({**new, "Status": "IN_PROGRESS", **members})


def put_models(engine: LocalEngine) -> None:
    """Put a new model and a trained one into an engine."""
    trained = described(**{**MODEL, "ModelName": "trained", "ModelArn": f"{MODEL['ModelArn']}-2"})
    for model in (described(), trained):
        engine.store.models.put(engine.scope, model)


def put_many(engine: LocalEngine) -> None:
    """Put many models, and many versions of one of them, into an engine."""
    arn = MODEL["ModelArn"]
    models = [described(ModelName=f"{NAME}-{n:05}", ModelArn=f"{arn}-{n}") for n in range(MODELS - 1)]
    engine.store.models.put_all(engine.scope, [described(), *models])
    version = {name: MODEL[name] for name in ("ModelName", "ModelArn", "Status", "CreatedAt", "Schema")}
    numbered = (
        {"ModelVersion": n, "ModelVersionArn": f"{arn}/model-version/{n}"} for n in range(1, VERSIONS + 1)
    )
    engine.store.model_versions.put_all(
        engine.scope,
        [
            DescribeModelVersionResponse.from_wire({**version, "SourceType": "TRAINING", **number})
            for number in numbered
        ],
    )


@contextmanager
def mocked() -> Iterator[tuple[Any, Any]]:
    """Mock AWS with moto; clients of SageMaker and DynamoDB, each with something to describe."""
    from moto import mock_aws

    with mock_aws():
        sagemaker, dynamodb = boto3.client("sagemaker", **SETTINGS), boto3.client("dynamodb", **SETTINGS)
        create_model(sagemaker)
        dynamodb.create_table(
            TableName=NAME,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield sagemaker, dynamodb


def create_model(sagemaker: Any) -> None:
    """Create the model that moto describes."""
    role = "arn:aws:iam::123456789012:role/plant"
    sagemaker.create_model(ModelName=NAME, PrimaryContainer={"Image": "model"}, ExecutionRoleArn=role)


def signing_client(engine: LocalEngine) -> Any:
    """Make a plain boto3 client of an engine with keys, so that it signs its requests."""
    session = boto3.Session()
    l4e_sdk.install(session)
    client = session.client("lookoutequipment", **SETTINGS)
    connect(client, engine)
    return client


def client_of(service: str, server: Running) -> Any:
    """Make a plain boto3 client of a server."""
    session = boto3.Session()
    l4e_sdk.install(session)  # the service itself, should botocore have dropped it
    return session.client(service, endpoint_url=server.url, **SETTINGS)


def by_processor(what: str, against: str, limit: float | None, ours: Cost, theirs: Cost) -> Result:
    """Return the ratio of two processor times as a result; the detail has the one by the clock, too."""
    clock = f"by the clock {ours.wall / theirs.wall:.2f}"
    return compared(what, against, limit, ours.processor, theirs.processor, more=clock)


def by_wall(what: str, against: str, limit: float | None, ours: Cost, theirs: Cost) -> Result:
    """Return the ratio of two times by the clock as a result."""
    return compared(what, against, limit, ours.wall, theirs.wall)


def compared(
    what: str, against: str, limit: float | None, ours: float, theirs: float, *, more: str = ""
) -> Result:
    """Return the ratio of two times as a result."""
    detail = "; ".join(filter(None, (f"{shown(ours)}, {shown(theirs)}", more)))
    return Result(what, against, limit, ours / theirs, "", detail)


def shown(seconds: float) -> str:
    """Return a time for a person."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.2f} ms"


if __name__ == "__main__":
    main()
