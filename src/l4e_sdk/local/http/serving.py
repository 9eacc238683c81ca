"""From a folder to a service that is told to stop by signals."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from l4e_sdk.local.http.listening import listen, url_of
from l4e_sdk.local.http.supervisor import Supervisor
from l4e_sdk.local.http.worker import Worker
from l4e_sdk.local.settings import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from l4e_sdk.local.http.settings import ServerSettings


def serve(
    folder: Path | str,
    settings: ServerSettings,
    engine_settings: EngineSettings | None = None,
    *,
    on_ready: Callable[[str], object] | None = None,
) -> None:
    """Serve the engine of a folder over HTTP until the process is told to stop.

    SIGINT and SIGTERM stop it in good order: no new connections, answers to what is on its way, and up to
    ``shutdown_grace`` for running jobs; those that take longer are run again at the next start. A second signal ends
    the process at once, and loses nothing that was acknowledged. Outside of the main thread no signal is heeded.

    With several workers, processes are started that import the caller's script: guard its call with
    ``if __name__ == "__main__"``.

    Args:
        folder: of the engine; made if missing.
        settings: of the door.
        engine_settings: of the engine; its defaults if not given.
        on_ready: called once all workers answer, with the address, as ``endpoint_url`` wants it.

    Raises:
        ConfigurationError: the folder cannot be used, the address or port cannot be listened on, or workers do not
            start.
    """
    engine_settings = engine_settings or EngineSettings()
    with listen(settings) as listener:
        made = Worker if settings.workers == 1 else Supervisor
        url = url_of(listener)
        server = made(folder, settings, engine_settings, lambda: on_ready and on_ready(url))
        with _stopped_by_signals(server):
            server.run(listener)


@contextmanager
def _stopped_by_signals(server: Worker | Supervisor) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told = False

    def heed(number: int, _: FrameType | None) -> None:
        nonlocal told
        if told:
            server.kill()
            os._exit(128 + number)
        told = True
        server.stop()

    before = {number: signal.signal(number, heed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
