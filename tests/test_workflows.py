"""Workflows run what contributors run: every command of theirs is a target of the Makefile."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github/workflows").glob("*.yml")
}
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"].values()]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def commands() -> list[str]:
    """Return all commands of the workflows and of Read the Docs."""
    runs = [step["run"] for _, job in JOBS for step in job["steps"] if "run" in step]
    return runs + yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))["build"]["commands"]


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_a_command_is_one_target_of_the_makefile(command: str):
    found = re.fullmatch(r"make ([a-z]+)( [A-Z]+=\S+)*", command)
    assert found
    assert found[1] in TARGETS


def test_every_target_has_a_line_in_the_help():
    (phony,) = re.findall(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    assert set(phony.replace("\\", "").split()) == TARGETS


def test_every_check_of_a_contributor_runs_before_a_merge():
    runs = {step["run"] for name, job in JOBS if name == "ci" for step in job["steps"] if "run" in step}
    assert runs >= {f"make {target}" for target in ("lint", "types", "docs", "pytest", "lowest", "dist")}


def test_the_tests_run_on_three_systems_and_every_version_that_the_package_claims():
    matrix = WORKFLOWS["ci"]["jobs"]["tests"]["strategy"]["matrix"]
    assert [system.partition("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert set(claimed) <= set(matrix["python"])
    assert f">={matrix['python'][0]}" == PROJECT["requires-python"]


def test_only_the_tested_distributions_are_published():
    build, publish = WORKFLOWS["release"]["jobs"].values()
    assert publish["needs"] == "distributions"
    assert [step["run"] for step in build["steps"] if "run" in step] == ["make dist", "make tagged"]
    assert publish["permissions"] == {"id-token": "write"}
    assert not any("run" in step for step in publish["steps"])
