"""References to the pages on the service lead somewhere, and each fact of these pages says where it is known from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from l4e_sdk import _botocore_data
from tools.codegen.plan import Plan

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "docs" / "service"
PAGES = {page.stem: page.read_text("utf-8") for page in sorted(SERVICE.glob("*.md"))}
HEADING = re.compile(r"^#{2,6} .*$", re.MULTILINE)
ANCHOR = re.compile(r"\{ #([a-z-]+) \}$")

REFERENCE = re.compile(r"\bservice/([\w-]+)(?:\.md)?#([\w-]+)")
"""How code names a heading, ``service/models#quality``, and how a page outside links to it."""
LINK = re.compile(r"\]\((?:([\w-]+)\.md)?#([\w-]+)\)")
"""How the pages link to each other."""
NUMBERED = re.compile(
    r"\b(?:spec|sections?) [0-9]|[a-z] \([0-9]\.[0-9]{1,2}(?: and [0-9]\.[0-9]{1,2})?\)", re.IGNORECASE
)
"""A reference to a numbered section; no page has numbers."""

SOURCES = (
    "description",
    "Smithy",
    "guide",
    "quotas page",
    "authorization",
    "API changes",
    "notebooks 2021",
    "notebooks 2022",
    "workshop",
    "toolbox",
    "demo app",
    "measured",
)
NOTE = r"(?: \([^()]+\))?"
MARK = re.compile(
    rf"(?:{'|'.join(SOURCES)}|inferred|unknown|\[choice\]\(\.\./local/differences\.md#[a-z-]+\)){NOTE}"
)


def files() -> Iterator[Path]:
    yield ROOT / "pyproject.toml"
    for folder in ("src", "tests", "docs", "tools"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".md", ".toml"}:
                yield path


TEXTS = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in files()}
REFERENCES = [
    (name, page, anchor) for name, text in TEXTS.items() for page, anchor in REFERENCE.findall(text)
]


def anchors(page: str) -> list[str]:
    """Return the anchors of a page's headings; a heading without one has an empty text."""
    found = [ANCHOR.search(heading) for heading in HEADING.findall(PAGES[page])]
    return [match[1] if match else "" for match in found]


def facts(page: str) -> Iterator[list[str]]:
    """Yield the rows, as cells, of the tables of a page that have the column *known from*."""
    width = 0
    for line in PAGES[page].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[-1] == "known from":
            width = len(cells)
        elif not cells:
            width = 0
        elif width and not set(line) <= set("|-: "):
            assert len(cells) == width, line
            yield cells


@pytest.mark.parametrize(("name", "page", "anchor"), REFERENCES)
def test_every_reference_leads_to_a_heading(name: str, page: str, anchor: str) -> None:
    assert page in PAGES, f"{name} cites service/{page}#{anchor}, and docs/service has no such page"
    assert anchor in anchors(page), f"{name} cites service/{page}#{anchor}; the page has {anchors(page)}"


@pytest.mark.parametrize("page", PAGES)
def test_links_between_the_pages_lead_to_headings(page: str) -> None:
    broken = [
        (other, anchor)
        for other, anchor in LINK.findall(PAGES[page])
        if (other or page) not in PAGES or anchor not in anchors(other or page)
    ]
    assert broken == []


def test_code_names_a_heading_of_the_page_that_it_cites() -> None:
    page = re.compile(rf"(?<!/)\bservice/(?:{'|'.join(PAGES)})\b(?!#|\.md#)")
    assert [
        (name, found[0])
        for name, text in TEXTS.items()
        if name.endswith(".py")
        for found in page.finditer(text)
    ] == []


def test_no_reference_is_a_number() -> None:
    assert [(name, found[0]) for name, text in TEXTS.items() for found in NUMBERED.finditer(text)] == []


def test_there_is_a_page_for_each_resource_word_of_aws() -> None:
    words = Plan.load().words_of(_botocore_data.SERVICE)
    assert {word.replace("_", "-") for word in words} <= PAGES.keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_heading_has_an_anchor_of_its_own(page: str) -> None:
    found = anchors(page)
    assert "" not in found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("page", PAGES)
def test_every_fact_is_confirmed_or_inferred_or_a_choice(page: str) -> None:
    rows = list(facts(page))
    assert rows
    unmarked = [
        (cells[0], mark) for cells in rows for mark in cells[-1].split("; ") if not MARK.fullmatch(mark)
    ]
    assert unmarked == []


def test_the_index_explains_every_source() -> None:
    explained = re.findall(r"^\| ([^|]+) \|", PAGES["index"].split("{ #sources }")[1], re.MULTILINE)
    assert set(SOURCES) <= set(explained)


@pytest.mark.parametrize(
    "example",
    [
        block
        for text in PAGES.values()
        for block in re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    ],
)
def test_examples_are_json(example: str) -> None:
    json.loads(example)
