"""The client: settings, life cycle, and the door to the embedded engine."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from l4e_sdk import ConfigurationError, LookoutEquipment, SystemClock, install
from l4e_sdk._botocore_data import SERVICE
from l4e_sdk._calls.objects import S3Objects
from tests.support.transport import Answer, Transport

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk import VirtualClock

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "hush"}
COLLECTIONS = (
    "datasets",
    "ingestion_jobs",
    "models",
    "inference_schedulers",
    "retraining_schedulers",
    "label_groups",
)


def test_a_client_is_made_without_settings():
    assert repr(LookoutEquipment()) == "LookoutEquipment()"


def test_settings_reach_the_boto3_client():
    client = LookoutEquipment(region_name="eu-west-1", endpoint_url="http://plant.example", **KEYS)
    assert (client.boto3.meta.region_name, client.boto3.meta.endpoint_url) == (
        "eu-west-1",
        "http://plant.example",
    )


def test_the_boto3_client_pages_and_waits_natively():
    boto3_client = LookoutEquipment(region_name="eu-west-1").boto3
    assert boto3_client.can_paginate("list_model_versions")
    assert "retraining_scheduler_running" in boto3_client.waiter_names


def test_native_paginators_page():
    pages = [
        Answer({"ModelSummaries": [{"ModelName": "a"}], "NextToken": "t"}),
        Answer({"ModelSummaries": []}),
    ]
    boto3_client = Transport(*pages).client().boto3
    assert len(list(boto3_client.get_paginator("list_models").paginate())) == 2


def test_native_waiters_wait():
    Transport(Answer({"Status": "ACTIVE"})).client().boto3.get_waiter("dataset_active").wait(
        DatasetName="pump"
    )


def test_requests_say_that_they_come_from_this_package():
    transport = Transport(Answer({}))
    transport.client().list_models()
    assert "l4e-sdk/" in transport.requests[0].headers["User-Agent"]


def test_the_endpoint_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT", "http://127.0.0.1:8600")
    assert LookoutEquipment(region_name="us-east-1").boto3.meta.endpoint_url == "http://127.0.0.1:8600"


def test_clients_of_different_accounts_live_side_by_side():
    transports = {key: Transport(Answer({})) for key in ("AKIDONE", "AKIDTWO")}
    for key, transport in transports.items():
        transport.client(aws_access_key_id=key).list_models()
    for key, transport in transports.items():
        assert f"Credential={key}/" in transport.requests[0].headers["Authorization"]


def test_a_remote_client_has_no_engine():
    assert LookoutEquipment().engine is None


def test_a_client_takes_the_systems_time():
    assert isinstance(LookoutEquipment().clock, SystemClock)


def test_a_client_takes_the_clock_it_is_given(clock: VirtualClock):
    assert LookoutEquipment(clock=clock).clock is clock


def test_the_objects_of_a_remote_client_are_those_of_s3():
    assert isinstance(LookoutEquipment().objects, S3Objects)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_collections_are_made_once(name: str):
    client = LookoutEquipment()
    assert getattr(client, name) is getattr(client, name)


def test_a_client_shows_where_it_goes_and_no_secrets():
    client = LookoutEquipment(region_name="eu-west-1", **KEYS, aws_session_token="hush")
    assert repr(client) == "LookoutEquipment(region_name='eu-west-1')"


def test_leaving_the_context_closes_the_client():
    with LookoutEquipment(region_name="eu-west-1") as client:
        pass
    with pytest.raises(ConfigurationError, match="closed"):
        _ = client.boto3


def test_a_boto3_client_of_the_callers_is_used_as_it_is():
    session = boto3.Session(**KEYS)
    install(session)
    given = session.client(SERVICE, region_name="eu-west-1")
    assert LookoutEquipment(boto3_client=given).boto3 is given


def test_a_boto3_client_goes_with_no_other_setting():
    given = LookoutEquipment(region_name="eu-west-1").boto3
    with pytest.raises(ConfigurationError, match="boto3_client="):
        LookoutEquipment(boto3_client=given, region_name="eu-west-1")


def test_a_boto3_client_of_another_service_is_refused():
    given = boto3.Session(**KEYS).client("s3", region_name="eu-west-1")
    with pytest.raises(ConfigurationError, match=f"s3; pass one for {SERVICE}"):
        LookoutEquipment(boto3_client=given)


def test_a_client_pickles_as_its_settings():
    client = LookoutEquipment(region_name="eu-west-1", config=Config(read_timeout=5), **KEYS)
    _ = client.boto3
    again = pickle.loads(pickle.dumps(client))
    assert (repr(again), again.boto3.meta.config.read_timeout) == (repr(client), 5)


@pytest.mark.parametrize("settings", [{"session": boto3.Session()}, {"boto3_client": True}])
def test_a_client_made_from_what_does_not_pickle_says_so(settings: dict[str, Any]):
    if "boto3_client" in settings:
        settings = {"boto3_client": LookoutEquipment(region_name="eu-west-1").boto3}
    with pytest.raises(ConfigurationError, match=r"cannot be pickled.*profile_name="):
        pickle.dumps(LookoutEquipment(**settings))


def test_a_local_client_answers_without_a_network():
    with LookoutEquipment.local() as client:
        assert client.list_datasets().dataset_summaries == ()


def test_a_local_client_needs_no_credentials_and_no_region():
    with LookoutEquipment.local() as client:
        assert client.boto3.meta.region_name == "us-east-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_PROFILE", "ghost"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("AWS_DEFAULTS_MODE", "auto"),
        ("AWS_CONFIG_FILE", __file__),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
    ],
)
def test_a_local_client_does_not_mind_the_machines_aws_set_up(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(name, value)
    with LookoutEquipment.local() as client:
        assert client.list_datasets().dataset_summaries == ()


def test_the_region_of_a_local_client_is_in_its_arns():
    with LookoutEquipment.local(region_name="eu-west-1") as client:
        assert ":eu-west-1:" in str(client.create_dataset(dataset_name="pump").dataset_arn)


def test_a_local_client_and_its_engine_share_clock_and_objects(clock: VirtualClock):
    with LookoutEquipment.local(clock=clock) as client:
        assert client.engine is not None
        assert (client.clock, client.objects) == (client.engine.clock, client.engine.objects)


def test_a_folder_keeps_what_was_created(tmp_path: Path):
    with LookoutEquipment.local(tmp_path) as client:
        client.create_dataset(dataset_name="pump")
    with LookoutEquipment.local(tmp_path) as client:
        assert [found.dataset_name for found in client.list_datasets().dataset_summaries] == ["pump"]


def test_a_local_client_with_a_folder_pickles(tmp_path: Path):
    with LookoutEquipment.local(tmp_path) as client:
        client.create_dataset(dataset_name="pump")
        with pickle.loads(pickle.dumps(client)) as again:
            assert again.describe_dataset(dataset_name="pump").dataset_name == "pump"


def test_a_local_client_without_a_folder_does_not_pickle():
    with LookoutEquipment.local() as client, pytest.raises(ConfigurationError, match="with a folder"):
        pickle.dumps(client)


def test_a_local_client_shows_its_folder(tmp_path: Path):
    with LookoutEquipment.local(tmp_path) as client:
        assert repr(client) == f"LookoutEquipment.local({str(tmp_path)!r})"


def without(package: str, line: str) -> str:
    """Run a line in a Python that does not have a package, and return the last line of its traceback."""
    code = f"import sys; sys.modules[{package!r}] = None\n{line}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("package", "line", "purpose"),
    [
        ("polars", "import l4e_sdk; l4e_sdk.LookoutEquipment.local()", "LookoutEquipment.local()"),
        ("filelock", "from l4e_sdk.local import LocalEngine", "l4e_sdk.local"),
        ("sqlalchemy", "from l4e_sdk.local.backup import back_up", "l4e_sdk.local"),
        ("httptools", "from l4e_sdk.local.http import serve", "l4e_sdk.local.http"),
        ("numpy", "from l4e_sdk.testing import Plant", "l4e_sdk.testing.plant"),
    ],
)
def test_without_the_engines_requirements_its_extra_is_named(package: str, line: str, purpose: str):
    remedy = f"{purpose} needs packages that are not installed: pip install 'l4e-sdk[local]'."
    assert without(package, line) == f"l4e_sdk.errors.MissingExtraError: {remedy}"


@pytest.mark.parametrize("package", ["l4e_sdk.local.engine", "l4e_sdk.local.http.door"])
def test_other_failures_to_import_are_not_hidden(package: str):
    told = without(package, "from l4e_sdk.local.http import serve")
    assert told.startswith(f"ModuleNotFoundError: import of {package}")
