"""One verdict per row of a version's training or evaluation, as a file for the user.

Source: service/model-versions#diagnostics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.learning.backtest import assess
from l4e_sdk.local.tasks.publishing import Publication
from l4e_sdk.local.tasks.span import reach
from l4e_sdk.local.timeseries.results import Results, write_gzip
from l4e_sdk.shapes import S3Object

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.detection.model import AnomalyModel
    from l4e_sdk.local.store.descriptions import StoredModelVersion
    from l4e_sdk.local.timeseries.matrix import Matrix

DIAGNOSTICS = "model_diagnostics_results.json.gz"
"""The name of the file."""


def write_diagnostics(
    folder: Path, target: Publication, model: AnomalyModel, matrix: Matrix, wanted: Mask
) -> None:
    """Write the verdicts on the rows from the first to the last that are wanted; nothing when none are.

    Args:
        folder: that of the version, which keeps the file.
        target: where it is published.
        model: judges the rows.
        matrix: the sensors.
        wanted: which rows.

    Raises:
        ObjectError: it cannot be published.
    """
    rows = reach(wanted)
    if rows is None:
        return
    assessment = assess(model, matrix, rows)
    results = Results(
        matrix.timestamps[rows],
        assessment.anomalous,
        assessment.anomaly_score,
        assessment.contributions,
        matrix.sensors,
        assessment.off,
    )
    write_gzip(folder / DIAGNOSTICS, results.blocks())
    target.publish(folder / DIAGNOSTICS)


def diagnostics_of(context: Context, version: StoredModelVersion) -> Publication | None:
    """Return the location for the diagnostics of a version; None if they are not wanted."""
    target = version.model_diagnostics_output_configuration
    if target is None:
        return None
    place = target.s3_output_configuration
    key = f"{place.prefix or ''}{version.model_name}/{version.model_version}/{DIAGNOSTICS}"
    return Publication(context.objects, place.bucket, key)


def published_diagnostics(context: Context, version: StoredModelVersion) -> S3Object | None:
    """Return where the diagnostics of a version are; None if it has none."""
    target = diagnostics_of(context, version)
    folder = context.version_folder(version.model_arn, version.model_version)
    if target is None or not (folder / DIAGNOSTICS).exists():
        return None
    return S3Object(bucket=target.bucket, key=target.key)
