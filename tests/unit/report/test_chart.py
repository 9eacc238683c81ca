from __future__ import annotations

import re

from l4e_sdk._report import Series
from l4e_sdk._report.chart import Chart, Lane


def drawn(series: Series, **others: object) -> str:
    chart = Chart(title="t", start=0, end=100, low=0, high=1, lines=(series,), height=100, **others)
    return chart.svg()


def paths(svg: str) -> list[str]:
    return re.findall(r'<path d="([^"]*)" class="line"', svg)


def test_a_line_goes_through_both_ends_of_each_part_the_nearer_one_first() -> None:
    series = Series(start=0, step=50, low=(0.1, 0.5), high=(0.4, 0.9))
    assert paths(drawn(series)) == ["M0 60L0 90L500 50L500 10"]


def test_a_gap_breaks_the_line_and_a_lone_value_is_a_dot() -> None:
    series = Series(start=0, step=25, low=(0.5, None, 0.5), high=(0.5, None, 0.5))
    assert paths(drawn(series)) == ["M0 50h0M500 50h0"]


def test_spans_are_cut_at_the_edges() -> None:
    svg = drawn(Series(), lanes=(Lane("found", "found", ((-50, 20), (90, 900))),))
    strips = re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"[^>]*class="strip found"', svg)
    assert strips == [("0", "200"), ("900", "100")]


def test_a_chart_without_height_or_length_can_be_drawn() -> None:
    chart = Chart(title="t", start=5, end=5, low=1, high=1, lines=(Series(start=5, low=(1,), high=(1,)),))
    assert "nan" not in chart.svg()
