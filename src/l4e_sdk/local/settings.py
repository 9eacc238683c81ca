"""What an engine can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Quotas:
    """Limits per account and Region (section 3.9); raise the ones AWS would have raised on request."""

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
        workers: processes for ingestion and training, beside one for inference; they start when needed. 0 computes
            everything in the engine's own threads.
        background: whether jobs are run by a thread of the engine; otherwise ``run_until_idle`` and a virtual clock
            run them.
    """

    account: str = "000000000000"
    region: str = "us-east-1"
    quotas: Quotas = field(default_factory=Quotas)
    minimum_training: timedelta = timedelta(days=14)
    token_memory: timedelta = timedelta(hours=24)
    workers: int = 2
    background: bool = True
