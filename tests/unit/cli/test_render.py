"""Tables and JSON: what a service says is text, and nothing in it steers a terminal."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from l4e_sdk.cli.parameters import moment
from l4e_sdk.cli.render import Printer, plain
from l4e_sdk.cli.settings import Output

NASTY = "[bold red]x[/]\x1b[2J\x07\x9b1m\u202eabc\u2028d"


@given(some.text(), some.booleans())
def test_plain_text_has_nothing_that_steers(text: str, lines: bool):
    assert all(letter.isprintable() or letter.isspace() for letter in plain(text, lines=lines))
    assert "\n" not in plain(text)


@given(some.text(some.characters(categories=["L", "N", "P"])))
def test_plain_text_keeps_what_can_be_read(text: str):
    assert plain(text) == text


def test_a_table_shows_markup_as_it_is(capsys: pytest.CaptureFixture[str]):
    Printer(Output.TABLE).listing([{"a": NASTY, "b": [NASTY]}], {"first": "a", "second": "b"})
    shown = capsys.readouterr().out
    assert shown.count("[bold red]x[/][2J1mabc") == 2
    assert "\x1b" not in shown


def test_a_table_names_its_columns_and_has_a_dash_for_nothing(capsys: pytest.CaptureFixture[str]):
    Printer(Output.TABLE).listing([{"name": "a", "other": 1}], {"name": "name", "state": "status"})
    head, _, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "state"]
    assert row.split() == ["a", "-"]


def test_long_values_do_not_wrap_outside_of_a_terminal(capsys: pytest.CaptureFixture[str]):
    Printer(Output.TABLE).details({"reason": "word " * 500})
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_narrow_terminal_folds_long_values_and_cuts_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")  # of which Rich knows that it has 80 columns and no colours
    Printer(Output.TABLE).details({"model_arn": "x" * 200})
    Printer(Output.TABLE).listing([{"arn": "y" * 200}], {"arn": "arn"})
    shown = capsys.readouterr().out
    assert (shown.count("x"), shown.count("y")) == (200, 200)
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_details_leave_out_what_is_none_and_refer_to_documents(capsys: pytest.CaptureFixture[str]):
    Printer(Output.TABLE).details({"name": "a", "reason": None, "data_schema": '{"Components": []}'})
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["name", "data_schema"]


def test_json_has_everything_and_only_letters_of_ascii(capsys: pytest.CaptureFixture[str]):
    document = {"text": NASTY + "\x7f", "none": None, "schema": "{}", "list": [1, 2.5, True]}
    Printer(Output.JSON).details(document)
    shown = capsys.readouterr().out
    assert json.loads(shown) == document
    assert all(32 <= ord(letter) < 127 or letter == "\n" for letter in shown)


def test_json_writes_moments_and_durations_in_iso_8601(capsys: pytest.CaptureFixture[str]):
    moment = datetime(2024, 3, 1, 12, 30, tzinfo=UTC)
    Printer(Output.JSON).listing([{"at": moment, "every": timedelta(minutes=5)}], {})
    assert json.loads(capsys.readouterr().out) == [{"at": "2024-03-01T12:30:00Z", "every": "PT5M"}]


def test_a_table_writes_moments_as_options_take_them(capsys: pytest.CaptureFixture[str]):
    found = datetime(2024, 3, 1, 13, 30, 1, 999, tzinfo=timezone(timedelta(hours=1)))
    Printer(Output.TABLE).listing([{"at": found}], {"at": "at"})
    shown = capsys.readouterr().out.splitlines()[-1].strip()
    assert shown == "2024-03-01T12:30:01Z"
    assert moment(shown) == datetime(2024, 3, 1, 12, 30, 1, tzinfo=UTC)


def test_an_empty_list_is_one_in_json(capsys: pytest.CaptureFixture[str]):
    Printer(Output.JSON).listing([], {"name": "name"})
    assert json.loads(capsys.readouterr().out) == []
