"""The page as a whole."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from l4e_sdk._report.comparison import comparison
from l4e_sdk._report.drift import drift
from l4e_sdk._report.events import events
from l4e_sdk._report.labels import labels
from l4e_sdk._report.markup import Markup, joined, tag
from l4e_sdk._report.notes import notes
from l4e_sdk._report.notices import notices
from l4e_sdk._report.sensors import sensors
from l4e_sdk._report.summary import summary
from l4e_sdk._report.table import members
from l4e_sdk._report.threshold import threshold
from l4e_sdk._report.timeline import timeline
from l4e_sdk._report.words import UNKNOWN, moment, span
from l4e_sdk._version import __version__

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts

_SECTIONS = (
    ("summary", "Summary", summary),
    ("timeline", "Scores over time", timeline),
    ("events", "Events", events),
    ("labels", "Labels", labels),
    ("notices", "Notices", notices),
    ("comparison", "Against the version before", comparison),
    ("drift", "Change of operation", drift),
    ("threshold", "Threshold and model", threshold),
    ("sensors", "Sensors", sensors),
    ("notes", "Notes", notes),
)
"""Anchor, heading and content of each section; the anchors stay as they are."""


def render_report(facts: ReportFacts) -> str:
    """Return the report as one HTML page that loads nothing.

    Text from outside, such as names of sensors, is escaped; a policy in the page lets no other script run than its own.
    The same facts give the same text.
    """
    style, script = _asset("page.css"), _asset("page.js")
    name = f"{facts.version.model_name}, version {facts.version.model_version}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"l4e-sdk {__version__}"),
        tag("title", f"{name}: evaluation report"),
        tag("style", Markup(style)),
    )
    links = [tag("a", heading, href=f"#{anchor}") for anchor, heading, _ in _SECTIONS]
    sections = [
        tag("section", tag("h2", heading), section(facts), id=anchor, aria_label=heading)
        for anchor, heading, section in _SECTIONS
    ]
    body = tag(
        "body",
        _header(facts),
        tag("nav", links, aria_label="Sections"),
        tag("main", sections),
        tag("footer", f"Made {moment(facts.made_at)} UTC by l4e-sdk {__version__}."),
        tag("script", Markup(script)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _header(facts: ReportFacts) -> Markup:
    version = facts.version
    source = str(version.source_type or "").lower()
    described = [
        ("Dataset", version.dataset_name or UNKNOWN),
        ("Trained on (UTC)", span(version.training_data_start_time, version.training_data_end_time)),
        ("Evaluated on (UTC)", span(version.evaluation_data_start_time, version.evaluation_data_end_time)),
        ("Origin", f"{source or UNKNOWN}, {moment(version.created_at)}"),
        ("In use", "yes, inference uses it" if facts.is_active else "no"),
    ]
    return tag(
        "header",
        joined(
            tag("p", "Evaluation report", class_="kicker"),
            tag("h1", str(version.model_name), " ", tag("small", f"version {version.model_version}")),
        ),
        members(described),
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _asset(name: str) -> str:
    return files("l4e_sdk._report").joinpath(name).read_text(encoding="utf-8")
