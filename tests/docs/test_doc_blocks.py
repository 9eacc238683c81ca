"""The tool that checks the types of the documentation's examples sees every line, and reports errors where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.doc_blocks import check, pages, program

PAGE = """# A page

```python
name: str = "pump"
```

Text, and a block that is not Python:

```console
$ l4e demo
```

```python
print(name)
{line}
```
"""


def written(folder: Path, line: str) -> Path:
    (folder / "docs").mkdir()
    page = folder / "docs" / "a-page.md"
    page.write_text(PAGE.format(line=line))
    (folder / "README.md").write_text("No Python here.\n")
    return page


def test_a_program_has_each_line_where_the_page_has_it(tmp_path: Path) -> None:
    page = written(tmp_path, "print(name.upper())").read_text()
    lines = program(page).splitlines()
    assert [(number, line) for number, line in enumerate(lines, 1) if line] == [
        (4, 'name: str = "pump"'),
        (14, "print(name)"),
        (15, "print(name.upper())"),
    ]


def test_only_pages_with_python_are_checked(tmp_path: Path) -> None:
    page = written(tmp_path, "pass")
    assert pages(tmp_path) == (page,)


def test_the_readme_and_the_guide_are_checked() -> None:
    assert {"README.md", "guide.md"} <= {page.name for page in pages()}


@pytest.mark.parametrize("line", ["name.upper() + 1", "def greet(pump): ..."])
def test_an_error_names_the_page_and_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    for checker in ("mypy", "pyright"):
        pytest.importorskip(checker, reason="tools.doc_blocks needs the group lint")
    assert not check([written(tmp_path, line)], tmp_path)
    mypy, _, pyright = capsys.readouterr().out.partition("pyright: ")
    assert "docs/a-page.md:15: error" in mypy
    assert ("docs/a-page.md:15:1 - error" in pyright) == ("+ 1" in line)
