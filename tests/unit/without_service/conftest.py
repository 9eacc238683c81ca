"""Processes that run on a botocore without the service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.removed import without_the_service

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def reduced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a botocore that does not have the service."""
    return without_the_service(tmp_path_factory.mktemp("reduced"), "botocore")


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
