"""The report in a real browser."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._report import render_report
from tests.browser import chromium
from tests.support import reports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

EVENTS = 5


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; where it cannot be had, only continuous integration minds."""
    if reason := chromium.lacking():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium.launched() as started:
        yield started


class Shown:
    """A report in a page, and what the page said and asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())
        self.chart = page.locator("#timeline .chart")
        self.view = self.chart.locator("svg.view")
        self.readout = self.chart.locator(".readout")

    def at(self, share: float) -> tuple[float, float]:
        """Return a place in the timeline, from 0 at its left to 1."""
        self.chart.scroll_into_view_if_needed()
        box = self.chart.locator("svg.drawing").bounding_box()
        assert box is not None
        return box["x"] + share * box["width"], box["y"] + box["height"] / 3

    def drag(self, start: float, end: float) -> None:
        """Drag over the timeline."""
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at((start + end) / 2))
        self.page.mouse.move(*self.at(end))
        self.page.mouse.up()

    def shown(self) -> tuple[float, float]:
        """Return which part of the time is shown, from 0 to 1000."""
        start, _, length, _ = map(float, (self.view.get_attribute("viewBox") or "").split())
        return start, start + length


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A report with a sensor whose name would like to be a script."""
    path = tmp_path / "report.html"
    hostile = reports.facts(EVENTS, sensors=(reports.HOSTILE, *reports.SENSORS))
    path.write_text(render_report(hostile), encoding="utf-8")
    return path


@pytest.fixture
def shown(browser: Browser, file: Path) -> Iterator[Shown]:
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        yield Shown(context.new_page(), file)


def test_the_page_opens_in_silence_and_asks_for_nothing(shown: Shown, file: Path) -> None:
    assert shown.said == []
    assert shown.asked == [file.as_uri()]


def test_every_event_has_a_line_and_a_picture(shown: Shown) -> None:
    assert shown.page.locator("#events tbody tr").count() == EVENTS
    assert shown.page.locator("#events article").count() == EVENTS
    assert shown.view.locator("rect.strip.found").count() == EVENTS


def test_a_hostile_name_is_text(shown: Shown) -> None:
    assert shown.page.evaluate("window.hacked") is None
    assert shown.page.locator("img").count() == 0
    assert reports.HOSTILE in shown.page.locator("#events tbody").inner_text()


def test_a_script_that_got_in_would_not_run(shown: Shown) -> None:
    shown.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.hacked = 1'}))"
    )
    assert shown.page.evaluate("window.hacked") is None
    assert "Content Security Policy" in "".join(shown.said)


def test_hovering_reads_the_value(shown: Shown) -> None:
    assert shown.readout.is_hidden()
    shown.page.mouse.move(*shown.at(0.6))
    assert shown.readout.inner_text().startswith("2023-10-06")
    assert "UTC: 0.2" in shown.readout.inner_text()
    shown.page.mouse.move(5, 5)
    assert shown.readout.is_hidden()


def test_dragging_zooms_and_the_button_shows_all_again(shown: Shown) -> None:
    ticks = shown.chart.locator(".ticks text").all_inner_texts
    at_first = ticks()
    shown.drag(0.75, 0.85)
    assert shown.shown() == pytest.approx((750, 850), abs=2)
    assert ticks() != at_first
    shown.page.locator("#timeline .tools button").click()
    assert shown.shown() == (0, 1000)
    assert ticks() == at_first


def test_the_keyboard_reads_and_zooms(shown: Shown) -> None:
    shown.chart.focus()
    shown.page.keyboard.press("ArrowRight")
    before = shown.readout.inner_text()
    shown.page.keyboard.press("ArrowRight")
    assert shown.readout.inner_text() != before
    shown.page.keyboard.press("+")
    start, end = shown.shown()
    assert end - start == pytest.approx(500)
    shown.page.keyboard.press("Escape")
    assert shown.shown() == (0, 1000)


def test_every_anchor_leads_somewhere(shown: Shown) -> None:
    dead = "[...document.querySelectorAll('a')].filter((each) => !document.querySelector(each.hash)).length"
    assert shown.page.evaluate(dead) == 0


def test_the_page_fits_a_phone(browser: Browser, file: Path) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True) as context:
        phone = Shown(context.new_page(), file)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
        box = phone.chart.bounding_box()
        assert box is not None
        assert 250 < box["width"] <= 360


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_no_text_of_a_chart_is_cut_off(browser: Browser, file: Path, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 740}) as context:
        shown = Shown(context.new_page(), file)
        cut = """(width) => [...document.querySelectorAll('.drawing text')].filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width && (box.left < 0 || box.right > width);
        }).map((each) => each.textContent)"""
        assert shown.page.evaluate(cut, width) == []


def test_without_scripts_the_charts_are_there(browser: Browser, file: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.locator("#timeline path.line").bounding_box()
        assert page.locator(".tools").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_in_the_colours_of_the_system(browser: Browser, file: Path, scheme: str) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        assert len(page.screenshot()) > 20_000
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_the_page_prints(browser: Browser, file: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        page.emulate_media(media="print")
        assert page.locator("nav").is_hidden()
        assert page.pdf().startswith(b"%PDF")
