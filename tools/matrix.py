"""``python -m tools.matrix`` runs the tests on every Python of this machine that works, each in its own environment.

Candidates are the versions that pyenv has installed, the ``python3.N`` on the PATH, and those that uv finds (it reads
the registry on Windows). A candidate must start and import the modules that need C libraries. For each minor version
the newest is tested; the report names the others with the reason. Arguments are passed on to pytest.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SUPPORTED = SpecifierSet(PROJECT["requires-python"])
UV = [sys.executable, "-m", "uv"]
EXTRAS = ".[local,cli,plot,pandas]"
PROBE = """
import bz2, ctypes, json, lzma, platform, sqlite3, ssl, sysconfig, venv, zlib
free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
print(json.dumps([platform.python_implementation() + " without the GIL" * free, platform.python_version()]))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python that works."""

    path: Path
    version: Version

    @property
    def minor(self) -> str:
        """The first two numbers of the version, as in ``3.12``."""
        return f"{self.version.major}.{self.version.minor}"


@dataclass(frozen=True)
class LeftOut:
    """A candidate that is not tested, and why."""

    path: Path
    reason: str


def on_path(folders: str) -> Iterator[Path]:
    """Yield the ``python3.N`` of supported versions in the folders of a PATH."""
    for folder in folders.split(os.pathsep):
        for path in sorted(Path(folder or os.curdir).glob("python3.*")):
            named = re.fullmatch(r"python(3\.\d+)(\.exe)?", path.name)
            if named and SUPPORTED.contains(named[1]):
                yield path


def of_pyenv() -> Iterator[Path]:
    """Yield the versions that pyenv has installed; its shims on the PATH start the selected versions only."""
    pyenv = shutil.which("pyenv")
    if pyenv is not None:
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=True)
        yield from sorted(Path(root.stdout.strip(), "versions").glob("3.*/bin/python"))


def of_uv() -> Iterator[Path]:
    """Yield the interpreters that uv finds without downloading one."""
    command = [*UV, "python", "list", "--only-installed", "--no-python-downloads", "--output-format=json"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    yield from (Path(each["path"]) for each in json.loads(found.stdout))


def probed(path: Path) -> Interpreter | LeftOut:
    """Start a candidate and return what it is, or why it is left out."""
    try:
        command: list[str | Path] = [path, "-I", "-c", PROBE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return LeftOut(path, f"does not start: {error}")
    if done.returncode != 0:
        return LeftOut(path, f"does not work (exit code {done.returncode}): {done.stderr.strip()}")
    kind, version = json.loads(done.stdout)
    if kind != "CPython" or not SUPPORTED.contains(version, prereleases=True):
        return LeftOut(path, f"{kind} {version}, and the package supports CPython {SUPPORTED}")
    return Interpreter(path, Version(version))


def chosen(candidates: Iterable[Path]) -> tuple[list[Interpreter], list[LeftOut]]:
    """Return the newest interpreter of each minor version, in order, and the candidates that are left out."""
    found = [probed(path) for path in dict.fromkeys(candidates)]
    working = [each for each in found if isinstance(each, Interpreter)]
    best: dict[str, Interpreter] = {}
    for each in sorted(working, key=lambda each: each.version, reverse=True):
        best.setdefault(each.minor, each)
    out = [each for each in found if isinstance(each, LeftOut)]
    # An equal version is the same interpreter under another name, or as good as that.
    older = [each for each in working if each.version < best[each.minor].version]
    out += [LeftOut(each.path, f"{each.version}; {best[each.minor].version} is tested") for each in older]
    return list(reversed(best.values())), out


def untested(interpreters: Sequence[Interpreter]) -> list[str]:
    """Return the minor versions that the project claims and no interpreter here has."""
    claims = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    return sorted(set(claims) - {each.minor for each in interpreters}, key=Version)


def passes(interpreter: Interpreter, arguments: Sequence[str]) -> bool:
    """Make the environment of an interpreter anew and run the tests in it."""
    folder = ROOT / f".venv-{interpreter.minor}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    steps: list[list[str | Path]] = [
        [*UV, "venv", "--quiet", "--clear", "--python", interpreter.path, folder],
        [
            *UV,
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            folder,
            "--editable",
            EXTRAS,
            "--group",
            "test",
        ],
        [python, "-m", "pytest", *arguments],
    ]
    print(f"\n== Python {interpreter.version}: {interpreter.path}", flush=True)
    return all(subprocess.run(step, cwd=ROOT, check=False).returncode == 0 for step in steps)


def main(arguments: Sequence[str]) -> int:
    """Test on all interpreters; the exit code is 1 when one fails or none was found."""
    interpreters, out = chosen([*of_pyenv(), *on_path(os.environ.get("PATH", "")), *of_uv()])
    results = {each: passes(each, arguments) for each in interpreters}
    print("\n== Summary")
    for each, passed in results.items():
        print(f"Python {each.version}: {'passed' if passed else 'FAILED'} ({each.path})")
    for left in out:
        print(f"left out: {left.path}: {left.reason.splitlines()[0]}")
    for minor in untested(interpreters):
        print(f"not found, so not tested: Python {minor}")
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
