"""A chart over time, as SVG that is complete without a script.

An inner ``svg`` holds the lines and ranges over time. Its view box stretches to the width of the page: 1000 units for
the time, and one unit per pixel vertically. Text is outside of it and never stretched. Zooming changes the view box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Markup, joined, tag
from l4e_sdk._report.ticks import levels, ticks
from l4e_sdk._report.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk._report.training_facts import Series

_WIDTH = 1000
_LANE = 12
_GAP = 6
_AXIS = 22
_LATE = 0.96
"""From this share of the width on, a text in the middle of its mark would be cut off."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip below the plot that shows spans of one kind; they are shaded in the plot as well."""

    name: str
    kind: str
    """The class by which it gets its colour."""
    spans: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The contents of a chart."""

    title: str
    """The title, for screen readers."""
    start: float
    end: float
    low: float
    high: float
    lines: Sequence[Series]
    height: int = 200
    lanes: Sequence[Lane] = ()
    marks: Sequence[tuple[float, str, str]] = ()
    """Level, class and text of horizontal lines."""
    band: Sequence[tuple[float, float, float]] = ()
    """The usual range: timestamps, each with the lowest and highest value from then on."""

    def svg(self) -> Markup:
        """Return the drawing, with the values that a script needs for reading it."""
        whole = self.height + sum(_GAP + _LANE for _ in self.lanes)
        drawing = tag(
            "svg",
            tag("title", self.title),
            self._grid(),
            self._ticks(whole),
            tag(
                "svg",
                self._inside(),
                class_="view",
                width="100%",
                height=whole,
                viewBox=f"0 0 {_WIDTH} {whole}",
                preserveAspectRatio="none",
            ),
            self._texts(),
            class_="drawing",
            width="100%",
            height=whole + _AXIS,
            role="img",
        )
        return tag(
            "div",
            drawing,
            class_="chart",
            data_start=self.start,
            data_end=self.end,
            data_low=self.low,
            data_high=self.high,
            data_height=self.height,
        )

    def _inside(self) -> Markup:
        shaded = [
            self._rect(start, end, 0, self.height, f"shade {lane.kind}")
            for lane in self.lanes
            for start, end in lane.spans
        ]
        strips = [
            self._rect(start, end, self._lane_top(place), _LANE, f"strip {lane.kind}")
            for place, lane in enumerate(self.lanes)
            for start, end in lane.spans
        ]
        usual = tag("path", d=self._band(), class_="usual") if self.band else None
        lines = [tag("path", d=self._path(series), class_="line") for series in self.lines]
        return joined(usual, shaded, strips, lines)

    def _grid(self) -> Markup:
        return tag(
            "g",
            [
                tag("line", x1=0, x2="100%", y1=self._y(level), y2=self._y(level))
                for level in levels(self.low, self.high)
            ],
            [tag("text", number(level), x=-8, y=self._y(level) + 4) for level in levels(self.low, self.high)],
            class_="grid",
        )

    def _texts(self) -> Markup:
        """Return the parts that never stretch: marks with their names, and the names of the lanes."""
        marks = [
            (
                tag("line", x1=0, x2="100%", y1=self._y(level), y2=self._y(level), class_=f"mark {kind}"),
                tag("text", text, x="100%", y=self._y(level) - 5, class_="mark"),
            )
            for level, kind, text in self.marks
        ]
        names = [
            tag("text", lane.name, x=-8, y=self._lane_top(place) + _LANE - 2, class_="lane")
            for place, lane in enumerate(self.lanes)
        ]
        return joined(*marks, *names)

    def _ticks(self, whole: int) -> Markup:
        length = max(self.end - self.start, 1)
        marks = [
            tag(
                "svg",
                tag("line", y1=0, y2=whole + 4),
                tag("text", text, y=whole + 17),
                x=f"{100 * (at - self.start) / length:.3f}%",
                overflow="visible",
                class_=_place_of_tick(place, (at - self.start) / length),
            )
            for place, (at, text) in enumerate(ticks(self.start, self.end))
        ]
        return tag("g", marks, class_="ticks", data_height=whole)

    def _path(self, series: Series) -> str:
        """Return a line through the lowest and the highest value of each part, broken where nothing is known.

        Of the two the one that is nearer to the part before comes first, so that a slope stays one.
        """
        words: list[str] = []
        last: float | None = None
        for point in series.points():
            if point is None:
                last = None
                continue
            x, ys = self._x(point[0]), sorted({self._y(value) for value in point[1:]})
            if last is not None and abs(ys[-1] - last) < abs(ys[0] - last):
                ys.reverse()
            words += [f"{'L' if last is not None else 'M'}{x:g} {ys[0]:g}"]
            words += [f"L{x:g} {y:g}" for y in ys[1:]] or (
                ["h0"] if last is None else []
            )  # one value is a dot
            last = ys[-1]
        return "".join(words)

    def _band(self) -> str:
        """Return the outline of the usual range, in steps: the upper edge forward and the lower edge back."""
        ends = [at for at, _, _ in self.band[1:]] + [self.end]
        upper = [
            f"{self._x(x):g} {self._y(high):g}"
            for (at, _, high), end in zip(self.band, ends, strict=True)
            for x in (at, end)
        ]
        lower = [
            f"{self._x(x):g} {self._y(low):g}"
            for (at, low, _), end in zip(self.band, ends, strict=True)
            for x in (at, end)
        ]
        return f"M{'L'.join([*upper, *reversed(lower)])}Z"

    def _rect(self, start: float, end: float, top: float, height: float, kind: str) -> Markup:
        x = self._x(max(start, self.start))
        width = round(max(self._x(min(end, self.end)) - x, 0), 3)
        return tag("rect", x=x, width=width, y=top, height=height, class_=kind)

    def _lane_top(self, place: int) -> int:
        return self.height + _GAP + place * (_LANE + _GAP)

    def _x(self, at: float) -> float:
        return round(_WIDTH * (at - self.start) / max(self.end - self.start, 1), 3)

    def _y(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.height * (1 - min(max(share, 0), 1)), 2)


def _place_of_tick(number: int, share: float) -> str | None:
    """Return the classes of a mark. Every second mark is hidden on narrow pages; the last text ends at the edge."""
    return " ".join(["odd"] * (number % 2) + ["late"] * (share > _LATE)) or None


def bar(share: float | None) -> Markup:
    """Return a small bar that is as long as a share of one."""
    filled = f"{100 * min(max(share or 0, 0), 1):.1f}%"
    return tag(
        "svg",
        tag("rect", width="100%", height=8, class_="whole"),
        tag("rect", width=filled, height=8, class_="part"),
        class_="bar",
        width=72,
        height=8,
        aria_hidden="true",
    )
