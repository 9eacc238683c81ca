"""What an engine can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.local.objects import S3Settings


LEAST_RISK, MOST_RISK = 1e-6, 1e-2
"""Between these a threshold can be told from a few thousand rows, and alarms are worth a look."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """Limits per account and Region; raise the ones that AWS raised on request (service/limits#quotas)."""

    datasets: int = 15
    models: int = 15
    label_groups: int = 15
    labels_per_group: int = 5000
    pending_ingestion_jobs: int = 5
    pending_models: int = 5
    pending_dataset_imports: int = 15
    pending_model_imports: int = 15
    tags_per_resource: int = 50
    components_per_model: int = 300
    columns_per_model: int = 300


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine can be told; the defaults are the service's.

    Attributes:
        account: the twelve digits in ARNs.
        region: the Region in ARNs, for callers that name none.
        quotas: limits on numbers of things.
        minimum_training: least span of training data.
        token_memory: how long an idempotency token is remembered.
        call_rates: operation to calls per second that one account may make of it; nothing is limited by default.
        workers: processes for ingestion and training, beside one for inference; they start when needed. 0 computes
            everything in the engine's own thread, one thing at a time.
        longest_job: how long one piece of work may be computed, by the system's clock, before its process is ended
            and the work has failed. With no workers there is no process to end, and no limit.
        risk: the share of normal rows that may raise an alarm, for models trained from now on: 1e-6 (few alarms) to
            1e-2 (many). If not given, about one row a week: 1e-4 at one row a minute.
        s3: the S3 endpoint that has all buckets; without one they are folders of the engine.
        background: whether jobs are run by a thread of the engine; otherwise ``run_until_idle`` and a virtual clock
            run them.
    """

    account: str = "000000000000"
    region: str = "us-east-1"
    quotas: Quotas = field(default_factory=Quotas)
    minimum_training: timedelta = timedelta(days=14)
    token_memory: timedelta = timedelta(hours=24)
    call_rates: Mapping[str, float] = field(default_factory=dict)
    workers: int = 2
    longest_job: timedelta = timedelta(hours=6)
    risk: float | None = None
    s3: S3Settings | None = None
    background: bool = True

    def __post_init__(self) -> None:
        """Refuse a risk that no threshold can be made for.

        Raises:
            ConfigurationError: the risk is outside its range.
        """
        if self.risk is not None and not LEAST_RISK <= self.risk <= MOST_RISK:
            raise ConfigurationError(
                f"risk: {self.risk} is outside {LEAST_RISK:g} .. {MOST_RISK:g}; leave it out for about one alarm a week"
            )
