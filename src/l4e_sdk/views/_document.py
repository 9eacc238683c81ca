"""The base of views: immutable values from a JSON document. Its times have no zone and are in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._faults import in_words
from l4e_sdk.shapes._shape import Shape

S = TypeVar("S", bound=Shape)


class Document(Shape):
    """A value from a JSON document whose members have snake_case names."""

    model_config = ConfigDict(alias_generator=None)

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Parse the document.

        Raises:
            UnreadableDocumentError: the text is not a JSON object, or a member has the wrong type.
        """
        return read(cls, text)


def read(kind: type[S], text: str | bytes) -> S:
    """Parse a JSON document as a shape.

    Raises:
        UnreadableDocumentError: the text is not a JSON object, or a member has the wrong type.
    """
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise UnreadableDocumentError(f"{kind.__name__} cannot be read: {in_words(error)}.") from error


def extended(kind: type[S], shape: Shape) -> S:
    """Return a shape as an instance of a subclass that adds methods but no members."""
    made = kind.model_construct(_fields_set=set(shape.model_fields_set), **dict(shape))
    return cast("S", made)  # mypy's pydantic plugin would otherwise infer the base class


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _as_written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")


Stamp = Annotated[datetime, AfterValidator(_in_utc), PlainSerializer(_as_written, when_used="json")]
"""A UTC timestamp in the form ``yyyy-MM-ddTHH:mm:ss.ffffff``, without a zone (service/model-versions#metrics)."""


def or_if_empty(nothing: object) -> BeforeValidator:
    """Parse an object that a document may leave empty: as a null, an empty list or an empty object.

    Args:
        nothing: the value for an empty object.
    """
    return BeforeValidator(lambda value: value or nothing)
