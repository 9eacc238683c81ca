"""The bytes of an object, wherever they are."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from l4e_sdk._rules.layout.csv_header import LONGEST_HEADER, Header, parse_header

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

STREAMS: Final = 8
"""Number of objects that are requested at the same time. A remote store answers late, but answers many at once."""
_USUAL_HEADER: Final = 2**14


class Content(Protocol):
    """The content of an object: first its beginning, later the whole."""

    def head(self, limit: int) -> bytes:
        """Return the first bytes.

        Raises:
            FileNotFoundError: the object is gone.
        """
        ...

    def local(self) -> AbstractContextManager[Path]:
        """Provide the object as a local file while the context is open.

        Raises:
            FileNotFoundError: the object is gone.
        """
        ...


@dataclass(frozen=True, slots=True)
class OnDisk:
    """The bytes of a file of this machine."""

    path: Path

    def head(self, limit: int) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as file:
            return file.read(limit)

    @contextmanager
    def local(self) -> Iterator[Path]:
        """Give the file itself."""
        yield self.path


def header_of(content: Content) -> Header:
    """Read the header of CSV content, and little more.

    Raises:
        UnreadableFileError: it is not CSV text, or has no sensor column or a column twice.
        FileNotFoundError: the object is gone.
    """
    head = content.head(_USUAL_HEADER)
    if b"\n" not in head and len(head) == _USUAL_HEADER:
        head = content.head(LONGEST_HEADER)
    return parse_header(head[: head.find(b"\n") + 1] or head)
