"""The settings of an engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.quotas import Quotas
from l4e_sdk.local.retention import Retention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.local.objects import S3Settings


ALARMS_PER_MONTH = 2.0
"""The default ceiling on alarm events of one model."""

ALARM_RANGE = 0.05, 100.0
"""The range of ``alarms_per_month``."""

LEAST_RISK, MOST_RISK = 1e-6, 1e-2
"""The range of ``risk``: a few thousand rows can determine the threshold, and alarms stay rare enough to check."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The settings of an engine.

    Attributes:
        account: the account in ARNs, twelve digits.
        region: the Region in ARNs, for callers that name none.
        quotas: limits on the number and size of resources; ``Quotas.aws()`` has AWS's.
        minimum_training: shortest range of training data.
        token_memory: the time for which an idempotency token is remembered.
        call_rates: the largest number of calls per second of an operation, for one account. Default: no limits.
        workers: the number of processes for ingestion and training; one more process runs inference. They start when
            needed. With 0, the engine's own thread runs all jobs, one at a time.
        longest_job: longest computation of one job, by the system's clock. If a job takes longer, its process is ended
            and the job fails. Without workers there is no limit.
        alarms_per_month: the ceiling on alarm events a month for one model, from 0.05 to 100, for models that are trained
            from now on. Training sets the level by the machine's own history.
        risk: the share of normal rows that may raise an alarm, from 1e-6 (few alarms) to 1e-2 (many), in place of
            ``alarms_per_month``, for models that are trained from now on. Do not give both.
        s3: the S3 endpoint that holds all buckets. Default: buckets are folders of the engine.
        background: whether a thread of the engine runs jobs. If false, ``run_until_idle`` and a virtual clock run them.
        retention: the time for which executions, results and accumulated data are kept. Default: executions 400 days,
            all else for ever.
    """

    account: str = "000000000000"
    region: str = "us-east-1"
    quotas: Quotas = field(default_factory=Quotas)
    minimum_training: timedelta = timedelta(days=14)
    token_memory: timedelta = timedelta(hours=24)
    call_rates: Mapping[str, float] = field(default_factory=dict)
    workers: int = 2
    longest_job: timedelta = timedelta(hours=6)
    alarms_per_month: float = ALARMS_PER_MONTH
    risk: float | None = None
    s3: S3Settings | None = None
    background: bool = True
    retention: Retention = field(default_factory=Retention)

    def __post_init__(self) -> None:
        """Refuse a ceiling or a risk that is out of range, and both together.

        Raises:
            ConfigurationError: one of them is out of range, or both are given.
        """
        least, most = ALARM_RANGE
        if not least <= self.alarms_per_month <= most:
            raise ConfigurationError(
                f"alarms_per_month: {self.alarms_per_month} is outside {least:g} .. {most:g}; {ALARMS_PER_MONTH:g} suits most machines"
            )
        if self.risk is not None and self.alarms_per_month != ALARMS_PER_MONTH:
            raise ConfigurationError(
                f"risk: {self.risk:g} and alarms_per_month: {self.alarms_per_month:g} both set how rare alarms are; give one of them"
            )
        if self.risk is not None and not LEAST_RISK <= self.risk <= MOST_RISK:
            raise ConfigurationError(
                f"risk: {self.risk} is outside {LEAST_RISK:g} .. {MOST_RISK:g}; leave it out for a ceiling of alarm events a month"
            )
