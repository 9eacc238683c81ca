"""``serve``: the engine of a folder over HTTP, until a signal stops it."""

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
    """Serve the engine of a folder over HTTP until a signal stops the process.

    SIGINT and SIGTERM stop the server in order. It accepts no new connections, answers requests in progress, and gives
    running jobs up to ``shutdown_grace``. Jobs that take longer run again at the next start. A second signal ends the
    process at once; acknowledged changes are not lost. Outside of the main thread, signals have no effect.

    With several workers, the started processes import the caller's script. Put the call below ``if __name__ ==
    "__main__"``.

    Args:
        folder: the folder of the engine, created if missing.
        settings: the settings of the server.
        engine_settings: the settings of the engine. Default: ``EngineSettings()``.
        on_ready: called when all workers answer, with the address in the form of ``endpoint_url``.

    Raises:
        ConfigurationError: the folder is not usable, the server cannot listen on the address and port, or a worker does
            not start.
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
