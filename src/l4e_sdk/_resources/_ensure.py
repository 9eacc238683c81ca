"""``ensure``: create a resource, or change its settings to the wanted ones."""

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
"""Largest number of deleted resources with the same name and settings whose tokens the service may remember."""


def described(facade: Ensurable[Any]) -> dict[str, object]:
    """Return the settings of a resource by their names in the create request, from its last description."""
    whole = facade._whole or facade._load()  # noqa: SLF001 - ours
    settings: dict[str, object] = whole.model_dump(by_alias=True, exclude_none=True)
    if "Schema" in settings:
        settings["DatasetSchema"] = {"InlineDataSchema": settings.pop("Schema")}
    return settings


def _at_once(_: Ensurable[Any], send: Callable[[], object]) -> None:
    send()


@dataclass(frozen=True, slots=True)
class Updatable:
    """The facts about a kind of resource that ``ensure`` needs."""

    key: str
    """The member with the name of the resource."""
    remedy: str
    """The remedy for settings that cannot be changed."""
    update: str = ""
    """The operation that changes settings."""
    changeable: frozenset[str] = frozenset()
    """The settings that the operation can change."""
    along: frozenset[str] = frozenset()
    """The settings that every change must repeat."""
    settings: Callable[[Any], dict[str, object]] = described
    """Returns the settings of a facade with a fresh description."""
    change: Callable[[Any, Callable[[], object]], None] = _at_once
    """Sends a change, with the steps that it needs before and after."""


def ensure(
    facade: F,
    request: RecordedRequest,
    updatable: Updatable,
    *,
    token: str | None,
    filled: Collection[str] = (),
) -> F:
    """Create a resource, or change settings that differ. ``facade.ensured`` describes what was done.

    Args:
        facade: the facade of the resource, which may not exist yet.
        request: the request that would create the resource.
        updatable: the facts about this kind of resource.
        token: the caller's idempotency token.
        filled: members of the request that the caller omitted; they are not compared.

    Raises:
        CannotChangeError: a setting that differs cannot be changed; nothing was changed.
        RefusedError: the caller's token belongs to a resource that has been deleted.
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
    """Create the resource. Return False if another process created it first.

    A service that remembers a token repeats its old answer, even if the resource has been deleted since. So this
    function checks that the resource exists, and otherwise sends the request again with the next token.
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
    """Change the settings that differ, and return the differences."""
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
        # A document may be long, so show only the differences.
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
    """Return the settings that a change must repeat: the given, the current, or the default value."""
    known = {**settings, **{name: have[name] for name in filled if name in have}}
    return {name: known[name] for name in updatable.along if name in known}


def _change(facade: Ensurable[Any], updatable: Updatable, members: Mapping[str, object]) -> None:
    request = {updatable.key: facade.name, **members}
    # All typed operations use this call.
    updatable.change(facade, lambda: facade.client._call(updatable.update, EmptyResponse, request))  # noqa: SLF001
    facade._see(None)  # noqa: SLF001 - ours


def _tagged(facade: Ensurable[Any], wanted: list[dict[str, str]]) -> list[Difference]:
    """Set the tags that are missing or different; other tags stay."""
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
