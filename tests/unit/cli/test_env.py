"""``l4e env``: what it prints, from which facts."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from l4e_sdk import VirtualClock
from l4e_sdk._botocore_data import DATA_DIR
from l4e_sdk.cli.app import app
from l4e_sdk.cli.env import data_path
from l4e_sdk.local import EngineSettings, LocalEngine
from tests.support.served import KEY, served
from tests.unit.cli.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = "http://127.0.0.1:9"
PLACEHOLDERS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


@pytest.fixture(autouse=True)
def _no_settings_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.upper().startswith("AWS_") or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SHELL", "/bin/bash")
    for name in ("config", "credentials"):
        (tmp_path / name).touch()
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    with LocalEngine(clock=VirtualClock(NOW), settings=EngineSettings(workers=0)) as engine:
        yield engine


@pytest.fixture(scope="module")
def open_url(engine: LocalEngine) -> Iterator[str]:
    with served(engine) as url:
        yield url


@pytest.fixture(scope="module")
def guarded_url(engine: LocalEngine) -> Iterator[str]:
    with served(engine, keys=(KEY,)) as url:
        yield url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["env", *arguments], prog_name="l4e")


def variables(*arguments: str) -> dict[str, str]:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    lines = [shlex.split(line) for line in done.stdout.splitlines() if not line.startswith("#")]
    assert all(line[0] == "export" and len(line) == 2 for line in lines)
    return dict(line[1].split("=", 1) for line in lines)


def test_a_server_without_keys_gets_placeholder_keys(open_url: str) -> None:
    assert variables(open_url) == {
        "AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT": open_url,
        "AWS_ENDPOINT_URL_L4E": open_url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_DATA_PATH": str(DATA_DIR),
        **PLACEHOLDERS,
    }


def test_a_server_with_keys_gets_a_remark_in_place_of_keys(guarded_url: str) -> None:
    done = run(guarded_url)
    assert not any(name in done.stdout for name in ("local\n", KEY.id, KEY.secret))
    assert "# The server checks signatures. Set AWS_ACCESS_KEY_ID" in done.stdout
    assert "The server checks signatures" in done.stderr


def test_an_answer_leaves_no_doubt(open_url: str) -> None:
    assert run(open_url).stderr == ""


@pytest.mark.parametrize(
    ("url", "assumption"), [(NOBODY, "it does not"), ("http://plant.invalid:8600", "it does.")]
)
def test_without_an_answer_the_address_decides_and_a_remark_says_so(url: str, assumption: str) -> None:
    done = run(url)
    assert done.exit_code == 0
    assert assumption in done.stderr
    assert ("AWS_ACCESS_KEY_ID=local" in done.stdout) is (url == NOBODY)


def test_options_decide_without_a_question(guarded_url: str) -> None:
    assert variables(guarded_url, "--no-keys").items() >= PLACEHOLDERS.items()
    assert "AWS_ACCESS_KEY_ID" not in variables(NOBODY, "--keys")


def test_the_usual_address_is_that_of_l4e_serve() -> None:
    assert variables("--no-keys")["AWS_ENDPOINT_URL_L4E"] == "http://127.0.0.1:8600"


def test_the_option_for_an_endpoint_names_the_server_as_well() -> None:
    assert variables("--endpoint-url", NOBODY)["AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT"] == NOBODY


class TestCredentials:
    def test_credentials_of_the_shell_stay(self, open_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDMINE")
        assert "AWS_ACCESS_KEY_ID" not in variables(open_url)
        assert "Your existing credentials stay in use." in run(open_url).stdout

    @pytest.mark.parametrize(
        ("file", "text"),
        [
            ("credentials", "[default]\naws_access_key_id = AKIDMINE\naws_secret_access_key = hush\n"),
            ("config", "[default]\nsso_session = plant\n[sso-session plant]\nsso_region = eu-west-1\n"),
        ],
    )
    def test_credentials_of_the_default_profile_stay(
        self, open_url: str, tmp_path: Path, file: str, text: str
    ) -> None:
        (tmp_path / file).write_text(text)
        done = run(open_url)
        assert done.exit_code == 0
        assert "ACCESS_KEY_ID=" not in done.stdout
        assert "hush" not in done.stdout

    def test_a_profile_with_a_region_alone_needs_keys(self, open_url: str, tmp_path: Path) -> None:
        (tmp_path / "config").write_text("[default]\nregion = eu-west-1\n")
        assert variables(open_url).items() >= {"AWS_REGION": "eu-west-1", **PLACEHOLDERS}.items()

    def test_an_option_replaces_credentials_of_the_shell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDMINE")
        assert variables(NOBODY, "--no-keys").items() >= PLACEHOLDERS.items()

    def test_a_profile_is_handed_on(self, guarded_url: str, tmp_path: Path) -> None:
        (tmp_path / "config").write_text("[profile plant]\nregion = eu-north-1\n")
        found = variables(guarded_url, "--profile", "plant")
        assert (found["AWS_PROFILE"], found["AWS_REGION"]) == ("plant", "eu-north-1")

    def test_a_profile_that_does_not_exist_is_an_error(self) -> None:
        done = run(NOBODY, "--profile", "missing")
        assert done.exit_code == 1
        assert "missing" in done.stderr
        assert done.stdout == ""


class TestRegion:
    def test_an_option_overrides_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "eu-west-1")
        assert variables(NOBODY, "--region", "eu-north-1")["AWS_DEFAULT_REGION"] == "eu-north-1"

    @pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
    def test_both_variables_get_the_region_of_the_shell(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, "eu-west-1")
        found = variables(NOBODY)
        assert (found["AWS_REGION"], found["AWS_DEFAULT_REGION"]) == ("eu-west-1", "eu-west-1")


class TestDataPath:
    @pytest.mark.parametrize(
        ("known", "others"),
        [
            ([], []),
            (["/a b", "/c"], ["/a b", "/c"]),
            (["", "/a", ""], ["/a"]),
            ([str(DATA_DIR)], []),
            (["/a", str(DATA_DIR)], ["/a"]),
        ],
    )
    def test_known_directories_stay_behind_ours(self, known: list[str], others: list[str]) -> None:
        assert data_path(os.pathsep.join(known)).split(os.pathsep) == [str(DATA_DIR), *others]

    def test_the_line_keeps_those_of_the_shell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DATA_PATH", "/it's mine")
        assert variables(NOBODY)["AWS_DATA_PATH"] == f"{DATA_DIR}{os.pathsep}/it's mine"


class TestOtherSettings:
    def test_ignored_endpoints_are_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True")
        assert "SDKs ignore these addresses" in run(NOBODY).stderr

    def test_a_folder_in_the_environment_is_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("L4E_LOCAL", "plant")
        assert "the command l4e uses that folder" in run(NOBODY).stderr

    def test_a_folder_as_an_option_is_refused(self) -> None:
        done = run(NOBODY, "--local", "plant")
        assert done.exit_code == 2
        assert "omit --local" in done.stderr

    def test_calls_to_this_machine_go_past_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
        monkeypatch.setenv("NO_PROXY", "plant.invalid")
        assert variables(NOBODY)["NO_PROXY"] == "plant.invalid,127.0.0.1"


class TestOutput:
    def test_it_ends_with_the_line_to_run(self) -> None:
        last = run(NOBODY, "--region", "eu-west-1", "--no-keys").stdout.splitlines()[-1]
        assert (
            last == f'# To set these variables, run: eval "$(l4e env {NOBODY} --region eu-west-1 --no-keys)"'
        )

    @pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "cmd", "dotenv"])
    def test_every_shell_gets_every_variable(self, shell: str) -> None:
        text = run(NOBODY, "--shell", shell).stdout
        for name in ("AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT", "AWS_REGION", "AWS_DATA_PATH", "AWS_ACCESS_KEY_ID"):
            assert name in text

    def test_a_value_that_a_shell_cannot_express_leaves_no_half_of_the_lines(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_DATA_PATH", "/a\nb")
        done = run(NOBODY)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "AWS_DATA_PATH" in done.stderr
