"""The share that one sensor has in an anomaly."""

from __future__ import annotations

import json

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._faults import in_words
from l4e_sdk.views._document import Document


class Diagnostic(Document):
    r"""A sensor and its share in an anomaly. The shares of all sensors sum to about 1 (service/model-versions#metrics).

    >>> Diagnostic(name="press-07\\oil_temp", value=0.51).sensor
    'oil_temp'
    """

    name: str
    r"""The sensor as ``component\sensor``."""
    value: float
    """The share, from 0 to 1."""

    @property
    def component(self) -> str:
        """The name of the component; empty if ``name`` has none."""
        return self.name.rpartition("\\")[0]

    @property
    def sensor(self) -> str:
        """The name of the sensor without its component."""
        return self.name.rpartition("\\")[2]


def largest(diagnostics: tuple[Diagnostic, ...], count: int) -> tuple[Diagnostic, ...]:
    """Return the sensors with the largest shares, in descending order."""
    return tuple(sorted(diagnostics, key=lambda each: -each.value)[:count])


def read_diagnostics(text: str | None, what: str) -> tuple[Diagnostic, ...]:
    """Parse the shares of all sensors; none without a text.

    Args:
        text: a JSON list of names and values.
        what: the noun of the thing that has the shares, for the message.

    Raises:
        UnreadableDocumentError: the text is not a list of names and values.
    """
    try:
        return tuple(Diagnostic.model_validate(each) for each in json.loads(text or "[]"))
    except (ValueError, TypeError) as error:
        raise UnreadableDocumentError(f"Diagnostics of {what} cannot be read: {in_words(error)}.") from error
