"""Sessions: regions, retry settings, and a service that botocore may have dropped."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import NoCredentialsError, NoRegionError
from botocore.loaders import JSONFileLoader

from l4e_sdk import ConfigurationError, LookoutEquipment, install
from l4e_sdk._botocore_data import DATA_DIR, SERVICE
from l4e_sdk._calls.session import client_config, configuration_error, default_region, new_session
from l4e_sdk._version import __version__

if TYPE_CHECKING:
    from pathlib import Path

REGION = {"region_name": "us-east-1"}


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(
        "[default]\nregion = eu-north-1\n"
        "[profile plant]\nregion = eu-west-3\n"
        "[profile patient]\nmax_attempts = 9\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))


def test_a_session_of_ours_pages_natively():
    assert new_session().client(SERVICE, **REGION).can_paginate("list_models")


def test_a_session_of_ours_waits_natively():
    assert "model_success" in new_session().client(SERVICE, **REGION).waiter_names


def test_sessions_of_ours_read_a_description_once(monkeypatch: pytest.MonkeyPatch):
    new_session().client(SERVICE, **REGION)
    read: list[str] = []
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda _, path: read.append(path))
    assert new_session().client(SERVICE, **REGION).can_paginate("list_models")
    assert read == []


def test_a_session_of_the_user_has_a_loader_of_its_own():
    sessions = boto3.Session(), boto3.Session()
    for session in sessions:
        install(session)
    first, second = (session._session.get_component("data_loader") for session in sessions)
    assert first is not second


def test_a_session_of_ours_leaves_the_default_session_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # another test of this process may have made one
    new_session()
    assert boto3.DEFAULT_SESSION is None


def test_install_gives_a_boto3_session_paginators():
    session = boto3.Session()
    install(session)
    assert session.client(SERVICE, **REGION).can_paginate("list_models")


def test_install_gives_a_boto3_session_waiters():
    session = boto3.Session()
    install(session)
    assert "dataset_active" in session.client(SERVICE, **REGION).waiter_names


def test_install_gives_a_botocore_session_paginators():
    session = botocore.session.Session()
    install(session)
    assert session.create_client(SERVICE, **REGION).can_paginate("list_models")


def test_install_reaches_a_session_whose_loader_has_remembered_the_services():
    session = boto3.Session()
    session.client("s3", **REGION).get_waiter("bucket_exists")
    install(session)
    assert "model_success" in session.client(SERVICE, **REGION).waiter_names


def test_install_leaves_other_services_as_they_are():
    session = boto3.Session()
    before = session.client("s3", **REGION).waiter_names
    install(session)
    assert session.client("s3", **REGION).waiter_names == before


def test_installing_twice_is_installing_once():
    session = botocore.session.Session()
    install(session)
    install(session)
    assert session.get_component("data_loader").search_paths.count(str(DATA_DIR)) == 1


def test_installed_data_is_searched_last():
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, "mine")
    install(session)
    paths = session.get_component("data_loader").search_paths
    assert (paths[0], paths[-1]) == ("mine", str(DATA_DIR))


def test_the_region_of_a_session_goes_first(monkeypatch: pytest.MonkeyPatch, profiles: None):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert default_region(boto3.Session(region_name="ap-northeast-2")) == "ap-northeast-2"


def test_the_region_of_a_chosen_profile_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, profiles: None
):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert default_region(new_session("plant")) == "eu-west-3"


def test_aws_region_goes_before_aws_default_region(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert default_region(new_session()) == "eu-west-1"


def test_aws_default_region_counts(monkeypatch: pytest.MonkeyPatch, profiles: None):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert default_region(new_session()) == "us-east-1"


def test_the_region_of_the_default_profile_goes_last(profiles: None):
    assert default_region(new_session()) == "eu-north-1"


def test_there_may_be_no_region():
    assert default_region(new_session()) is None


def test_six_attempts_in_standard_mode_unless_told_otherwise():
    assert client_config(new_session()).retries == {"mode": "standard", "total_max_attempts": 6}


def test_time_outs_are_ours_unless_told_otherwise():
    config = client_config(new_session())
    assert (config.connect_timeout, config.read_timeout) == (10, 60)


def test_the_callers_config_wins():
    config = client_config(new_session(), Config(read_timeout=5, retries={"mode": "adaptive"}))
    assert (config.read_timeout, config.retries, config.connect_timeout) == (5, {"mode": "adaptive"}, 10)


def test_the_sessions_own_config_goes_before_ours_and_after_the_callers():
    core = botocore.session.Session()
    core.set_default_client_config(Config(read_timeout=5, connect_timeout=6))
    config = client_config(boto3.Session(botocore_session=core), Config(connect_timeout=7))
    assert (config.read_timeout, config.connect_timeout) == (5, 7)


def test_the_callers_config_stays_as_it_is():
    wishes = Config(retries={"max_attempts": 3})
    before = copy.deepcopy(wishes.retries)
    session = new_session()
    session.client(SERVICE, config=client_config(session, wishes), **REGION)
    assert wishes.retries == before


def test_retries_of_the_environment_go_before_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    session = new_session()
    client = session.client(SERVICE, config=client_config(session), **REGION)
    assert client.meta.config.retries["total_max_attempts"] == 2


def test_retries_of_the_profile_go_before_ours(profiles: None):
    assert client_config(new_session("patient")).retries is None


def test_requests_say_that_they_come_from_this_package():
    assert client_config(new_session()).user_agent_extra == f"l4e-sdk/{__version__}"


def test_the_callers_own_word_follows_ours():
    config = client_config(new_session(), Config(user_agent_extra="plant/7"))
    assert config.user_agent_extra == f"l4e-sdk/{__version__} plant/7"


def test_an_error_of_the_settings_names_the_remedy():
    assert "AWS_REGION" in str(configuration_error(NoRegionError()))


def test_an_error_without_a_known_remedy_is_still_told():
    assert str(configuration_error(OSError("no such disk"))) == "no such disk"


def test_a_remedy_is_a_sentence_of_its_own():
    told = str(configuration_error(NoCredentialsError()))
    assert told.startswith("Unable to locate credentials. Name a profile")


def test_an_endpoint_without_a_scheme_is_told_how_it_is_written():
    with pytest.raises(ConfigurationError, match=r"Invalid endpoint: 127.0.0.1:8600. .*http://127"):
        LookoutEquipment(endpoint_url="127.0.0.1:8600", region_name="us-east-1").list_models()


def test_configuration_errors_are_of_this_package():
    assert isinstance(configuration_error(ValueError("x")), ConfigurationError)
