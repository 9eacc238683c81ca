"""The words of generated code are read line by line."""

from __future__ import annotations

from tools.passages import Passage, words


def test_each_text_is_a_summary():
    table = '# A comment\n[members]\nKey = "Key of the \\"object\\"."\n"A.B" = "Another."\nnumber = 3\n'
    assert list(words(table)) == [
        Passage("summary", 3, 'Key of the "object".'),
        Passage("summary", 4, "Another."),
    ]
