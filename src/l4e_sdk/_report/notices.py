"""The section with the notices of the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Markup, tag
from l4e_sdk._report.table import spoken, table
from l4e_sdk._report.words import UNKNOWN, moment

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts


def notices(facts: ReportFacts) -> Markup:
    """Return a table of the notices, or a sentence if there are none."""
    if facts.notices is None:
        return tag("p", "The endpoint does not report notices.", class_="quiet")
    if not facts.notices:
        return tag("p", "The training has no notices on this history.", class_="quiet")
    rows = [
        (
            spoken(str(one.summary.kind or UNKNOWN)),
            one.sensor or "all",
            moment(one.summary.start_time),
            moment(one.summary.end_time),
            one.summary.text or UNKNOWN,
        )
        for one in facts.notices
    ]
    return table(("Notice", "Sensor", "Start (UTC)", "End (UTC)", "Finding"), rows)
