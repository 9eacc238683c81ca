from __future__ import annotations

import threading

from l4e_sdk.local.runner.wakeup import Wakeup


def test_a_ring_between_the_look_and_the_wait_is_heard() -> None:
    wakeup = Wakeup()
    heard = wakeup.rings
    wakeup.ring()
    wakeup.wait(heard, seconds=60)


def test_a_wait_ends_without_a_ring() -> None:
    wakeup = Wakeup()
    wakeup.wait(wakeup.rings, seconds=0.001)


def test_everybody_who_waits_is_woken() -> None:
    wakeup = Wakeup()
    heard = wakeup.rings
    waiting = [threading.Thread(target=wakeup.wait, args=(heard, 60)) for _ in range(3)]
    for thread in waiting:
        thread.start()
    wakeup.ring()
    for thread in waiting:
        thread.join(timeout=10)
    assert not any(thread.is_alive() for thread in waiting)
