from __future__ import annotations

import re
from dataclasses import replace

import pytest

from l4e_sdk._report import DriftFacts, Flagged, ReportFacts, render_report
from l4e_sdk._report.advice import advice
from l4e_sdk._report.found import found_events, known_labels
from l4e_sdk.shapes import DescribeModelVersionResponse, NoticeSummary
from l4e_sdk.views import Notice
from tests.support import reports

ANCHORS = [
    "summary",
    "timeline",
    "events",
    "labels",
    "notices",
    "comparison",
    "drift",
    "threshold",
    "sensors",
    "notes",
]


def section(page: str, anchor: str) -> str:
    """Return the text of a section."""
    found = re.search(rf'<section id="{anchor}".*?</section>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[0]))


def test_the_sections_have_anchors_that_stay() -> None:
    page = render_report(reports.facts())
    assert re.findall(r'<section id="(\w+)"', page) == ANCHORS


def test_the_same_facts_give_the_same_page() -> None:
    assert render_report(reports.facts()) == render_report(reports.facts())


def test_a_year_is_less_than_a_megabyte() -> None:
    assert len(render_report(reports.facts(100)).encode()) < 1_000_000


def test_the_page_names_no_address_outside() -> None:
    page = render_report(reports.facts())
    assert set(re.findall(r"https?://[^\s\"']+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_a_hostile_name_is_escaped_wherever_it_stands() -> None:
    page = render_report(reports.facts(sensors=(reports.HOSTILE, *reports.SENSORS)))
    assert "<img" not in page
    assert page.count("<script>") == page.count("</script>") == 1
    assert "&lt;img src=x" in page


def test_the_summary_says_what_was_found_and_missed() -> None:
    text = section(render_report(reports.facts(3)), "summary")
    assert "Quality threshold met" in text
    assert "2 of 3 labelled events were found" in text
    assert "It found 3 events there" in text


def test_notices_are_listed_with_their_sensor_and_time() -> None:
    frozen = {
        "Kind": "frozen",
        "Sensor": reports.HOSTILE,
        "StartTime": 0,
        "EndTime": 86400,
        "Text": "It stood still.",
    }
    blind = {"Kind": "threshold_out_of_reach", "Text": "The threshold is high."}
    found = tuple(Notice(NoticeSummary.model_validate(each)) for each in (frozen, blind))
    page = render_report(replace(reports.facts(), notices=found))
    assert "<img" not in page
    text = section(page, "notices")
    assert "Frozen" in text
    assert "1970-01-01 00:00 1970-01-02 00:00 It stood still." in text
    assert "Threshold out of reach all" in text


def test_no_notices_and_unknown_notices_are_told_apart() -> None:
    assert "no notices" in section(render_report(replace(reports.facts(), notices=())), "notices")
    assert "does not report" in section(render_report(reports.facts()), "notices")


def test_without_labels_there_is_no_lane_for_them() -> None:
    assert "labelled as abnormal" in section(render_report(reports.facts()), "timeline")
    assert "labelled as abnormal" not in section(render_report(reports.facts(labelled=False)), "timeline")


def test_a_changed_regime_has_a_lane_and_a_word_of_its_own() -> None:
    facts = reports.facts()
    assert facts.training
    span = (reports.SPLIT.timestamp(), reports.END.timestamp())
    changed = replace(facts, training=facts.training.model_copy(update={"changed": (span,)}))
    assert render_report(changed).count('class="strip changed"') == 1
    assert "operation changed" in section(render_report(changed), "timeline")
    assert "operation changed" not in section(render_report(facts), "timeline")


def test_scores_of_rows_that_were_learned_from_are_called_that() -> None:
    facts = reports.facts(labelled=False)
    learned = replace(
        facts,
        metrics=None,
        version=facts.version.model_copy(update={"evaluation_data_start_time": None, "evaluation_data_end_time": None}),
    )  # fmt: skip
    assert "learned from" in section(render_report(learned), "timeline")
    assert "learned from" not in section(render_report(facts), "timeline")


def test_labels_are_found_or_missed() -> None:
    known = known_labels(reports.facts(3))
    assert [label.event is not None for label in known] == [True, True, False]
    assert known[0].note == "bearing"
    assert "missed" in section(render_report(reports.facts(3)), "labels")


def test_without_labels_nobody_can_tell() -> None:
    facts = reports.facts(3, labelled=False)
    page = render_report(facts)
    assert "Quality unknown" in section(page, "summary")
    assert "no labels" in section(page, "labels")
    assert {event.is_labelled for event in found_events(facts)} == {None}


def test_the_chosen_candidate_is_marked_with_its_reason() -> None:
    text = section(render_report(reports.facts()), "threshold")
    assert "it finds most labels" in text
    assert "✓ kept 0.10 % 100.00 %" in text
    assert "one in 10,000" in text


def test_a_choice_in_an_unknown_form_is_shown_as_it_is() -> None:
    facts = reports.facts()
    assert facts.training
    model = facts.training.model | {"choice": {"new": ["<b>", 1.5], "flag": None}, "extra": {"deep": [True]}}
    page = render_report(replace(facts, training=facts.training.model_copy(update={"model": model})))
    assert "&lt;b&gt;" in page
    assert "1.5" in section(page, "threshold")


def test_dropped_sensors_have_their_reason() -> None:
    text = section(render_report(reports.facts()), "sensors")
    assert "60 % of the readings are missing" in text
    assert "✗ low" in text


def test_the_comparison_names_the_better_version() -> None:
    text = section(render_report(reports.facts()), "comparison")
    assert "MODEL_PROMOTED" in text
    assert "▲ this" in text
    assert "▼ version 1" in text


def test_without_what_training_left_the_page_says_what_is_missing() -> None:
    page = render_report(reports.facts(3, trained=False))
    assert "nobody kept them" in section(page, "notes")
    assert page.count('class="strip found"') == 3
    assert 'id="event-1"' not in page


@pytest.mark.parametrize("events", [0, 1, 40])
def test_any_number_of_events_can_be_shown(events: int) -> None:
    page = render_report(reports.facts(events))
    assert page.count("<article") == min(events, 12)


def test_almost_nothing_is_enough_for_a_page() -> None:
    nothing = ReportFacts(version=DescribeModelVersionResponse(), made_at=reports.END)
    assert "Nothing was evaluated" in section(render_report(nothing), "timeline")


def test_a_failed_training_says_why() -> None:
    failed = DescribeModelVersionResponse.model_validate(
        {"ModelName": "pump", "ModelVersion": 1, "Status": "FAILED", "FailedReason": "too few rows"}
    )
    text = section(render_report(ReportFacts(version=failed, made_at=reports.END)), "summary")
    assert "Training failed too few rows" in text


@pytest.mark.parametrize(("share", "said"), [(0.6, "has changed"), (0.0, "No sign of")])
def test_a_week_of_alarms_is_a_change_of_operation(share: float, said: str) -> None:
    facts = reports.facts()
    assert facts.training
    flagged = facts.training.model_copy(update={"flagged": Flagged(all=share / 2, last_week=share)})
    changed = replace(facts, training=flagged)
    assert said in section(render_report(changed), "drift")
    assert any("mostly unlike" in text for text in advice(changed)) == (share > 0.2)


def test_there_is_always_something_to_do_next() -> None:
    assert advice(ReportFacts(version=DescribeModelVersionResponse(), made_at=reports.END))


@pytest.mark.parametrize(("status", "said"), [("REGIME_CHANGED", "mostly unlike"), ("GROWING", "at once")])
def test_the_drift_of_the_training_overrides_a_rule_of_thumb(status: str, said: str) -> None:
    facts = reports.facts()
    assert facts.training
    drift = DriftFacts(status=status, share=0.5, reason="the valve was replaced")
    changed = replace(facts, training=facts.training.model_copy(update={"drift": drift}))
    assert "the valve was replaced" in section(render_report(changed), "drift")
    assert said in advice(changed)[0]
