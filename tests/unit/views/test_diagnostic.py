"""Shares of sensors."""

from __future__ import annotations

import pytest

from l4e_sdk.views import Diagnostic
from l4e_sdk.views.diagnostic import largest


@pytest.mark.parametrize(
    ("name", "parts"),
    [("press-07\\oil_temp", ("press-07", "oil_temp")), ("oil_temp", ("", "oil_temp"))],
)
def test_a_name_is_component_and_sensor(name: str, parts: tuple[str, str]):
    diagnostic = Diagnostic(name=name, value=0.5)
    assert (diagnostic.component, diagnostic.sensor) == parts


def test_the_largest_share_comes_first():
    shares = (
        Diagnostic(name="a", value=0.05),
        Diagnostic(name="b", value=0.1),
        Diagnostic(name="c", value=0.0),
    )
    assert [each.name for each in largest(shares, 2)] == ["b", "a"]
