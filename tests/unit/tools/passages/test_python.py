"""Docstrings, help texts and comments of a module are read, each with its line."""

from __future__ import annotations

from tools.passages import Passage, python

MODULE = '''\
"""A module.

    >>> an example

It goes on.
"""

# A comment
# of two lines.
limit = 3  # noqa: E501
"""An attribute."""
other = 4  # beside code


class Pump:
    def run(self, speed, note=option(help="Speed of the pump.")):
        """Run the pump.

        * one item
        * another one

        Args:
            speed (int): revolutions
                per minute.
            *rest: ignored.

        Returns:
            The power
            in watts.

        Then it ends.
        """
        "not a docstring"
        return f"{speed}"


app = Typer(help=f"Commands for {limit} pumps.")
'''


def test_all_prose_of_a_module_is_read():
    assert sorted(python(MODULE), key=lambda passage: passage.line) == [
        Passage("summary", 1, "A module."),
        Passage("text", 5, "It goes on."),
        Passage("text", 8, "A comment\nof two lines."),
        Passage("summary", 11, "An attribute."),
        Passage("text", 12, "beside code"),
        Passage("text", 16, "Speed of the pump."),
        Passage("summary", 17, "Run the pump."),
        Passage("text", 19, "one item"),
        Passage("text", 20, "another one"),
        Passage("text", 23, "revolutions\nper minute."),
        Passage("text", 25, "ignored."),
        Passage("text", 28, "The power\nin watts."),
        Passage("text", 31, "Then it ends."),
        Passage("text", 37, "Commands for `code` pumps."),
    ]
