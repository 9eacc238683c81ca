"""``l4e serve``, as a program of its own that other programs talk to."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

from l4e_sdk.testing import Plant
from tests.support.s3 import give_credentials, serving
from tests.unit.cli.conftest import L4E, NOW, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(shutil.which("bash") is None, reason="the line is one of bash")
def test_other_commands_talk_to_a_server_by_the_line_that_it_prints(press: Line, tmp_path: Path):
    port = free_port()
    line = [*L4E, "serve", str(press.folder), "--port", str(port), "--region", "eu-west-1"]
    l4e = tmp_path / "l4e"
    l4e.write_text(f'#!/bin/sh\nexec {shlex.join(L4E)} "$@"\n')
    l4e.chmod(0o755)
    environment = dict(os.environ) | {
        "SHELL": "/bin/bash",
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
    }
    with subprocess.Popen(
        line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        said = [server.stdout.readline() for _ in range(5)]
        try:
            (setting,) = (each.strip() for each in said if each.startswith("  "))
            assert f"l4e env http://127.0.0.1:{port} --region eu-west-1" in setting
            done = subprocess.run(
                ["bash"],
                input=f"{setting}\necho $AWS_REGION\nl4e models list",
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.startswith("eu-west-1\n")
        finally:
            server.send_signal(signal.SIGTERM)
            _, rest = server.communicate(timeout=30)
    assert f"--endpoint-url http://127.0.0.1:{port}" in said[4]
    assert server.returncode == 0
    assert "Traceback" not in rest
    assert "ListModels" in rest


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_waits_for_the_line_with_the_address_can_call_at_once(press: Line, workers: int):
    line = [*L4E, "serve", str(press.folder), "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split(" at ")[1].split()[0]
        try:
            with urlopen(f"{url}/health", timeout=30) as answer:
                assert answer.status == 200
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
    assert server.returncode == 0


def test_a_server_that_cannot_listen_names_no_address(press: Line):
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = program("serve", str(press.folder), "--port", str(other.getsockname()[1]))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "another port" in done.stderr


def test_a_server_with_keys_prints_where_they_are(press: Line, tmp_path: Path):
    keys = tmp_path / "the keys"
    keys.write_text("[plant]\naws_access_key_id = AKIDPLANT\naws_secret_access_key = hush\n")
    keys.chmod(0o600)
    port = free_port()
    line = [*L4E, "serve", str(press.folder), "--port", str(port), "--keys", str(keys)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = "".join(server.stdout.readline() for _ in range(9))
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert f"AWS_SHARED_CREDENTIALS_FILE='{keys}'" in said
    assert "hush" not in said


def test_quotas_and_origins_are_options(press: Line):
    options = ["--port", "0", "--quotas", "label_groups=0", "--allow-origin", "http://localhost:3000"]
    line = [*L4E, "serve", str(press.folder), *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split(" at ")[1].split()[0]
        try:
            page = Request(f"{url}/health", headers={"Origin": "http://localhost:3000"})
            with urlopen(page, timeout=30) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
            done = program(
                "--endpoint-url",
                url,
                "--region",
                "us-east-1",
                "labels",
                "create",
                "faults",
                AWS_ACCESS_KEY_ID="a",
                AWS_SECRET_ACCESS_KEY="b",
            )
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
    assert done.returncode != 0
    assert "l4e serve --quotas label_groups=..." in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        ("--quotas", "gcp", "'aws'"),
        ("--allow-origin", "*", "name each one"),
        ("--retention", "executions=30", "retention of executions"),
    ],
)
def test_options_that_mean_nothing_are_refused(empty: Line, option: str, value: str, word: str):
    done = empty("serve", str(empty.folder), option, value)
    assert done.exit_code == 1
    assert word in done.stderr


def test_another_address_than_this_machines_needs_keys(empty: Line):
    done = empty("serve", str(empty.folder), "--host", "0.0.0.0")
    assert done.exit_code == 1
    assert "--keys" in done.stderr


def test_a_file_without_keys_is_reported(empty: Line, tmp_path: Path):
    (tmp_path / "keys").touch(mode=0o600)
    done = empty("serve", str(empty.folder), "--keys", str(tmp_path / "keys"))
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr


def test_a_server_needs_a_folder():
    done = program("serve")
    assert done.returncode == 2
    assert "l4e serve FOLDER" in done.stderr


def test_sensor_data_may_be_at_an_s3_endpoint(empty: Line, monkeypatch: pytest.MonkeyPatch):
    give_credentials(monkeypatch)
    port = free_port()
    with serving() as endpoint:
        endpoint.reset()
        body = Plant().readings(NOW - timedelta(days=15), NOW).csv().encode()
        endpoint.client().put_object(Bucket="plant", Key="history/press-07/all.csv", Body=body)
        line = [*L4E, "serve", str(empty.folder), "--port", str(port), "--s3", endpoint.url]
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            server.stdout.readline()
            here = {
                "AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT": f"http://127.0.0.1:{port}",
                "AWS_REGION": "us-east-1",
            }
            try:
                assert program("datasets", "create", "press", **here).returncode == 0
                role = "arn:aws:iam::000000000000:role/plant"
                source = ("s3://plant/history/", "--role-arn", role, "--wait")
                done = program("datasets", "ingest", "press", *source, **here)
                assert done.returncode == 0, done.stderr
                assert "SUCCESS" in done.stdout
            finally:
                server.send_signal(signal.SIGTERM)
                server.communicate(timeout=30)
