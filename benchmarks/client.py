"""The client's budgets: ``python -m benchmarks.client`` measures them and rewrites their section of docs/benchmarks.md.

Everything is measured against boto3 in the same run, interleaved, and compared by medians. Calls are answered inside the
process with the same bytes for both (``benchmarks.canned``), so what is compared is the work of the two clients and
nothing else. What an import costs is measured in fresh processes, by their own clocks.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psutil

import l4e_sdk
from benchmarks import budget
from benchmarks.budget import Result
from benchmarks.canned import PAGE, Canned
from l4e_sdk import LookoutEquipment, Pager

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
PROCESSES = 11
VERSIONS = 100_000
SAMPLE = 100
"""Items between two looks at the memory; a divisor of a page."""
KEYS = "region_name='us-east-1', aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret'"
SETTINGS: dict[str, Any] = {
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "secret",
}
METHOD = (
    "Both clients get the same bytes from inside the process. Ratios compare medians of interleaved runs. Imports are "
    "measured in fresh processes, memory as the highest of samples in two processes, sizes with compiled files. The "
    "client half is everything except the packages that need an extra: the engine, the command line and the plots."
)


def main() -> None:
    """Measure, print and write down."""
    results = [imports(), ready(), first_call(), describe(), listing(), memory(), size(), extras()]
    for result in results:
        print(result.row())
    budget.write("Client", "python -m benchmarks.client", METHOD, results)


def imports() -> Result:
    """Import the package, without using it."""
    ours, theirs = in_processes("import l4e_sdk", "import boto3")
    return compared("`import l4e_sdk`", "`import boto3`", 0.5, ours, theirs)


def ready() -> Result:
    """Import the package and make a client that can be called."""
    ours, theirs = in_processes(
        f"import l4e_sdk; l4e_sdk.LookoutEquipment({KEYS}).boto3",
        f"import boto3; boto3.client('lookoutequipment', {KEYS})",
    )
    return compared("import and client ready", "the same of boto3", 1.6, ours, theirs)


def first_call() -> Result:
    """Import the package, make a client and get a first answer; a typed one loads pydantic and the shapes it needs."""
    canned = "from benchmarks.canned import Canned"
    ours, theirs = in_processes(
        f"import l4e_sdk; {canned}; client = l4e_sdk.LookoutEquipment({KEYS}); Canned().attach(client.boto3); "
        "client.describe_model(model_name='pump-17')",
        f"import boto3; {canned}; client = boto3.client('lookoutequipment', {KEYS}); Canned().attach(client); "
        "client.describe_model(ModelName='pump-17')",
    )
    return compared("import, client and a first answer", "the same of boto3", None, ours, theirs)


def describe() -> Result:
    """Call an operation with a small answer."""
    ours, theirs = clients()
    times = in_turns(
        lambda: ours.describe_model(model_name="pump-17"),
        lambda: theirs.describe_model(ModelName="pump-17"),
        calls=100,
    )
    return compared("typed `describe_model`", "raw boto3", 1.05, *times)


def listing() -> Result:
    """Call an operation with a large answer."""
    ours, theirs = clients()
    times = in_turns(
        lambda: ours.list_model_versions(model_name="pump-17", max_results=PAGE),
        lambda: theirs.list_model_versions(ModelName="pump-17", MaxResults=PAGE),
        calls=5,
    )
    return compared(f"typed `list_model_versions`, {PAGE} items", "raw boto3", 0.25, *times)


def memory() -> Result:
    """Iterate a list far larger than a page."""
    one, all_of_them = peak_of(PAGE), peak_of(VERSIONS)
    detail = f"{all_of_them:.1f} MB, {one:.1f} MB"
    more = all_of_them - one
    return Result(f"iterating {VERSIONS:,} versions", "peak memory of one page, +", 20, more, "MB", detail)


def size() -> Result:
    """Weigh what installing the client adds to boto3 and pydantic."""
    package = Path(l4e_sdk.__file__).parent
    tenacity = importlib.metadata.distribution("tenacity").locate_file("tenacity")
    parts = [
        installed_size(package, without=("local", "cli", "plotting")),
        installed_size(Path(str(tenacity))),
    ]
    detail = f"{parts[0]:.2f} MB, and {parts[1]:.2f} MB for tenacity"
    return Result("installed size of the client half", "boto3 and pydantic, +", 3, sum(parts), "MB", detail)


def extras() -> Result:
    """Weigh what is installed besides, and works with an extra only."""
    package = Path(l4e_sdk.__file__).parent
    more = installed_size(package, without=("local",)) - installed_size(
        package, without=("local", "cli", "plotting")
    )
    return Result("the command line and the pictures", "the client half, +", None, more, "MB", "")


def clients() -> tuple[LookoutEquipment, Any]:
    """Make a typed client and a plain boto3 client with the same transport."""
    canned = Canned()
    session = boto3.Session()
    l4e_sdk.install(session)  # the service itself, should botocore have dropped it
    ours, theirs = LookoutEquipment(**SETTINGS), session.client("lookoutequipment", **SETTINGS)
    canned.attach(ours.boto3)
    canned.attach(theirs)
    return ours, theirs


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], *, calls: int) -> tuple[float, float]:
    """Return the median time of a call of each, in seconds; the first round warms up and does not count."""
    times = [(timed(ours, calls), timed(theirs, calls)) for _ in range(ROUNDS + 1)][1:]
    return statistics.median(time for time, _ in times), statistics.median(time for _, time in times)


def timed(call: Callable[[], object], calls: int) -> float:
    """Return the time of one of some calls in a row, in seconds."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def in_processes(ours: str, theirs: str) -> tuple[float, float]:
    """Return the median time of each statement in processes of its own, in seconds."""
    times = [(alone(ours), alone(theirs)) for _ in range(PROCESSES + 1)][1:]
    return statistics.median(time for time, _ in times), statistics.median(time for _, time in times)


