"""The error for a command that needs an extra that is not installed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needs_the_engine(purpose: str) -> Iterator[None]:
    """Turn a failed import of the engine's requirements into an error that names the command and the extra.

    Args:
        purpose: the command or option that needs the engine.

    Raises:
        MissingExtraError: a package of the extra ``local`` is not installed.
    """
    from l4e_sdk.errors import MissingExtraError

    try:
        yield
    except MissingExtraError as error:
        raise MissingExtraError(error.extra, purpose) from error
