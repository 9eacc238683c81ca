"""The base of facades whose resources need time to reach an end state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from l4e_sdk._calls.waiting import PATIENCE, WaitToken, Watch, run
from l4e_sdk._durations import span
from l4e_sdk._resources._resource import Described
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk.shapes import Response

D = TypeVar("D", bound="Response")


class Waitable(Described[D]):
    """A resource with methods that wait for its end state."""

    _WAITERS: ClassVar[str]
    """The prefix of the names of its waiters; the last word of a name is the state."""

    def wait_token(self, *, until: str | None = None, timeout: timedelta | None = None) -> str:
        """Return a wait as text, which another process can continue with ``l4e_sdk.resume_wait``.

        Args:
            until: ``"DELETED"`` or another end state of the resource. Default: the end state of ``wait``.
            timeout: longest wait from now on. Default: as for ``wait``. ``timedelta.max`` waits without a limit.

        Raises:
            InvalidValueError: no wait has that end state, or the timeout is negative.
        """
        waiter = self._waiter(until)
        allowed = span("timeout", PATIENCE[waiter].timeout if timeout is None else timeout)
        deadline = None if allowed == timedelta.max else self.client.clock.now() + allowed
        return str(WaitToken(kind=type(self).__name__, names=self._key(), waiter=waiter, deadline=deadline))

    def _rest(self) -> str:
        """Return the state that ``wait`` waits for."""
        return "SUCCESS"

    def _waiter(self, until: str | None = None) -> str:
        waiter = f"{self._WAITERS}_{(until or self._rest()).lower()}"
        known = [name for name in PATIENCE if name.rpartition("_")[0] == self._WAITERS]
        if waiter not in known:
            states = " or ".join(name.rpartition("_")[2].upper() for name in known)
            raise InvalidValueError(
                f"until is {until!r}; {self._in_words()} is waited for until it is {states}."
            )
        return waiter

    def _watch(
        self,
        waiter: str,
        timeout: timedelta | None,
        poll: Backoff | timedelta | None,
        on_poll: OnPoll | None,
    ) -> Watch[D]:
        return Watch(
            waiter,
            self._describe,
            what=self._in_words(),
            clock=self.client.clock,
            timeout=timeout,
            poll=poll,
            on_poll=on_poll,
        )

    def _see_end(self, description: D | None) -> None:
        """Store the description at the end of a wait; None if the resource is deleted or was never seen."""
        if description is not None:
            self._see_whole(description)

    def _wait(
        self,
        until: str | None,
        timeout: timedelta | None,
        poll: Backoff | timedelta | None,
        on_poll: OnPoll | None,
    ) -> Self:
        self._see_end(run(self._watch(self._waiter(until), timeout, poll, on_poll)))
        return self

    def _wait_deleted(
        self,
        timeout: timedelta | None,
        poll: Backoff | timedelta | None,
        on_poll: OnPoll | None,
    ) -> None:
        run(self._watch(self._waiter("DELETED"), timeout, poll, on_poll))
