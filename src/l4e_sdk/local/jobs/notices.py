"""The log of a training with notices."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from l4e_sdk.local.folder import findings

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredModelVersion

logger = logging.getLogger(__name__)


def log_notices(context: Context, version: StoredModelVersion) -> None:
    """Log one warning for a version with notices, with the number of each kind, and each notice as information."""
    found = findings.notices(context.version_folder(version.model_arn, version.model_version))
    if not found:
        return
    kinds = Counter(notice.kind for notice in found)
    logger.warning(
        "model %s version %s: training has %d notice%s (%s); the version's notices list them",
        version.model_name,
        version.model_version,
        len(found),
        "" if len(found) == 1 else "s",
        ", ".join(f"{kind} {count}" for kind, count in kinds.items()),
    )
    for notice in found:
        logger.info(
            "model %s version %s: %s: %s", version.model_name, version.model_version, notice.kind, notice.text
        )
