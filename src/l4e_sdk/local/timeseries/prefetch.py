"""Reading of objects one after the other, while the next ones are fetched, because a remote store answers late."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, Self

from l4e_sdk.local.timeseries.object_bytes import STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

    from l4e_sdk.local.timeseries.survey import SourceFile

LONGEST: Final = 2**28
"""Bytes that are fetched ahead, on disk; one object is always fetched, whatever its size."""


class Prefetch:
    """Objects as files of this machine, in their order; close it, also after a failure.

    Args:
        files: what is read, in the order in which it is asked for.
    """

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._waiting = deque(files)
        self._begun: deque[tuple[int, ExitStack, Future[Path]]] = deque()
        self._pool = ThreadPoolExecutor(STREAMS, "l4e-ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        for _, held, _ in self._begun:
            held.close()

    @contextmanager
    def next(self) -> Iterator[Path]:
        """Provide the next object as a file while the context is open.

        Raises:
            FileNotFoundError: the object is gone.
        """
        self._begin()
        _, held, fetched = self._begun.popleft()
        with held:
            yield fetched.result()

    def _begin(self) -> None:
        """Begin to fetch as many as may be fetched ahead."""
        size = sum(begun[0] for begun in self._begun)
        while self._waiting and (not self._begun or self._fits(size + self._waiting[0].size)):
            file, held = self._waiting.popleft(), ExitStack()
            fetched = self._pool.submit(held.enter_context, file.content.local())
            self._begun.append((file.size, held, fetched))
            size += file.size

    def _fits(self, size: int) -> bool:
        return len(self._begun) < STREAMS and size <= LONGEST
