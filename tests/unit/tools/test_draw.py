"""A draw depends on the commit alone, and shows where each text stands."""

from __future__ import annotations

import pytest

from tools import draw

pytestmark = pytest.mark.skipif(
    not (draw.ROOT / ".git").exists(), reason="a draw is seeded by a commit of a clone"
)


def test_a_commit_draws_the_same_twice():
    assert draw.draw(0x1120FBF1) == draw.draw(0x1120FBF1)
    assert draw.draw(0x1120FBF1) != draw.draw(0x1120FBF2)


def test_two_pages_and_twenty_docstrings_are_drawn():
    pages, docstrings = draw.draw(7)
    assert len(set(pages)) == 2
    assert len({(each.path, each.line) for each in docstrings}) == 20


def test_a_docstring_stands_where_it_says():
    for docstring in draw.draw(7)[1]:
        line = (draw.ROOT / docstring.path).read_text(encoding="utf-8").splitlines()[docstring.line - 1]
        assert docstring.text.splitlines()[0] in line


def test_a_draw_is_printed(capsys: pytest.CaptureFixture[str]):
    number = draw.seed()
    draw.main([])
    printed = capsys.readouterr().out
    assert printed.startswith(f"Seed {number:08x}\n")
    pages, docstrings = draw.draw(number)
    assert all(f"{page.relative_to(draw.ROOT)}:1: " in printed for page in pages)
    assert all(str(docstring) in printed for docstring in docstrings)


def test_an_unknown_commit_ends_with_a_reason():
    with pytest.raises(SystemExit, match="no-such-commit is not a commit"):
        draw.seed("no-such-commit")
