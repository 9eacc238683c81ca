"""Passages are cut into sentences, each on its line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.passages import Passage


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in Passage("text", 1, text).sentences()]


def test_a_full_stop_before_a_capital_ends_a_sentence():
    assert texts("It runs. It stops! Does it?") == ["It runs.", "It stops!", "Does it?"]


def test_an_abbreviation_ends_no_sentence():
    assert texts("Use a unit, e.g. Celsius. Then go on.") == ["Use a unit, e.g. Celsius.", "Then go on."]


def test_sentences_start_on_their_lines():
    sentences = list(Passage("text", 7, "One is\nlong. Two\nis not. Three.").sentences())
    assert [sentence.line for sentence in sentences] == [7, 8, 9]
    assert [sentence.opens for sentence in sentences] == [True, False, False]


def test_code_is_one_word_and_is_not_read():
    (sentence,) = Passage("text", 1, "Set `what is no. Thing` or ``a `b` c`` here").sentences()
    assert sentence.words == 5
    assert "what" not in sentence.text


def test_lines_inside_code_are_counted():
    *_, last = Passage("text", 1, "Set `a\nb`. Go.").sentences()
    assert last.line == 2


@given(st.text("ab.!?`;\n A1", max_size=60))
def test_any_text_is_cut_without_loss(text: str):
    sentences = list(Passage("text", 1, text).sentences())
    masked = "".join("".join(sentence.text.split()) for sentence in sentences)
    if "`" not in text:
        assert masked == "".join(text.split())
    assert all(1 <= sentence.line <= 1 + text.count("\n") for sentence in sentences)
