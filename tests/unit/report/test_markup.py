from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._report.markup import Markup, joined, tag


class Reader(HTMLParser):
    """Reads what a browser would: tags, their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))

    def handle_data(self, text: str) -> None:
        self.text += text


# A parser of HTML turns carriage returns into newlines and drops NUL, as browsers do.
texts = st.text(st.characters(blacklist_characters="\r\0", blacklist_categories=["Cs"]))


@given(texts, texts)
def test_any_text_stays_text(child: str, value: str) -> None:
    read = Reader(tag("p", child, title=value))
    assert read.tags == [("p", {"title": value})]
    assert read.text == child


def test_markup_is_kept_and_lists_are_joined() -> None:
    assert tag("p", [tag("b", 1), "<"], None) == "<p><b>1</b>&lt;</p>"


def test_names_of_attributes_are_spelled_as_html_wants_them() -> None:
    assert tag("a", class_="x", data_start=1.5, hidden=True, open=False, href=None) == (
        '<a class="x" data-start="1.5" hidden></a>'
    )


def test_joining_nothing_is_nothing() -> None:
    assert joined(None, []) == Markup()
