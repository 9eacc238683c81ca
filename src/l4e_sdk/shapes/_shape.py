"""The base of all shapes: immutable values that speak Python inside and AWS JSON outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from reprlib import Repr
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, PrivateAttr
from pydantic.alias_generators import to_pascal
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function, nullable_schema

from l4e_sdk.shapes._html import titled_table

T = TypeVar("T")

JsonLike: TypeAlias = (
    "bool | int | float | str | datetime | Sequence[JsonLike] | Mapping[str, JsonLike] | None"
)
"""Plain data: the types of JSON, and datetimes in Python's spelling."""


def wire_name(name: str) -> str:
    """Return the service's name of a field."""
    # `Schema` is the one member whose own name would hide an attribute of pydantic's models.
    return "Schema" if name == "data_schema" else to_pascal(name)


class _NullIsEmpty:
    """Reads a null as the empty list, after the core has parsed: a function before it would slow every page down."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(_empty_if_null, nullable_schema(handler(source)))


def _empty_if_null(value: object) -> object:
    return () if value is None else value


Items = Annotated[tuple[T, ...], _NullIsEmpty()]
"""A list in an answer; the service means "nothing" by an absent list and by a null."""


class Shape(BaseModel):
    """An immutable value with the members of one structure of the service.

    Fields are named in snake_case; constructors also accept the service's names. Members that this version of the
    package does not know are kept and sent on.
    """

    model_config = ConfigDict(
        alias_generator=wire_name,
        populate_by_name=True,
        extra="allow",
        frozen=True,
        defer_build=True,
        protected_namespaces=(),
    )

    @classmethod
    def from_wire(cls, data: Mapping[str, object]) -> Self:
        """Read parsed JSON, or a dictionary as boto3 returns it.

        Raises:
            pydantic.ValidationError: a member has the wrong type, or a required one is missing.
        """
        return cls.model_validate(data)

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Parse the bytes of an AWS JSON document.

        Raises:
            pydantic.ValidationError: the bytes are not a JSON object, a member has the wrong type, or a required
                member is missing.
        """
        return cls.model_validate_json(body)

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the members that were set as plain data.

        Args:
            wire: name them as the service does and use only what JSON has: enums as strings, times as epoch
                seconds, nothing that is None. Otherwise names are snake_case and values stay Python's.
        """
        if wire:
            return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
        return self.model_dump(exclude_unset=True)

    def to_json(self) -> bytes:
        """Return the members that were set as the bytes of an AWS JSON document."""
        document = self.model_dump_json(by_alias=True, exclude_unset=True, exclude_none=True)
        return document.encode()

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={_brief.repr(value)}" for name, value in self if name in self.model_fields_set
        )
        return f"{type(self).__name__}({shown})"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return titled_table(type(self).__name__, self.to_dict())

    def __dir__(self) -> list[str]:
        # Hide the methods that pydantic adds. They work, but they are not members of an answer.
        own = {name for name in super().__dir__() if not name.startswith("_")} - _PYDANTIC
        return sorted(own.union(type(self).model_fields, self.model_extra or ()))


@dataclass(frozen=True, slots=True)
class ResponseMetadata:
    """Metadata of an answer, such as its request id. Equality of answers ignores it."""

    request_id: str | None = field(default=None, compare=False)
    http_status: int | None = field(default=None, compare=False)
    http_headers: Mapping[str, str] = field(default_factory=dict, compare=False)


class Response(Shape):
    """The answer of an operation."""

    # Made by a factory, since pydantic would copy a default deeply for every answer.
    _metadata: ResponseMetadata = PrivateAttr(default_factory=ResponseMetadata)

    @property
    def request_id(self) -> str | None:
        """The service's id of the request, for its log and its support."""
        return self._metadata.request_id

    @property
    def http_status(self) -> int | None:
        """The status of the HTTP answer."""
        return self._metadata.http_status

    @property
    def http_headers(self) -> Mapping[str, str]:
        """The headers of the HTTP answer; their names are in small letters."""
        return self._metadata.http_headers

    def with_metadata(
        self,
        *,
        request_id: str | None,
        http_status: int | None,
        http_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return the answer with what came around it."""
        answer = self.model_copy()
        metadata = ResponseMetadata(request_id, http_status, http_headers or {})
        answer._metadata = metadata  # noqa: SLF001 - our own attribute, on our copy
        return answer


class EmptyResponse(Response):
    """The answer of an operation that has nothing to tell but success."""


_PYDANTIC = frozenset(dir(BaseModel))


def _limits() -> Repr:
    limits = Repr()
    limits.maxstring = limits.maxother = 80
    limits.maxtuple = limits.maxlist = limits.maxdict = 3
    return limits


_brief = _limits()
