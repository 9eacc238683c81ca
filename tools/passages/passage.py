"""One run of prose: a paragraph, a list item, a table cell, a docstring's summary, a help text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["heading", "summary", "text", "test"]
"""``summary`` is the first paragraph of a docstring; ``test`` is the name of a test function."""

_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)[\"')*_]*\s+(?=[\"'(*_]*[A-Z`\d])")
_WORD = re.compile(r"`[^`]*`|[^\s`]*\w[^\s`]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence, the line it starts on, and whether it opens its passage."""

    text: str
    line: int
    opens: bool

    @property
    def words(self) -> int:
        """The number of words; a piece of code counts as one."""
        return len(_WORD.findall(self.text))


@dataclass(frozen=True)
class Passage:
    """Prose that starts on a line of a file. It keeps the line breaks of the file."""

    kind: Kind
    line: int
    text: str

    def below_first_line(self) -> Passage:
        """Return the passage without its first line."""
        return Passage(self.kind, self.line + 1, self.text.partition("\n")[2])

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences. Each piece of code is replaced by one word that has as many line breaks."""
        text = _CODE.sub(lambda code: "`code" + "\n" * code[0].count("\n") + "`", self.text)
        starts = [0, *(found.end() for found in _END.finditer(text)), len(text)]
        for start, end in pairwise(starts):
            if text[start:end].strip():
                line = self.line + text.count("\n", 0, start)
                yield Sentence(text[start:end].rstrip(), line, opens=start == 0)
