"""Kinds of values that the service describes but asks of nobody, and messages about values."""

from __future__ import annotations

import math

import pytest

from l4e_sdk._botocore_data import ShapeFacts
from l4e_sdk._rules.validation.members import Walk
from l4e_sdk._rules.validation.scalars import SCALARS, allowed, shown


@pytest.mark.parametrize("value", [0, 1.5, -3])
def test_a_float_is_any_finite_number(value):
    assert SCALARS["float"](ShapeFacts("Ratio", "float"), value) is None


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "1", None])
def test_a_float_is_nothing_else(value):
    rule, _ = SCALARS["float"](ShapeFacts("Ratio", "float"), value)
    assert rule == "type"


@pytest.mark.parametrize(("value", "rule"), [(-1, "minimum"), (1.5, "maximum")])
def test_a_float_has_limits(value, rule):
    assert SCALARS["float"](ShapeFacts("Ratio", "float", minimum=0, maximum=1), value)[0] == rule


@pytest.mark.parametrize("value", [1, 0, "true", None])
def test_a_boolean_is_true_or_false(value):
    assert SCALARS["boolean"](ShapeFacts("Flag", "boolean"), value) is not None
    assert SCALARS["boolean"](ShapeFacts("Flag", "boolean"), bool(value)) is None


def test_a_list_has_a_least_length():
    shapes = {
        "Name": ShapeFacts("Name", "string"),
        "Names": ShapeFacts("Names", "list", item="Name", minimum=2),
    }
    walk = Walk(shapes, unknown_is_fault=True, tokens_required=True)
    walk.structure(ShapeFacts("Request", "structure", {"Names": "Names"}), {"Names": ["a"]}, ())
    assert [(fault.path, fault.rule) for fault in walk.faults] == [("names", "minimum")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("short", "'short'"),
        ("x" * 61, f"'{'x' * 60}…'"),
        ("\x1b[31m", "'\\x1b[31m'"),
        (5, "5"),
        (None, "None"),
        (2**70, "a huge number"),
        (["secret"], "a value of type list"),
        ({"password": "secret"}, "a value of type dict"),
    ],
)
def test_a_message_shows_little_of_a_value(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("^EPOCH|yyyy-MM-dd-HH-mm-ss|yyyyMMddHHmmss$", ("EPOCH", "yyyy-MM-dd-HH-mm-ss", "yyyyMMddHHmmss")),
        ("^P180D$|^P360D$", ("P180D", "P360D")),
        (r"(^$)|([a-z]+/$)", ()),
        ("^[a-z]+$", ()),
        (None, ()),
    ],
)
def test_a_pattern_that_only_lists_values_is_a_choice(pattern, values):
    assert allowed(ShapeFacts("Choice", "string", pattern=pattern)) == values
