"""Shares of sensors."""

from __future__ import annotations

import pytest

from l4e_sdk.views import Diagnostic
from l4e_sdk.views.diagnostic import largest


@pytest.mark.parametrize(
    ("name", "parts"),
    [("press-07\\oil_temp", ("press-07", "oil_temp")), ("oil_temp", ("", "oil_temp")), (None, ("", ""))],
)
def test_a_name_is_component_and_sensor(name: str | None, parts: tuple[str, str]):
    diagnostic = Diagnostic(name=name)
    assert (diagnostic.component, diagnostic.sensor) == parts


def test_a_share_that_is_missing_comes_last():
    shares = (Diagnostic(name="a"), Diagnostic(name="b", value=0.1))
    assert [each.name for each in largest(shares, 5)] == ["b", "a"]