def alone(statement: str) -> float:
    """Return the time of a statement in a fresh process, without the start of the interpreter."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    return float(output_of("-c", code))


def peak_of(versions: int) -> float:
    """Return the peak memory of a process that iterates so many versions, in MB."""
    return float(output_of("-m", "benchmarks.client", "iterate", str(versions)))


def iterate(versions: int) -> None:
    """Iterate so many versions and print the peak memory of this process, in MB."""
    client = LookoutEquipment(**SETTINGS)
    Canned(versions).attach(client.boto3)
    pager = Pager(
        lambda token, size: client.list_model_versions(
            model_name="pump-17", next_token=token, max_results=size
        ),
        lambda reply: reply.model_version_summaries,
        page_size=PAGE,
    )
    # Sampled, since what the system calls a process's peak may be that of the process it was forked from.
    process, peak, seen = psutil.Process(), 0, 0
    for seen, _ in enumerate(pager, start=1):
        if seen % SAMPLE == 0:
            peak = max(peak, process.memory_info().rss)
    assert seen == versions
    print(peak / 1e6)


def installed_size(package: Path, without: tuple[str, ...] = ()) -> float:
    """Return the size of a package as pip leaves it, with its compiled files, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, package.name)
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", *without))
        compileall.compile_dir(copy, quiet=1)
        return sum(file.stat().st_size for file in copy.rglob("*") if file.is_file()) / 1e6


def output_of(*arguments: str) -> str:
    """Return what a fresh Python prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def compared(what: str, against: str, limit: float | None, ours: float, theirs: float) -> Result:
    """Return the ratio of two times as a result."""
    return Result(what, against, limit, ours / theirs, "", f"{ours * 1e3:.2f} ms, {theirs * 1e3:.2f} ms")


if __name__ == "__main__":
    if sys.argv[1:2] == ["iterate"]:
        iterate(int(sys.argv[2]))
    else:
        main()
