"""The engine or endpoint that a command calls."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from l4e_sdk.cli.endpoint import Endpoint
from tests.unit.cli.conftest import program


def chosen(
    *,
    local: Path | None = None,
    endpoint_url: str | None = None,
    region: str | None = None,
    profile: str | None = None,
) -> Endpoint:
    return Endpoint.chosen(local=local, endpoint_url=endpoint_url, region=region, profile=profile)


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("L4E_LOCAL", "plant")
    assert chosen().local == Path("plant")


def test_an_option_overrides_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("L4E_LOCAL", "plant")
    assert chosen(local=Path("other")).local == Path("other")
    assert chosen(endpoint_url="http://127.0.0.1:8600").local is None
    assert chosen(profile="plant").local is None


@pytest.mark.parametrize("other", [{"endpoint_url": "http://127.0.0.1:8600"}, {"profile": "plant"}])
def test_two_places_are_refused(other: dict[str, str]):
    with pytest.raises(typer.BadParameter, match="omit"):
        chosen(local=Path("plant"), **other)


def test_an_endpoint_is_used_with_its_region():
    with chosen(endpoint_url="http://127.0.0.1:8600", region="eu-west-1").open() as client:
        assert client.engine is None
        assert client.boto3.meta.endpoint_url == "http://127.0.0.1:8600"
        assert client.boto3.meta.region_name == "eu-west-1"


def test_the_endpoint_may_come_from_the_environment_as_boto3_reads_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT", "http://127.0.0.1:8600")
    with chosen(region="eu-west-1").open() as client:
        assert client.boto3.meta.endpoint_url == "http://127.0.0.1:8600"


@pytest.mark.parametrize("works", [True, False])
def test_an_engine_works_only_for_commands_that_wait(works: bool, tmp_path: Path):
    with chosen(local=tmp_path, region="eu-west-1").open(works=works) as client:
        assert client.engine is not None
        assert client.engine.settings.background is works
        assert client.engine.settings.region == "eu-west-1"


def test_two_places_on_the_line_are_a_fault_of_usage():
    done = program("--local", "plant", "--endpoint-url", "http://127.0.0.1:9", "models", "list")
    assert done.returncode == 2
    assert "omit --endpoint-url and --profile" in done.stderr
