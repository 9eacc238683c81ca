"""What is said when a command needs a part of the package that is not installed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needs_the_engine(purpose: str) -> Iterator[None]:
    """Turn the failure to import what the engine stands on into the remedy.

    Args:
        purpose: what needs it.

    Raises:
        MissingExtraError: a package of the extra ``local`` is not installed.
    """
    from l4e_sdk.errors import MissingExtraError

    try:
        yield
    except MissingExtraError as error:
        raise MissingExtraError(error.extra, purpose) from error
