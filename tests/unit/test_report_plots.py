from __future__ import annotations

import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from l4e_sdk._report import ComparedFigure, PriorVersion
from l4e_sdk.plotting import plot_comparison, plot_contributions, plot_event, plot_timeline
from l4e_sdk.plotting.style import FOUND
from tests.support import reports


def test_the_timeline_shows_what_the_report_shows() -> None:
    axes = plot_timeline(reports.facts(3))
    shown = {text.get_text() for text in axes.get_legend().get_texts()}
    assert shown == {
        "anomaly score",
        "threshold",
        "labelled as abnormal",
        "found by the model",
        "machine off",
    }
    assert sum(same_color(patch.get_facecolor()[:3], FOUND) for patch in axes.patches) == 3


def test_the_timeline_can_be_drawn_without_what_training_left() -> None:
    axes = plot_timeline(reports.facts(2, trained=False))
    assert "anomaly score" not in {text.get_text() for text in axes.get_legend().get_texts()}


def test_the_signals_of_an_event_have_axes_of_their_own() -> None:
    figure = plot_event(reports.facts(3), 2)
    assert [axes.get_title(loc="left") for axes in figure.axes] == list(reports.SENSORS[:3])


@pytest.mark.parametrize(
    ("facts", "drawn"), [(reports.facts(3), "1, 2, 3"), (reports.facts(trained=False), "none")]
)
def test_an_event_without_signals_is_refused_with_those_that_have_some(facts: object, drawn: str) -> None:
    with pytest.raises(ValueError, match=drawn):
        plot_event(facts, 9)


def test_the_contributions_of_an_event_add_up_to_the_whole() -> None:
    metrics = reports.facts(1).metrics
    assert metrics
    assert sum(bar.get_width() for bar in plot_contributions(metrics).patches) == pytest.approx(1)


def test_only_figures_of_one_scale_are_compared_in_a_picture() -> None:
    prior = reports.facts().prior
    assert prior
    axes = plot_comparison(prior)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["recall", "auc"]
    assert [bar.get_width() for bar in axes.patches] == [0.5, 1.0, 0.9]


def test_pictures_can_be_drawn_on_axes_that_are_there() -> None:
    first, second = Figure().subplots(2)
    prior = PriorVersion(
        "before", is_like_for_like=True, figures=(ComparedFigure("auc", 0.5, 0.6, "second"),)
    )
    assert plot_timeline(reports.facts(), axes=first) is first
    assert plot_comparison(prior, axes=second) is second
