"""The prose of the repository as passages, each with the file and line it stands on."""

from tools.passages.markdown import markdown
from tools.passages.names import names
from tools.passages.passage import Kind, Passage, Sentence
from tools.passages.python import python
from tools.passages.words import words

__all__ = ["Kind", "Passage", "Sentence", "markdown", "names", "python", "words"]
