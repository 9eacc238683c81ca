"""Clients that know nothing of this package, run against ``l4e serve`` as the documentation says."""

from __future__ import annotations

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

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        programs = Path(sys.executable).parent
        self.environment = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "AWS_PAGER": "",
            "HOME": str(folder),
        }

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


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Serve a folder with the command of the documentation, on a free port."""
    place = tmp_path / "sensor-data" / plant.COMPONENT
    place.mkdir(parents=True)
    (place / "history.csv").write_bytes(
        plant.csv(plant.rows(datetime(2024, 1, 1, tzinfo=UTC), 112 * 24, [FAULT]))
    )
    shell = Shell(tmp_path, _free_port())
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
