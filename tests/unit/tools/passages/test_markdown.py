"""The prose of a page is read; its code, HTML and directives are not."""

from __future__ import annotations

from tools.passages import Passage, markdown

PAGE = """\
# A [page](x.md)

First line with `code`
and **second** line.

<div class="grid" markdown>

* an item
  that goes on

</div>

| head | other |
|---|---|
| cell | b |

```python
# what is no prose
```

::: l4e_sdk.client
    options: what

!!! note
    An admonition
    of two lines.

    Its second paragraph.
"""


def test_prose_is_read_with_its_lines():
    assert list(markdown(PAGE)) == [
        Passage("heading", 1, "A page"),
        Passage("text", 3, "First line with `code`\nand second line."),
        Passage("text", 8, "an item\nthat goes on"),
        Passage("heading", 13, "head"),
        Passage("heading", 13, "other"),
        Passage("text", 15, "cell"),
        Passage("text", 15, "b"),
        Passage("text", 25, "An admonition\nof two lines."),
        Passage("text", 28, "Its second paragraph."),
    ]
