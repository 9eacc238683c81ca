"""The rules of the writing page are enforced, and the page, the settings and the scope agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import prose
from tools.passages import Passage, markdown, names

SETTINGS = prose.Prose.load()
PAGE = (prose.ROOT / prose.PAGE).read_text(encoding="utf-8")
PAIR = re.compile(r"^before: (.+)\nafter:  (.+)$", re.MULTILINE)
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def anchor(heading: str) -> str:
    """Return the anchor that the documentation gives a heading."""
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


PAIRS = [(anchor(heading), *pair) for heading, body in SECTIONS.items() for pair in PAIR.findall(body)]


def rules_broken_by(text: str) -> set[str]:
    """Return the names of the rules that a text breaks as a docstring, or as the name of a test."""
    passages = names(f"def {text}(): ...") if text.startswith("test_") else [Passage("summary", 1, text)]
    return {finding.rule for finding in SETTINGS.check("a file", passages)}


def test_there_are_ten_rules_with_pairs():
    assert len(SECTIONS) == 10
    assert {rule for rule, *_ in PAIRS} == {anchor(heading) for heading in SECTIONS}


def test_every_enforced_rule_has_its_heading():
    enforced = {rule.name for rule in SETTINGS.rules} | {"keep-sentences-short"}
    assert enforced <= {anchor(heading) for heading in SECTIONS}


@pytest.mark.parametrize(("rule", "before", "after"), PAIRS)
def test_a_sentence_before_breaks_its_rule_and_after_breaks_none(rule: str, before: str, after: str):
    assert rule in rules_broken_by(before)
    assert rules_broken_by(after) == set()


@pytest.mark.parametrize(
    "text",
    [
        "There is no way back.",
        "The file is no longer read.",
        "What does it cost?",
        "Return the version that was active; None if there was none.",
        "It is likely that a scheduler waits.",
        "Whether the sensor has gaps.",
    ],
)
def test_good_english_is_accepted(text: str):
    assert list(SETTINGS.check("a file", [Passage("text", 1, text)])) == []


def test_headings_are_not_sentences():
    assert list(SETTINGS.check("a page", markdown("# What it costs\n"))) == []


def test_a_finding_names_line_rule_and_remedy():
    (found,) = SETTINGS.check("page.md", markdown("A file\nis no\nerror.\n"))
    assert str(found).startswith("page.md:2: negate-the-verb: 'is no': negate the verb")
    assert str(found).endswith("(docs/contributing/writing.md#negate-the-verb)")


def test_two_semicolons_are_one_too_many():
    assert rules_broken_by("One; two.") == set()
    assert rules_broken_by("One; two; three.") == {"keep-sentences-short"}


def test_a_file_that_is_named_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert prose.main([str(prose.ROOT / prose.PAGE)]) == 0
    assert capsys.readouterr().out == ""


def test_files_out_of_scope_are_counted(capsys: pytest.CaptureFixture[str]):
    assert prose.main(["--left", "pages"]) == 0
    *files, total = capsys.readouterr().out.splitlines()
    assert sum(int(line.split()[0]) for line in files) == int(total.split()[0])
    assert prose.PAGE not in " ".join(files)


def test_a_scope_that_matches_nothing_is_refused():
    unknown = prose.Prose(SETTINGS.rules, 30, 1, {"pages": ["docs/unknown.md"]})
    with pytest.raises(FileNotFoundError, match=r"docs/unknown\.md, which matches no file"):
        unknown.files("pages")
