"""The README reads on PyPI, away from the repository: its links are absolute, and those into our own files lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
REPOSITORY = "https://github.com/l4e-sdk/l4e-sdk"
RAW = "https://raw.githubusercontent.com/l4e-sdk/l4e-sdk/main/"
DOCUMENTATION = "https://l4e-sdk.readthedocs.io/en/latest/"


def targets(text: str) -> list[str]:
    """Return where the links and pictures of a Markdown text lead, those of HTML in it too."""
    tokens = [child for token in MarkdownIt().parse(text) for child in (token, *(token.children or ()))]
    found = [str(value) for token in tokens for name, value in token.attrs.items() if name in {"href", "src"}]
    html = "".join(token.content for token in tokens if token.type.startswith("html"))
    return found + re.findall(r"""\b(?:href|src)=["']([^"']*)""", html)


def wrong(target: str) -> str | None:
    """Return what is wrong with a link, or None."""
    address = urlsplit(target)
    if address.scheme != "https" or not address.netloc:
        return "not an absolute https address"
    if target.startswith(RAW):
        return None if (ROOT / target.removeprefix(RAW)).is_file() else "no such file"
    if target.startswith(f"{REPOSITORY}/"):
        kind, branch, *parts = target.removeprefix(f"{REPOSITORY}/").split("/")
        place = ROOT.joinpath(*parts)
        exists = {"blob": place.is_file(), "tree": place.is_dir()}.get(kind, False)
        return None if branch == "main" and exists else "no such file on main"
    if address.netloc == urlsplit(DOCUMENTATION).netloc:
        return _wrong_page(target)
    return None


def _wrong_page(target: str) -> str | None:
    place, _, anchor = target.partition("#")
    if not place.startswith(DOCUMENTATION) or not place.endswith("/"):
        return f"not below {DOCUMENTATION}, or without the slash at its end"
    name = place.removeprefix(DOCUMENTATION).rstrip("/")
    pages = [ROOT / "docs" / f"{name}.md", ROOT / "docs" / name / "index.md"]
    page = next((page for page in pages if page.is_file()), None)
    if page is None:
        return "no such page"
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return None if not anchor or anchor in map(_anchor, headings) else "no such heading"


def _anchor(heading: str) -> str:
    """Return the anchor that the documentation gives a heading of plain words."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


@pytest.mark.parametrize("target", sorted(set(targets(README))))
def test_a_link_is_absolute_and_leads_to_what_is_there(target: str):
    assert wrong(target) is None


def test_there_is_a_picture():
    assert [target for target in targets(README) if target.startswith(RAW) and target.endswith(".png")]


def test_no_link_lacks_its_address():
    texts = [child.content for token in MarkdownIt().parse(README) for child in token.children or ()]
    assert [text for text in texts if re.search(r"\[[^\]]+\]", text)] == []


def test_the_projects_addresses_are_those_of_the_links():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["urls"]["Source"] == REPOSITORY
    assert DOCUMENTATION.startswith(project["urls"]["Documentation"])
    assert project["readme"] == "README.md"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[guide](docs/guide.md)", "absolute"),
        ("[guide][g]\n\n[g]: docs/guide.md", "absolute"),
        ("![picture](docs/demo/evaluation.png)", "absolute"),
        ('<img src="docs/demo/evaluation.png">', "absolute"),
        ("[guide](http://github.com/l4e-sdk/l4e-sdk)", "absolute"),
        (f"[code]({REPOSITORY}/blob/main/docs/absent.md)", "no such file"),
        (f"[code]({REPOSITORY}/blob/main/docs)", "no such file"),
        (f"[code]({REPOSITORY}/blob/next/README.md)", "no such file"),
        (f"![picture]({RAW}docs/absent.png)", "no such file"),
        (f"[guide]({DOCUMENTATION}absent/)", "no such page"),
        (f"[guide]({DOCUMENTATION}guide)", "slash"),
        (f"[guide]({DOCUMENTATION}guide/#absent)", "no such heading"),
    ],
)
def test_a_wrong_link_is_noticed(text: str, reason: str):
    (target,) = targets(text)
    assert reason in (wrong(target) or "")
