"""Quotas: how many things one account may have in one Region."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

from l4e_sdk.errors import ConfigurationError

AWS = "aws"
"""The word for AWS's values in a text."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """Limits per account and Region (service/limits#quotas).

    A machine of one's own has room for more datasets, models and label groups than AWS allowed at first. `Quotas.aws()`
    has AWS's values, for a rehearsal of what AWS would refuse.

    Raises:
        ConfigurationError: a quota is not a whole number from 0 on.
    """

    datasets: int = 10_000
    models: int = 10_000
    label_groups: int = 10_000
    labels_per_group: int = 5000
    pending_ingestion_jobs: int = 5
    pending_models: int = 5
    pending_dataset_imports: int = 15
    pending_model_imports: int = 15
    tags_per_resource: int = 50
    components_per_model: int = 300
    columns_per_model: int = 300

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ConfigurationError(
                    f"The quota {field.name} is {value!r}; give a whole number from 0 on."
                )

    @classmethod
    def aws(cls) -> Self:
        """Return the quotas that AWS set, and raised on request."""
        return cls(datasets=15, models=15, label_groups=15)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read quotas from a text such as ``datasets=20000``, ``aws`` or ``aws,models=30``.

        Raises:
            ConfigurationError: a part is neither ``aws`` nor a quota and its value.
        """
        quotas, names = cls(), [field.name for field in fields(cls)]
        for part in text.split(","):
            name, _, value = (word.strip() for word in part.partition("="))
            if name == AWS and not value:
                quotas = cls.aws()
            elif name in names and value.isascii() and value.isdecimal():
                quotas = replace(quotas, **{name: int(value)})
            else:
                raise ConfigurationError(
                    f"{part.strip()!r} is not a quota; write 'aws', or name=number with one of {', '.join(names)}."
                )
        return quotas


def remedy(name: str) -> str:
    """Return how the owner of an engine raises a quota: the setting, and the option of the command line."""
    return f"raise it: EngineSettings(quotas=Quotas({name}=...)), or l4e serve --quotas {name}=..."
