"""The detectors there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.detection.lagged_t2 import LaggedT2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.local.detection.base import Detector

DETECTORS: Mapping[str, type[Detector]] = {LaggedT2.name: LaggedT2}
"""Every detector under its name; saved models and the battery of tests look here."""

DEFAULT = LaggedT2.name
