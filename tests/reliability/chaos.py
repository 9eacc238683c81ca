"""Kill an engine again and again: ``python -m tests.reliability.chaos --kills 200 --seed 1``.

A life of the engine runs as a process of its own, with worker processes; this program kills it at a random moment and
starts the next one on the same folder, which first proves everything that was acknowledged. A script that has come to
its end must have made the same as an undisturbed run, byte for byte. There are four ways to die:

* ``group``: the engine and its workers at once, as a machine that loses power;
* ``alone``: the engine only, so that its workers may still be writing when the next life begins;
* ``point``: just before or after a chosen fsync, rename or commit;
* ``worker``: a worker only; the engine must live on.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.reliability import figures, killpoint
from tests.reliability.life import LOG, Door, live
from tests.reliability.script import SCRIPT

WAYS = {"group": 45, "alone": 15, "point": 30, "worker": 10}
"""How often each way to die is taken, of a hundred."""
REACH = 1.0
"""Mean seconds until a kill; a life that opens an engine and trains takes about as long."""
LONGEST = 120.0
"""Seconds after which a life that is not killed counts as hung."""
HOOKS = Path(__file__).parent / "hooks"


@dataclass(frozen=True, slots=True)
class Death:
    """How a life is to end."""

    way: str
    after: float
    """Seconds."""
    order: str = ""
    """For ``point``: which one."""


@dataclass(slots=True)
class Tally:
    """What a run has counted."""

    kills: Counter[str] = field(default_factory=Counter)
    during: Counter[str] = field(default_factory=Counter)
    """Kills by the step that they interrupted."""
    scripts: int = 0

    @property
    def engine_kills(self) -> int:
        """Kills that ended an engine."""
        return sum(count for way, count in self.kills.items() if way != "worker")


def draw(chance: random.Random) -> Death:
    """Choose how the next life ends."""
    way = chance.choices(list(WAYS), list(WAYS.values()))[0]
    # Now and then much later than usual: a life must be able to do even the longest step.
    after = chance.expovariate(1 / REACH)
    point, side = chance.choice(killpoint.POINTS), chance.choice(killpoint.SIDES)
    return Death(way, after, f"{point}:{chance.randint(1, 40)}:{side}")


class Chaos:
    """Runs scripts through many lives.

    Args:
        folder: for everything that the lives leave behind.
        seed: decides on all deaths.
        workers: worker processes of each engine.
    """

    def __init__(self, folder: Path, seed: int, workers: int) -> None:
        self.tally = Tally()
        self._folder = folder
        self._chance = random.Random(seed)
        self._workers = workers
        self._door = Door()
        self._control = self._undisturbed()

    def run(self, kills: int) -> None:
        """Run script after script until enough engines were killed; the last script is seen to its end."""
        while self.tally.engine_kills < kills:
            folder = self._new_folder(f"script-{self.tally.scripts}")
            while not self._life(folder, draw(self._chance) if self.tally.engine_kills < kills else None):
                pass
            self.tally.scripts += 1
            shutil.rmtree(folder)

    def _undisturbed(self) -> list[object]:
        folder = self._new_folder("control")
        self._await(self._fork(folder, None, None), None)
        return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]

    def _new_folder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _life(self, folder: Path, death: Death | None) -> bool:
        """Let one life happen; True when it came to the end of the script."""
        return self._await(self._fork(folder, death, self._control), death, folder)

    def _fork(self, folder: Path, death: Death | None, control: list[object] | None) -> int:
        process = os.fork()
        if process:
            return process
        os.setsid()
        status = 1
        try:
            if death is not None and death.way == "point":
                os.environ["L4E_TEST_KILL"] = death.order
                os.environ["PYTHONPATH"] = os.pathsep.join([str(HOOKS), str(HOOKS.parents[2])])
                killpoint.install(death.order)
            live(folder, self._door, self._workers, control)
            status = 0
        except BaseException:  # noqa: BLE001  # a fork must not return into its parent's work
            (folder / "finding.txt").write_text(traceback.format_exc())
        finally:
            os._exit(status)

    def _await(self, process: int, death: Death | None, folder: Path | None = None) -> bool:
        end = time.monotonic() + (LONGEST if death is None or death.way == "point" else death.after)
        while True:
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                break
            if time.monotonic() >= end:
                if death is None or death.way == "point":
                    self._hung(process)
                self._kill(process, death)
                end = time.monotonic() + LONGEST
                death = None if death.way == "worker" else death
            time.sleep(0.002)
        # Workers of a life that died alone go on for a while; they end by themselves, or here at last.
        if os.WIFSIGNALED(status):
            self._count(death.way if death else "group", folder)
            return False
        if status:
            where = folder or self._folder / "control"
            raise SystemExit(f"{(where / 'finding.txt').read_text()}\nThe folder is kept: {where}")
        return True

    def _kill(self, process: int, death: Death) -> None:
        if death.way == "group":
            os.killpg(process, signal.SIGKILL)
        elif death.way == "alone":
            os.kill(process, signal.SIGKILL)
        elif death.way == "worker":
            for worker in _workers_of(process)[:1]:
                self.tally.kills["worker"] += 1
                with suppress(psutil.NoSuchProcess):
                    worker.kill()

    @staticmethod
    def _hung(process: int) -> None:
        os.killpg(process, signal.SIGKILL)
        raise SystemExit(f"A life did not end within {LONGEST:.0f} s.")

    def _count(self, way: str, folder: Path | None) -> None:
        self.tally.kills[way] += 1
        if folder is not None:
            log = folder / LOG
            done = log.read_text().count("\n") if log.exists() else 0
            self.tally.during[SCRIPT[min(done, len(SCRIPT) - 1)].name] += 1


def _workers_of(process: int) -> list[psutil.Process]:
    try:
        children = psutil.Process(process).children()
        return [child for child in children if any("popen_loky" in part for part in child.cmdline())]
    except psutil.Error:
        return []


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="engines to kill")
    parser.add_argument(
        "--seed", type=int, default=None, help="of all deaths; another one each time if not given"
    )
    parser.add_argument(
        "--workers", type=int, default=1, help="worker processes, beside the one for live windows"
    )
    parser.add_argument("--write", action="store_true", help="write the figures to docs/reliability.md")
    arguments = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    logging.disable(logging.CRITICAL)
    os.environ["PYTHONWARNINGS"] = "ignore"  # of workers that clear up behind an engine that was killed
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="l4e-chaos-"))
    chaos = Chaos(folder, seed, arguments.workers)
    chaos.run(arguments.kills)
    shutil.rmtree(folder)
    tally = chaos.tally
    rows = {
        "engines killed": f"{tally.engine_kills}",
        **{
            f"of these: {way}" if way != "worker" else "workers killed": f"{tally.kills[way]}" for way in WAYS
        },
        "scripts seen to their end": f"{tally.scripts}",
        "different steps interrupted": f"{len(tally.during)} of {len(SCRIPT)}",
        "acknowledged things lost, false states, differences from the undisturbed run": "0",
        "seconds": f"{time.monotonic() - begun:.0f}",
    }
    figures.report("chaos", f"--kills {arguments.kills} --seed {seed}", rows, write=arguments.write)


if __name__ == "__main__":
    sys.exit(main())
