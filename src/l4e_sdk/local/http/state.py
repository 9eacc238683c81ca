"""``GET /state``: the contents and the jobs of the engine, for its operators."""

from __future__ import annotations

import asyncio
import os
from html import escape
from typing import TYPE_CHECKING, Protocol

from l4e_sdk._version import __version__
from l4e_sdk.local.http.answers import document, text
from l4e_sdk.local.http.hosts import host_of, is_loopback
from l4e_sdk.local.wire.faults import NotLocal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.runner.listing import EngineJobs
    from l4e_sdk.local.wire.messages import WireResponse

MOST_JOBS = 200
"""Largest number of jobs to show; all jobs are counted."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Counted(Protocol):
    """The number of resources of one kind."""

    def count_by_status(self) -> dict[str, int]:
        """Return the number of resources by status."""
        ...


class State:
    """An endpoint for callers on this machine, as a page or as JSON. It shows the resources of all accounts.

    Args:
        engine: the engine to show.
        settings: the settings of the HTTP interface.
        threads: the threads for the lookup.
    """

    def __init__(self, engine: LocalEngine, settings: ServerSettings, threads: Executor) -> None:
        self._engine = engine
        self._is_shown = settings.shows_state
        self._threads = threads

    async def __call__(self, request: Request) -> WireResponse:
        """Answer one request.

        Raises:
            NotLocal: the page is switched off, or the request comes from another machine.
        """
        if not self._is_shown:
            raise NotLocal(
                "The state is not shown: with keys it has to be allowed, by the setting state_page."
            )
        if not _is_from_here(request):
            raise NotLocal("The state is shown on the engine's own machine only.")
        state = await asyncio.get_running_loop().run_in_executor(self._threads, self._look)
        # Browsers ask for HTML; all other callers are programs.
        if "text/html" in (request.headers.one("accept") or ""):
            return text(_page(state), "text/html; charset=utf-8", _GUARDED)
        return document(state, _GUARDED)

    def _look(self) -> dict[str, object]:
        engine, jobs = self._engine, self._engine.jobs()
        running = sum(job.running for job in jobs)
        return {
            "version": __version__,
            "folder": str(engine.folder),
            "process": os.getpid(),
            "jobs_are_run_by": "this process" if engine.is_running_jobs else "another process",
            "resources": _resources(engine),
            "queue": {"running": running, "waiting": len(jobs) - running},
            "jobs": _told(jobs),
        }


_GUARDED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def _is_from_here(request: Request) -> bool:
    """Return whether a request comes from this machine: from its address, through no proxy, and with its name."""
    headers = request.headers
    if request.client is None or not is_loopback(request.client) or any(map(headers.all, _FORWARDED)):
        return False
    if request.version == "1.0":
        return False  # browsers no longer use it, but nginx does, without naming its caller
    return is_loopback(host_of(headers.one("host") or ""))


def _resources(engine: LocalEngine) -> dict[str, dict[str, int]]:
    store = engine.store
    shelves: dict[str, Counted] = {
        "datasets": store.datasets,
        "ingestion jobs": store.ingestion_jobs,
        "models": store.models,
        "model versions": store.model_versions,
        "inference schedulers": store.inference_schedulers,
        "inference executions": store.inference_executions,
        "retraining schedulers": store.retraining_schedulers,
        "label groups": store.label_groups,
    }
    return {name: shelf.count_by_status() for name, shelf in shelves.items()}


def _told(jobs: EngineJobs) -> list[dict[str, object]]:
    return [
        {
            "kind": job.kind,
            "subject": job.subject,
            "running": job.running,
            "due": job.due.isoformat(),
            "attempts": job.attempts,
            "stage": job.stage,
        }
        for job in jobs[:MOST_JOBS]
    ]


def _page(state: Mapping[str, object]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_shown(value)}</td></tr>" for name, value in state.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>l4e engine</title>'
        "<style>body{font:15px sans-serif;margin:2em}th{text-align:left;vertical-align:top;padding-right:1em}"
        "td td,td th{padding:0 1em 0 0}</style></head>"
        f"<body><h1>l4e engine</h1><table>{rows}</table></body></html>"
    )


def _shown(value: object) -> str:
    """Return a value as HTML: nested tables for tables, and text for everything else."""
    if isinstance(value, dict):
        rows = (
            f"<tr><th>{escape(str(name))}</th><td>{_shown(part)}</td></tr>" for name, part in value.items()
        )
        return f"<table>{''.join(rows)}</table>" if value else "none"
    if isinstance(value, list):
        return "".join(f"<p>{_shown(part)}</p>" for part in value) or "none"
    return escape(str(value))
