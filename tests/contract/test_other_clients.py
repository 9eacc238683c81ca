"""Clients that know nothing of this package, run against ``l4e serve`` as the documentation says.

botocore and the AWS CLI run as AWS will release them: without the service. They get all that they know of it from the
environment that ``l4e env`` prints.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import plant
from tests.support.removed import without_the_service

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "local"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FAULT = (datetime(2024, 3, 18, 6, tzinfo=UTC), datetime(2024, 3, 18, 20, tzinfo=UTC))
DOCUMENTED_PORT = "8600"
MARK = "--next--"


class Shell:
    """A folder with sensor data, and an engine that is served there."""

    def __init__(self, folder: Path, port: int, packages: Path) -> None:
        self.folder = folder
        self.port = port
        self.environment = environment(folder) | {"PYTHONPATH": str(packages)}

    def run(self, script: str, *, program: tuple[str, ...] = ("bash",), timeout: float = 280) -> str:
        """Run a script whose documented port is that of this engine."""
        ended = subprocess.run(
            program,
            input=script.replace(DOCUMENTED_PORT, str(self.port)),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with botocore and the AWS CLI, neither of which has the service."""
    return without_the_service(tmp_path_factory.mktemp("packages"), "botocore", "awscli")


def environment(home: Path) -> dict[str, str]:
    """Return an environment without settings of AWS, in which the programs of this installation are found."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "L4E_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return inherited | {"PATH": path, "HOME": str(home), "SHELL": "/bin/bash", "AWS_PAGER": ""}


@pytest.fixture
def shell(tmp_path: Path, packages: Path) -> Iterator[Shell]:
    """Serve a folder with the command of the documentation, on a free port."""
    place = tmp_path / "sensor-data" / plant.COMPONENT
    place.mkdir(parents=True)
    (place / "history.csv").write_bytes(
        plant.csv(plant.rows(datetime(2024, 1, 1, tzinfo=UTC), 112 * 24, [FAULT]))
    )
    shell = Shell(tmp_path, _free_port(), packages)
    command = ["l4e", "serve", "./plant", "--port", str(shell.port)]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=tmp_path, env=shell.environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_healthy(server, shell.port, log)
            yield shell
        finally:
            server.terminate()
            assert server.wait(timeout=30) == 0, log.read_text()


@pytest.mark.timeout(300)  # forty programs are started, one after the other
@pytest.mark.skipif(shutil.which("bash") is None, reason="the walk is a script for bash")
@pytest.mark.parametrize("page", ["aws-cli", "other-sdks"])
def test_every_command_of_a_page_prints_what_the_page_says(shell: Shell, page: str) -> None:
    steps = [step for block in CONSOLE.findall((PAGES / f"{page}.md").read_text()) for step in _steps(block)]
    assert len(steps) > 2
    steps = [(command, expected) for command, expected in steps if not command.startswith("l4e serve")]
    printed = shell.run("".join(f"{command}\necho {MARK}\n" for command, _ in steps)).split(f"{MARK}\n")
    for (command, expected), actual in zip(steps, printed, strict=False):
        assert _matches(expected, actual), f"$ {command}\n{actual}"


SCRIPT = """
import boto3

client = boto3.client("lookoutequipment")
often = {"Delay": 1}
role = "arn:aws:iam::000000000000:role/any"
client.create_dataset(DatasetName="press")
files = {"Bucket": "factory", "Prefix": "history/", "KeyPattern": "{prefix}/{component_name}/*"}
job = client.start_data_ingestion_job(
    DatasetName="press", RoleArn=role, IngestionInputConfiguration={"S3InputConfiguration": files}
)["JobId"]
client.get_waiter("data_ingestion_job_success").wait(JobId=job, WaiterConfig=often)
client.create_model(
    ModelName="press", DatasetName="press",
    TrainingDataStartTime="2024-01-01T00:00:00Z", TrainingDataEndTime="2024-03-01T00:00:00Z",
)
client.get_waiter("model_success").wait(ModelName="press", WaiterConfig=often)
pages = client.get_paginator("list_model_versions").paginate(ModelName="press")
print([version["Status"] for version in pages.search("ModelVersionSummaries[]")])
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="the lines are for bash")
def test_a_script_on_boto3_goes_from_files_to_a_model(shell: Shell) -> None:
    shutil.copytree(shell.folder / "sensor-data", shell.folder / "plant/s3/factory/history")
    (shell.folder / "walk.py").write_text(SCRIPT)
    printed = shell.run(f'eval "$(l4e env http://127.0.0.1:{DOCUMENTED_PORT})"\npython walk.py')
    assert printed == "['SUCCESS']\n"


BOTO3 = "import boto3; c = boto3.client('lookoutequipment'); print(len(c.waiter_names), c.can_paginate('list_models'))"
CLIENTS = {
    "boto3": (f'python -c "{BOTO3}"', "Unknown service: 'lookoutequipment'"),
    "the AWS CLI": ("aws lookoutequipment list-models", "argument command: Invalid choice"),
}


@pytest.mark.skipif(shutil.which("bash") is None, reason="the lines are for bash")
@pytest.mark.parametrize("client", CLIENTS)
def test_without_the_data_path_a_client_fails_before_it_calls(
    client: str, packages: Path, tmp_path: Path
) -> None:
    command, message = CLIENTS[client]
    script = f"""eval "$(l4e env http://127.0.0.1:9 --no-keys)"
        unset AWS_DATA_PATH
        {command}"""
    ended = _bash(script, environment(tmp_path) | {"PYTHONPATH": str(packages)})
    assert ended.returncode != 0
    assert message in ended.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="the lines are for bash")
def test_clients_that_have_the_service_take_paginators_and_waiters_from_the_data_path(tmp_path: Path) -> None:
    script = f"""eval "$(l4e env http://127.0.0.1:9 --no-keys)"
        python -c "{BOTO3}"
        aws lookoutequipment wait model-success --generate-cli-skeleton
        aws lookoutequipment list-models --max-items 1"""
    ended = _bash(script, environment(tmp_path))
    waiters, skeleton = ended.stdout.split("\n", 1)
    assert waiters == "12 True"
    assert json.loads(skeleton) == {"ModelName": ""}
    assert 'Could not connect to the endpoint URL: "http://127.0.0.1:9/"' in ended.stderr


@pytest.mark.skipif(
    shutil.which("npm") is None or shutil.which("node") is None, reason="Node.js is not installed"
)
def test_the_javascript_sdk_runs_the_block_of_the_page(shell: Shell) -> None:
    page = (PAGES / "other-sdks.md").read_text()
    (block,) = re.findall(r"^```javascript\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (expected,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "@aws-sdk/client-lookoutequipment"]
    try:
        subprocess.run(install, cwd=shell.folder, capture_output=True, text=True, timeout=90, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        # Without a way to npm's registry it fails, or tries again for minutes; nothing of ours has run yet.
        pytest.skip(f"the JavaScript SDK cannot be installed here: {error}; {str(error.stderr)[-200:]}")
    (shell.folder / "walk.mjs").write_text(block.replace(DOCUMENTED_PORT, str(shell.port)))
    assert shell.run("", program=("node", "walk.mjs")) == expected


def _bash(script: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash"], input=script, env=variables, capture_output=True, text=True, timeout=60, check=False
    )


def _steps(block: str) -> list[tuple[str, str]]:
    """Cut a console block into commands and what they print."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _matches(expected: str, actual: str) -> bool:
    """Compare, where three dots stand for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("..."))
    return re.fullmatch(pattern, actual.strip(), re.DOTALL) is not None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server accepts connections; it is asked again as soon as it has refused."""
    while True:
        assert server.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
