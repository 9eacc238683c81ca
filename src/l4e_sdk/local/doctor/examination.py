"""Looking at a folder: one small check after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy.exc import DBAPIError

from l4e_sdk._clock import SystemClock
from l4e_sdk.local.doctor import database, documents, files, machine, queue, references, schedulers
from l4e_sdk.local.doctor.examined import Examined, Place
from l4e_sdk.local.doctor.finding import Diagnosis, Severity, error
from l4e_sdk.local.folder.lost_state import is_lost, remedy
from l4e_sdk.local.folder.opened import DATA, STATE, is_served
from l4e_sdk.local.store.state_file import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk._clock import Clock
    from l4e_sdk.local.doctor.finding import Finding

T = TypeVar("T")

OF_THE_FOLDER: Final[tuple[Callable[[Place], Iterator[Finding]], ...]] = (
    machine.space,
    machine.permissions,
    machine.owners,
    files.temporaries,
)
"""Checks that do not read the database."""

OF_THE_DATABASE: Final[tuple[Callable[[Examined], Iterator[Finding]], ...]] = (
    database.integrity,
    database.migrations,
)
"""Checks that must pass before the database can be read."""

OF_THE_STATE: Final[tuple[Callable[[Examined], Iterator[Finding]], ...]] = (
    documents.documents,
    references.owners,
    references.attachments,
    references.active_versions,
    references.label_groups,
    references.filled_datasets,
    queue.stuck,
    queue.subjects,
    queue.dues,
    queue.interrupted,
    schedulers.failing,
    files.contents,
    files.orphans,
    machine.clock,
)


def examine(folder: Path | str, *, clock: Clock | None = None) -> Diagnosis:
    """Check an engine's folder for faults. The check changes nothing, and the engine may keep running.

    Args:
        folder: the folder of an engine, in any state.
        clock: the engine's clock. Default: the system's clock.

    Returns:
        All findings, errors first; none for a healthy folder.
    """
    folder, clock = Path(folder).absolute(), clock or SystemClock()
    found = _look(folder, clock)
    if found and is_served(folder):
        # A running engine may be in the middle of a change. A real fault is still there shortly afterwards.
        again = set(_look(folder, clock))
        found = [finding for finding in found if finding in again]
    return Diagnosis(tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)))


def _look(folder: Path, clock: Clock) -> list[Finding]:
    if is_lost(folder, folder / STATE, folder / DATA):
        return [
            error(folder / STATE, "The state is lost, and only the data is left.", remedy(folder)),
        ]
    if not (folder / STATE).is_file():
        return [
            error(
                folder,
                f"It has no {STATE}, so it is no folder of an engine.",
                "Check its name, or restore a backup.",
            )
        ]
    place = Place(folder, clock.now(), is_served(folder))
    found = [finding for check in OF_THE_FOLDER for finding in _findings(check, place, folder)]
    try:
        with snapshot(place.state) as connection:
            found += _of_the_state(Examined(place, connection))
    except DBAPIError as problem:
        found.append(database.damaged(place.state, str(problem.orig)))
    return found


def _of_the_state(examined: Examined) -> list[Finding]:
    folder = examined.place.folder
    found = [finding for check in OF_THE_DATABASE for finding in check(examined)]
    # The rows of a damaged database, and of other tables than this version's, say nothing that can be relied on.
    return found or [finding for check in OF_THE_STATE for finding in _findings(check, examined, folder)]


def _findings(check: Callable[[T], Iterator[Finding]], subject: T, folder: Path) -> list[Finding]:
    """Return the findings of a check. A check that fails does not stop the others."""
    try:
        return list(check(subject))
    except DBAPIError:
        raise
    except Exception as problem:  # noqa: BLE001  # whatever a damaged folder makes a check raise
        return [
            error(
                folder,
                f"The check of {check.__name__.replace('_', ' ')} could not be finished ({problem!r}).",
                "Mend what else was found and examine the folder again.",
            )
        ]
