"""The HTTP door on a free port of this machine: in a thread over an engine of the test, or in processes of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.request import urlopen

from l4e_sdk.local.http import AccessKey, ServerSettings, application
from l4e_sdk.local.http.listening import listen, url_of
from l4e_sdk.local.http.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Send
    from starlette.types import Scope as AsgiScope

    from l4e_sdk.local import LocalEngine
    from l4e_sdk.local.store import Scope

KEY = AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG")
"""A key for tests; `credentials` are the same as boto3 takes them."""
CREDENTIALS = {"aws_access_key_id": KEY.id, "aws_secret_access_key": KEY.secret}
PATIENCE = 60
ROOT = Path(__file__).parents[2]

# Takes the folder and the settings of door and engine, in Python; the port is told by the log.
SERVE = """
import logging, sys
from datetime import timedelta
from l4e_sdk.local import EngineSettings
from l4e_sdk.local.http import AccessKey, ServerSettings, serve

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    serve(sys.argv[1], eval(sys.argv[2]), eval(sys.argv[3]))
"""


@contextmanager
def served(engine: LocalEngine, **settings: Any) -> Iterator[str]:
    """Serve an engine in a thread while the block is open; gives its address."""
    door = ServerSettings(**{"port": 0} | settings)
    with running(application(engine, door), door) as url:
        yield url


@contextmanager
def running(app: ASGIApp, settings: ServerSettings) -> Iterator[str]:
    """Run an application in a thread while the block is open; gives its address."""
    with listen(settings) as listener:
        server = Server(app, settings)
        thread = threading.Thread(target=server.run, args=([listener],), name="served")
        url = url_of(listener)
        thread.start()
        try:
            yield url
        finally:
            server.stop()
            thread.join(PATIENCE)
            assert not thread.is_alive()


class Doors:
    """One server for all engines of a run of tests: each client has a key of its own, which leads to its engine."""

    def __init__(self) -> None:
        self.url = ""
        self._apps: dict[str, ASGIApp] = {}
        self._numbers = count()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Serve while the block is open."""
        settings = ServerSettings(port=0, access_log=False)
        with running(self._answer, settings) as self.url:
            yield

    def key_to(self, engine: LocalEngine, scope: Scope) -> AccessKey:
        """Return a new key of an account, which leads to an engine."""
        key = AccessKey(f"AKID{next(self._numbers):06}", f"secret {os.urandom(8).hex()}", scope.account)
        self._apps[key.id] = application(engine, ServerSettings(keys=(key,)))
        return key

    def forget(self, key: AccessKey, client: object) -> None:
        """Forget about a key when nobody has its client any more."""
        weakref.finalize(client, self._apps.pop, key.id)

    async def _answer(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        authorization = dict(scope["headers"])[b"authorization"].decode()
        key_id = authorization.partition("Credential=")[2].partition("/")[0]
        await self._apps[key_id](scope, receive, send)


class ServedProcess:
    """``serve`` in a process of its own, which logs what it does to ``log``.

    Args:
        folder: of the engine.
        door: Python that makes the settings of the door.
        engine: Python that makes the settings of the engine.
    """

    def __init__(self, folder: Path, door: str = "ServerSettings(port=0)", engine: str = "None") -> None:
        script = folder.with_name(f"{folder.name}-serve.py")
        script.write_text(SERVE)
        self.log: list[str] = []
        self._said = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(folder), door, engine],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = re.search(r"http://\S+", self.wait_for("the engine listens on"))
        assert found, self.log
        self.url = found[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait until it has ended, and return how."""
        code = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self._process.stderr
        self._process.stderr.close()
        return code

    def wait_for(self, words: str, after: int = 0) -> str:
        """Wait until a line of the log has these words, and return it.

        Args:
            words: what to look for.
            after: how many lines to leave out.
        """
        with self._said:
            assert self._said.wait_for(lambda: self._find(words, after) or self._ended, PATIENCE), self.log
            line = self._find(words, after)
        assert line, "\n".join(self.log)
        return line

    def health(self) -> dict[str, Any]:
        """Return what one of its processes says of itself."""
        with urlopen(f"{self.url}/health", timeout=PATIENCE) as answer:
            return json.load(answer)

    @property
    def _ended(self) -> bool:
        return not self._reader.is_alive()

    def _find(self, words: str, after: int) -> str | None:
        return next((line for line in self.log[after:] if words in line), None)

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            with self._said:
                self.log.append(line.rstrip())
                self._said.notify_all()
        with self._said:
            self._said.notify_all()


DOORS = Doors()
