"""Two services over HTTP, each in a process of its own: the engine's door, and moto's server.

``python -m benchmarks.servers engine <port> <folder> [signed]`` and ``python -m benchmarks.servers moto <port>`` serve
until they are killed.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY, SECRET = "AKIDEXAMPLE", "secret"
START_SECONDS = 60


class Running:
    """A server that runs.

    Args:
        port: where it listens.
        process: what runs it.
    """

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._process = psutil.Process(process.pid)

    def processor_time(self) -> float:
        """Return the time that the server has spent on all processors, in seconds."""
        times = self._process.cpu_times()
        return times.user + times.system


@contextmanager
def running(kind: str, *arguments: str) -> Iterator[Running]:
    """Run a server while the block is open."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.servers", kind, str(port), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield Running(port, process)
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def serve_engine(port: int, folder: str, keys: str = "") -> None:
    """Serve the engine of a folder, with signatures checked or not."""
    from l4e_sdk.local.http import AccessKey, ServerSettings, serve

    known = (AccessKey(KEY, SECRET),) if keys else ()
    serve(folder, ServerSettings(port=port, keys=known))


def serve_moto(port: int) -> None:
    """Serve moto, as its own tests do."""
    from moto.server import ThreadedMotoServer

    ThreadedMotoServer("127.0.0.1", port, verbose=False).start()
    threading.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "engine":
        serve_engine(int(sys.argv[2]), *sys.argv[3:])
    else:
        serve_moto(int(sys.argv[2]))
