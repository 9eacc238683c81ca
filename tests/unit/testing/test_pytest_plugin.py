"""The fixtures, in a test-suite of somebody else's."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

PLUGIN = ("-p", "l4e_sdk.testing.pytest_plugin", "-p", "no:cacheprovider")


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    # The plugin is named on the command line, so that an installed entry point does not register it a second time.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return pytester


def passed(suite: pytest.Pytester, source: str, number: int = 1) -> None:
    suite.makepyfile(source)
    suite.runpytest(*PLUGIN, "-W", "error").assert_outcomes(passed=number)


def test_the_fixtures_belong_together(suite: pytest.Pytester):
    passed(
        suite,
        """
        def test_of_a_user(l4e_clock, l4e_engine, l4e_client, l4e_boto3):
            assert l4e_client.engine is l4e_engine
            assert l4e_client.clock is l4e_engine.clock is l4e_clock
            l4e_client.create_dataset(dataset_name="press")
            assert l4e_boto3.list_datasets()["DatasetSummaries"][0]["DatasetName"] == "press"
        """,
    )


def test_each_test_has_an_engine_of_its_own(suite: pytest.Pytester):
    passed(
        suite,
        """
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_of_a_user(l4e_client, number):
            assert l4e_client.datasets.list().to_list() == []
            l4e_client.create_dataset(dataset_name="press")
        """,
        number=2,
    )


def test_a_suite_may_start_its_clock_elsewhere(suite: pytest.Pytester):
    passed(
        suite,
        """
        import pytest
        from datetime import UTC, datetime
        from l4e_sdk import VirtualClock

        @pytest.fixture
        def l4e_clock():
            return VirtualClock(datetime(2030, 1, 1, tzinfo=UTC))

        def test_of_a_user(l4e_boto3):
            created = l4e_boto3.create_dataset(DatasetName="press")
            described = l4e_boto3.describe_dataset(DatasetName="press")
            assert described["CreatedAt"].year == 2030
        """,
    )


def test_the_engine_leaves_no_folder_behind(suite: pytest.Pytester):
    passed(
        suite,
        """
        FOLDERS = []

        def test_with_an_engine(l4e_engine):
            FOLDERS.append(l4e_engine.folder)
            assert FOLDERS[0].exists()

        def test_after_it():
            assert not FOLDERS[0].exists()
        """,
        number=2,
    )


def test_a_run_without_the_fixtures_loads_nothing_heavy(suite: pytest.Pytester):
    suite.makepyfile(
        """
        import sys

        def test_of_a_user():
            assert not {"boto3", "numpy", "polars", "pydantic", "l4e_sdk.local"} & set(sys.modules)
        """
    )
    suite.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


def test_pytest_lists_the_fixtures_with_their_docstrings(suite: pytest.Pytester):
    shown = suite.runpytest(*PLUGIN, "--fixtures")
    shown.stdout.fnmatch_lines(["l4e_clock*", "*A clock that stands still until the test advances it*"])
