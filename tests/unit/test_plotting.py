from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.plotting import EVENTS_SHOWN, plot_evaluation
from l4e_sdk.views import InferenceResult, ModelMetrics

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    {
        "timestamp": f"2024-03-01T{hour:02}:00:00.000000",
        "prediction": int(hour > 20),
        "anomaly_score": hour / 24,
    }
    for hour in range(24)
]


def rows() -> list[InferenceResult]:
    return [InferenceResult.model_validate(row) for row in ROWS]


def metrics(events: int) -> ModelMetrics:
    found = [
        {
            "start": f"2024-03-01T{hour:02}:00:00.000000",
            "end": f"2024-03-01T{hour:02}:30:00.000000",
            "diagnostics": [{"name": "press\\\\oil", "value": 0.7}, {"name": "press\\\\ram", "value": 0.3}],
        }
        for hour in range(events)
    ]
    labels = [{"start": "2024-03-01T20:00:00.000000", "end": "2024-03-01T22:00:00.000000"}]
    return ModelMetrics.model_validate({"labeled_ranges": labels, "predicted_ranges": found})


def test_the_picture_shows_scores_threshold_labels_and_events(tmp_path: Path) -> None:
    figure = plot_evaluation(rows(), metrics(2), title="press")
    scores, shares = figure.axes
    shown = {text.get_text() for text in scores.get_legend().get_texts()}
    assert shown == {"labelled as abnormal", "anomaly score", "threshold", "found by the model"}
    assert [tick.get_text() for tick in shares.get_yticklabels()] == ["01 Mar 00:00", "01 Mar 01:00"]
    figure.savefig(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_bars_of_an_event_add_up_to_the_whole() -> None:
    _, shares = plot_evaluation(rows(), metrics(1)).axes
    assert sum(bar.get_width() for bar in shares.patches) == pytest.approx(1)


def test_only_the_longest_events_get_a_bar() -> None:
    _, shares = plot_evaluation(rows(), metrics(20)).axes
    assert len(shares.get_yticklabels()) == EVENTS_SHOWN


def test_a_quiet_evaluation_can_be_drawn() -> None:
    figure = plot_evaluation(rows(), ModelMetrics.model_validate({}))
    assert len(figure.axes) == 2


def test_without_rows_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="ModelDiagnosticsOutputConfiguration"):
        plot_evaluation([], metrics(1))


def test_without_matplotlib_the_remedy_is_named() -> None:
    script = "import sys; sys.modules['matplotlib'] = None\nimport l4e_sdk.plotting"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'l4e-sdk[plot]'" in ended.stderr
