"""The base of views: immutable values read from a JSON document in which times are naive and mean UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._faults import in_words
from l4e_sdk.shapes._shape import Shape

S = TypeVar("S", bound=Shape)


class Document(Shape):
    """A value read from a JSON document that names its members in snake_case."""

    model_config = ConfigDict(alias_generator=None)

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Read the document.

        Raises:
            UnreadableDocumentError: the text is no JSON object, or a member has the wrong type.
        """
        return read(cls, text)


def read(kind: type[S], text: str | bytes) -> S:
    """Read a JSON document as a shape.

    Raises:
        UnreadableDocumentError: the text is no JSON object, or a member has the wrong type.
    """
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise UnreadableDocumentError(f"{kind.__name__} cannot be read: {in_words(error)}.") from error


def extended(kind: type[S], shape: Shape) -> S:
    """Return a shape as an instance of one of its subclasses, which adds behaviour but no members."""
    made = kind.model_construct(_fields_set=set(shape.model_fields_set), **dict(shape))
    return cast("S", made)  # for mypy's pydantic plugin, every class constructs its bound


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _as_written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")


Stamp = Annotated[datetime, AfterValidator(_in_utc), PlainSerializer(_as_written, when_used="json")]
"""A moment written as ``yyyy-MM-ddTHH:mm:ss.ffffff`` without a zone, meaning UTC (service/model-versions#metrics)."""


def or_if_empty(nothing: object) -> BeforeValidator:
    """Read an object inside of a document that may be left empty in any way: a null, an empty list, an empty object.

    Args:
        nothing: what it is then.
    """
    return BeforeValidator(lambda value: value or nothing)
