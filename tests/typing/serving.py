"""The HTTP door as its users write it, checked by mypy and pyright and never run."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_type

from starlette.applications import Starlette

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.http import AccessKey, ServerSettings, application, load_keys, serve


def door(engine: LocalEngine) -> None:
    key = AccessKey(id="AKIDPLANT", secret="a long random secret", account="123456789012")
    settings = ServerSettings(
        host="0.0.0.0",
        port=8600,
        keys=(key, *load_keys("keys")),
        workers=2,
        body_limit=1_000_000,
        request_timeout=timedelta(seconds=30),
        state_page=False,
        access_log=True,
        shutdown_grace=timedelta(minutes=1),
    )
    assert_type(settings.keys, tuple[AccessKey, ...])
    assert_type(application(engine, settings), Starlette)
    assert_type(serve("./plant", settings, EngineSettings(workers=2)), None)
    serve("./plant", settings, on_ready=lambda url: print(url.upper()))
