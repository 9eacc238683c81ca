"""A botocore that has dropped the service, as it drops services that ended, and processes that run on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import botocore
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
SERVICE = "lookoutequipment"


@pytest.fixture(scope="session")
def reduced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a botocore that knows nothing of the service."""
    folder = tmp_path_factory.mktemp("reduced")
    source = Path(botocore.__file__).parent
    shutil.copytree(source, folder / "botocore", ignore=shutil.ignore_patterns(SERVICE, "__pycache__"))
    endpoints = folder / "botocore/data/endpoints.json"
    document = json.loads(endpoints.read_text(encoding="utf-8"))
    for partition in document["partitions"]:
        partition["services"].pop(SERVICE, None)
    endpoints.write_text(json.dumps(document), encoding="utf-8")
    return folder


@pytest.fixture
def python(reduced: Path) -> Callable[..., str]:
    """Run Python on the reduced botocore and return what it printed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(reduced), str(ROOT)])}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-W", "error", *arguments]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    return run
