"""The base of all facades: a name, a client and the last description."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar, cast

from l4e_sdk._resources._absence import left_out
from l4e_sdk.errors import ConfigurationError, NotAvailableError
from l4e_sdk.shapes._html import titled_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk._resources._absence import Absence
    from l4e_sdk.shapes import JsonLike, Response, Shape

D = TypeVar("D", bound="Response")
V = TypeVar("V")


class Described(ABC, Generic[D]):
    """A resource, known by its name, with its last description.

    Attributes come from the last description. A list and the answer to a change contain only a part of it; the first
    access to a missing part loads the rest, once. Afterwards only ``refresh`` and ``wait`` load it again. A change
    through this object updates the description. The object does not notice changes from elsewhere.

    Two objects are equal if they have the same name and the same client. An object pickles without its client; after
    unpickling, ``bind`` sets the client again.

    Args:
        client: the client to call the service with.
        name: the identifier of the resource.
        seen: a known part of the description.
    """

    _KIND: ClassVar[str]

    def __init__(self, client: LookoutEquipment, name: str | None, seen: Shape | None = None) -> None:
        self._client: LookoutEquipment | None = client
        self._name = name or ""
        self._part = seen
        self._whole: D | None = None
        self._kept: dict[str, object] = {}

    @property
    def name(self) -> str:
        """The identifier of the resource, unique within account and Region."""
        return self._name

    @property
    def client(self) -> LookoutEquipment:
        """The client that calls the service.

        Raises:
            ConfigurationError: the object was unpickled, and ``bind`` was not called yet.
        """
        if self._client is None:
            raise ConfigurationError(f"{self!r} has no client since it was unpickled; use bind(client).")
        return self._client

    def bind(self, client: LookoutEquipment) -> Self:
        """Return the same resource and description with another client."""
        return self._with_client(client)

    def refresh(self) -> Self:
        """Load the description again."""
        self._see_whole(self._describe())
        return self

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the whole description as plain data. It is loaded if only a part of it is known.

        Args:
            wire: whether to use the service's spelling and only types of JSON.
        """
        return (self._whole or self._load()).to_dict(wire=wire)

    @abstractmethod
    def _describe(self) -> D:
        """Request the description from the service."""

    def _with(self, field: str) -> D:
        """Return a description that has a field, if the service knows it."""
        # Each is read once, because another thread may replace it in between.
        whole, part = self._whole, self._part
        if whole is not None:
            return whole
        if part is not None and field in part.model_fields_set:
            return cast("D", part)  # a summary uses the same names for its members as the description
        return self._load()

    def _load(self) -> D:
        whole = self._describe()
        self._whole = whole
        return whole

    def _see_whole(self, description: D) -> None:
        # Keep at least one description, or a thread that reads now would load it again.
        self._whole, self._part = description, None
        self._kept = {}

    def _see(self, answer: Shape | None) -> None:
        """Replace the description by the answer to a change."""
        self._part, self._whole = answer, None
        self._kept = {}

    def _once(self, key: str, make: Callable[[], V]) -> V:
        """Return a cached value, which is computed once for each description."""
        kept = self._kept
        if key not in kept:
            kept[key] = make()
        return cast("V", kept[key])

    def _given(self, attribute: str, value: V | None) -> V:
        """Return the value of an attribute that is never None.

        Raises:
            NotAvailableError: the last description does not have the attribute.
        """
        if value is None:
            raise NotAvailableError(self._in_words(), attribute, *self._absence(attribute))
        return value

    def _absence(self, attribute: str) -> Absence:
        """Return why the description lacks an attribute, and the remedy."""
        return left_out(attribute)

    def _document(self, attribute: str, field: str, parse: Callable[[str], V]) -> V:
        """Return the typed view of a member that holds a document as text.

        Raises:
            NotAvailableError: the last description does not have the attribute.
        """
        return self._given(attribute, self._view(field, parse))

    def _view(self, field: str, parse: Callable[[str], V]) -> V | None:
        """Return the typed view of a member that holds a document as text."""
        text: str | None = getattr(self._with(field), field)
        return None if text is None else self._once(field, lambda: parse(text))

    def _key(self) -> tuple[str | int, ...]:
        return (self._name,)

    def _in_words(self) -> str:
        return f"{self._KIND} {self._name!r}"

    def _with_client(self, client: LookoutEquipment | None) -> Self:
        copy = object.__new__(type(self))
        vars(copy).update(vars(self), _client=client, _kept={})
        return copy

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Described) or type(self) is not type(other):
            return NotImplemented
        return self._key() == other._key() and self._client is other._client

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def __copy__(self) -> Self:
        return self._with_client(self._client)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self._with_client(self._client)  # descriptions are immutable, and a client must not be copied

    def __getstate__(self) -> dict[str, object]:
        return vars(self) | {"_client": None, "_kept": {}}

    def __repr__(self) -> str:
        status = getattr(self._whole or self._part, "status", None)
        words = [type(self).__name__, *map(repr, self._key()), *([] if status is None else [str(status)])]
        return f"<{' '.join(words)}>"

    def _repr_html_(self) -> str:
        seen = self._whole or self._part
        return titled_table(repr(self), seen.to_dict() if seen else {})

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]
