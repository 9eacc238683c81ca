from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.measured import follow_each_other, sources


def mask(text: str) -> np.ndarray:
    return np.array([letter == "x" for letter in text])


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ("xxxxxxxxxxxxxxxxxxxx", True),
        ("xxxxxxxxxx..........xxxxxxxxxx", True),  # a long gap is one gap
        ("x.x.x.x.x.x.x", False),  # the rows are finer than the readings
        ("xxx.xxx.xxx.xxx.xxx", False),  # readings come irregularly
        ("x", False),
        ("...", False),
    ],
)
def test_readings_follow_each_other_when_nine_of_ten_steps_are_of_one_row(
    measured: str, expected: bool
) -> None:
    assert follow_each_other(mask(measured)) is expected


def test_a_row_that_shows_nothing_has_the_last_one_that_does() -> None:
    assert sources(mask("xx..x."), mask("......")).tolist() == [0, 1, 1, 1, 4, 4]


def test_nothing_is_carried_from_before_a_stop_or_the_beginning() -> None:
    assert sources(mask(".x...x"), mask("...x..")).tolist() == [0, 1, 1, 3, 4, 5]
