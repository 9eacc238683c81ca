from __future__ import annotations

import threading

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.runner import standby
from l4e_sdk.local.runner.standby import Standby

SETTINGS = EngineSettings(workers=0)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "RETRY_SECONDS", 0.01)


def test_it_tries_until_it_succeeds_whatever_happens() -> None:
    outcomes = iter([False, OSError("disk full"), True])
    over = threading.Event()

    def take_over() -> bool:
        outcome = next(outcomes)
        if isinstance(outcome, OSError):
            raise outcome
        if outcome:
            over.set()
        return outcome

    waiting = Standby(take_over)
    assert waiting.is_alive
    waiting.start()
    assert over.wait(20)
    waiting.stop()
    assert waiting.is_alive
    assert next(outcomes, None) is None


def test_it_takes_nothing_over_when_it_was_stopped() -> None:
    tried = threading.Event()
    waiting = Standby(lambda: bool(tried.set()))
    waiting.start()
    assert tried.wait(20)
    waiting.stop()
    tried.clear()
    assert not tried.wait(0.05)


def test_an_engine_takes_the_jobs_over_when_the_other_closes(tmp_path) -> None:
    first = LocalEngine(tmp_path, settings=SETTINGS)
    with LocalEngine(tmp_path, settings=SETTINGS) as second:
        assert not second.is_running_jobs
        assert second.is_working
        first.close()
        taken = threading.Event()
        while not second.is_running_jobs:
            assert not taken.wait(0.01)
        second.run_until_idle()
        assert second.is_working


def test_an_engine_that_only_answers_takes_nothing_over(tmp_path) -> None:
    first = LocalEngine(tmp_path, settings=SETTINGS)
    with LocalEngine(tmp_path, settings=EngineSettings(workers=0, background=False)) as second:
        first.close()
        assert not threading.Event().wait(0.05)
        assert not second.is_running_jobs
