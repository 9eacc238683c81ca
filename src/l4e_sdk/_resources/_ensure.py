"""The one way from a resource as it is to one as it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from l4e_sdk._resources._equality import columns, same
from l4e_sdk._resources.ensured import Difference, Ensurable, Ensured
from l4e_sdk._rules.validation.paths import python_name
from l4e_sdk.errors import (
    CannotChangeError,
    ConflictException,
    Obstacle,
    RefusedError,
    ResourceNotFoundException,
)
from l4e_sdk.shapes import EmptyResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from l4e_sdk._resources._recorded_requests import RecordedRequest
    from l4e_sdk._resources.tags import Tags

F = TypeVar("F", bound=Ensurable[Any])

_GENERATIONS: Final = 100
"""How many resources of the same name and settings may have been deleted while the service remembers their tokens."""


def described(facade: Ensurable[Any]) -> dict[str, object]:
    """Return the settings of a resource by their names in the request that creates it, as it was just described."""
    whole = facade._whole or facade._load()  # noqa: SLF001 - ours
    settings: dict[str, object] = whole.model_dump(by_alias=True, exclude_none=True)
    if "Schema" in settings:
        settings["DatasetSchema"] = {"InlineDataSchema": settings.pop("Schema")}
    return settings


def _at_once(_: Ensurable[Any], send: Callable[[], object]) -> None:
    send()


@dataclass(frozen=True, slots=True)
class Updatable:
    """What is to be known of a kind of resource."""

    key: str
    """The member that names it."""
    remedy: str
    """What to do about settings that cannot be changed."""
    update: str = ""
    """The operation that changes settings."""
    changeable: frozenset[str] = frozenset()
    """The settings that it changes."""
    along: frozenset[str] = frozenset()
    """Those that go along with every change, changed or not."""
    settings: Callable[[Any], dict[str, object]] = described
    """Reads the settings of a facade that was just refreshed."""
    change: Callable[[Any, Callable[[], object]], None] = _at_once
    """Sends a change, with whatever has to happen around it."""


def ensure(
    facade: F,
    request: RecordedRequest,
    updatable: Updatable,
    *,
    token: str | None,
    filled: Collection[str] = (),
) -> F:
    """Create a resource, or change what is not as wanted; the facade says which.

    Args:
        facade: of the resource, whether there is one or not.
        request: the request that would create it.
        updatable: of its kind.
        token: the caller's own idempotency token.
        filled: members of the request that the caller did not give; any value is as wanted.

    Raises:
        CannotChangeError: some of what is not as wanted cannot be changed; nothing was.
        RefusedError: the caller's token was used for a resource that was deleted since.
    """
    if _exists(facade) or not _is_created(facade, request, token):
        done = Ensured(differences=_converged(facade, request, updatable, filled))
    else:
        done = Ensured(created=True)
    facade._ensured = done  # noqa: SLF001 - ours
    return facade


def _exists(facade: Ensurable[Any]) -> bool:
    try:
        facade.refresh()
    except ResourceNotFoundException:
        return False
    return True


def _is_created(facade: Ensurable[Any], request: RecordedRequest, token: str | None) -> bool:
    """Create the resource; return False if somebody else was faster.

    A service that remembers a token answers as it did before, though the resource was deleted meanwhile. So we look
    whether it is there, and ask again by the next token if it is not.
    """
    tokens = map(request.token, range(_GENERATIONS)) if token is None else [token]
    for each in tokens:
        try:
            request.send(facade.client, each)
        except ConflictException:
            if not _exists(facade):
                raise
            return False
        if _exists(facade):
            return True
    raise RefusedError(
        f"{facade!r} was created and deleted before by the same client token, which the service still remembers; "
        "pass another client_token."
    )


def _converged(
    facade: Ensurable[Any], request: RecordedRequest, updatable: Updatable, filled: Collection[str]
) -> tuple[Difference, ...]:
    """Change what is not as wanted, and return what that was."""
    have = updatable.settings(facade)
    settings = {name: want for name, want in request.members.items() if name not in {updatable.key, "Tags"}}
    wanted = {
        name: want
        for name, want in settings.items()
        if name not in filled and not same(name, have.get(name), want)
    }
    _check(facade, updatable, have, wanted)
    differences = [
        Difference(python_name(name), _plain(have.get(name)), want) for name, want in wanted.items()
    ]
    if wanted:
        _change(facade, updatable, _along(updatable, settings, have, filled) | wanted)
    if "Tags" in request.members:
        differences += _tagged(facade, cast("list[dict[str, str]]", request.members["Tags"]))
    return tuple(differences)


def _check(
    facade: Ensurable[Any], updatable: Updatable, have: Mapping[str, object], wanted: Mapping[str, object]
) -> None:
    obstacles = [
        _obstacle(name, have.get(name), want, updatable.remedy)
        for name, want in wanted.items()
        if name not in updatable.changeable
    ]
    if obstacles:
        raise CannotChangeError(facade._in_words(), obstacles)  # noqa: SLF001 - ours


def _obstacle(name: str, have: object, want: object, remedy: str) -> Obstacle:
    if name == "DatasetSchema":
        # A document may be long; what tells two apart is not.
        ours, theirs = (
            columns(cast("dict[str, str]", each or {}).get("InlineDataSchema")) for each in (have, want)
        )
        have, want = sorted(ours - theirs), sorted(theirs - ours)
    return Obstacle(python_name(name), _plain(have), want, remedy)


def _along(
    updatable: Updatable,
    settings: Mapping[str, object],
    have: Mapping[str, object],
    filled: Collection[str],
) -> dict[str, object]:
    """Return what goes along with a change: as given, otherwise as it is, otherwise as it would be at first."""
    known = {**settings, **{name: have[name] for name in filled if name in have}}
    return {name: known[name] for name in updatable.along if name in known}


def _change(facade: Ensurable[Any], updatable: Updatable, members: Mapping[str, object]) -> None:
    request = {updatable.key: facade.name, **members}
    # The one way to call, of which the typed operations are the front.
    updatable.change(facade, lambda: facade.client._call(updatable.update, EmptyResponse, request))  # noqa: SLF001
    facade._see(None)  # noqa: SLF001 - ours


def _tagged(facade: Ensurable[Any], wanted: list[dict[str, str]]) -> list[Difference]:
    """Set the tags that are missing or different; others stay."""
    tags: Tags = facade.tags  # type: ignore[attr-defined]  # what is created with tags has them
    before = dict(tags)
    missing = {tag["Key"]: tag["Value"] for tag in wanted if before.get(tag["Key"]) != tag["Value"]}
    if not missing:
        return []
    tags.update(missing)
    return [Difference("tags", before, dict(tags))]


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
