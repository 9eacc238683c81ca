from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local import EngineSettings
from l4e_sdk.local.http import ServerSettings, supervisor
from l4e_sdk.local.http.supervisor import Supervisor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_signal_that_comes_while_a_process_is_started_stops_that_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Late(supervisor._Process):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            served.stop()  # it runs, and nobody knows of it yet

    monkeypatch.setattr(supervisor, "_Process", Late)
    served = Supervisor(
        tmp_path, ServerSettings(port=0, workers=2), EngineSettings(background=False), lambda: None
    )
    told: list[int | None] = []
    stop = Late.stop
    monkeypatch.setattr(Late, "stop", lambda self: (told.append(self.pid), stop(self))[1])
    rescue = threading.Timer(30, served.kill)
    rescue.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served.run(listener)
    rescue.cancel()
    rescue.join()
    assert len(told) == 1
