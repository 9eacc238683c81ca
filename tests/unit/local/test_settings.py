from __future__ import annotations

import pytest

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import EngineSettings


@pytest.mark.parametrize("risk", [1e-6, 1e-4, 1e-2])
def test_a_risk_within_its_range_is_taken(risk: float) -> None:
    assert EngineSettings(risk=risk).risk == risk


@pytest.mark.parametrize("risk", [0, -1, 9e-7, 0.011, 1, float("nan")])
def test_a_risk_outside_its_range_is_refused(risk: float) -> None:
    with pytest.raises(ConfigurationError, match="risk"):
        EngineSettings(risk=risk)


def test_without_a_risk_the_rate_of_the_rows_decides() -> None:
    assert EngineSettings().risk is None
