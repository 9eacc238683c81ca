"""Names of tests are read as sentences."""

from __future__ import annotations

from tools.passages import Passage, names


def test_each_test_is_a_sentence():
    module = "def helper(): ...\n\nclass TestPump:\n    def test_a_pump_runs(self): ...\nasync def test_it(): ...\n"
    assert set(names(module)) == {Passage("test", 4, "a pump runs"), Passage("test", 5, "it")}
