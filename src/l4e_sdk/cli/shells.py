"""Environment variables as lines for a shell."""

from __future__ import annotations

import os
import re
import shlex
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_POSIX: Final = frozenset({"ash", "bash", "dash", "ksh", "mksh", "sh", "zsh"})
_BARE: Final = re.compile(r"[A-Za-z0-9_@%+=:,./\\-]*")
"""Characters that need no quotes in a dotenv file, in any of its readers."""
_SINGLE_QUOTES: Final = re.compile("['\u2018\u2019\u201a\u201b]")
"""Characters that end a quoted string of PowerShell. It treats typographic quotes as plain ones."""


class Shell(StrEnum):
    """A syntax of lines that set environment variables."""

    BASH = "bash"
    FISH = "fish"
    POWERSHELL = "powershell"
    CMD = "cmd"
    DOTENV = "dotenv"

    def assignment(self, name: str, value: str) -> str:
        """Return the line that sets and exports a variable.

        Raises:
            InvalidValueError: the shell's syntax cannot express the value.
        """
        from l4e_sdk.errors import InvalidValueError

        wrong = _obstacle(self, value)
        if wrong:
            raise InvalidValueError(
                f"The value {value!r} of {name} has {wrong}, which a line for {self} cannot express. "
                "Choose another --shell, or set the variable yourself."
            )
        return _WRITERS[self](name, value)

    def comment(self, text: str) -> str:
        """Return a line that the shell ignores."""
        return f"rem {text}" if self is Shell.CMD else f"# {text}"

    def usage(self, command: str) -> str | None:
        """Return the line that runs the output of a command, or None if the shell has no short form."""
        if self in (Shell.BASH, Shell.FISH):
            return f'eval "$({command})"' if self is Shell.BASH else f"{command} | source"
        return f"{command} | Out-String | Invoke-Expression" if self is Shell.POWERSHELL else None


def detected(environment: Mapping[str, str] = os.environ, system: str = os.name) -> Shell:
    """Return the user's shell: ``$SHELL``, or the default shell of the system without that variable.

    Raises:
        InvalidValueError: ``$SHELL`` names an unknown shell.
    """
    from l4e_sdk.errors import InvalidValueError

    program = environment.get("SHELL")
    if not program:
        return Shell.POWERSHELL if system == "nt" else Shell.BASH
    name = PurePath(program.replace("\\", "/")).name.lower().removesuffix(".exe")
    if name in _POSIX:
        return Shell.BASH
    if name in ("pwsh", "powershell"):
        return Shell.POWERSHELL
    if name == "fish":
        return Shell.FISH
    raise InvalidValueError(
        f"l4e does not know the shell {name}, which $SHELL names. Choose one with --shell."
    )


def _obstacle(shell: Shell, value: str) -> str | None:
    """Return the part of a value that the shell's syntax cannot express, or None."""
    if any(ord(each) < 32 or ord(each) == 127 for each in value):
        return "a line break or another control character"
    if shell is Shell.CMD and '"' in value:
        return "a double quote"
    if shell is Shell.DOTENV and not _BARE.fullmatch(value):
        # Readers disagree on escapes and on references to other variables, even between single quotes.
        for part in ("'", "${", "\\\\"):
            if part in value:
                return part
        if value.endswith("\\"):
            return "a backslash at its end"
    return None


def _posix(name: str, value: str) -> str:
    # zsh expands =program in an assignment, which shlex does not quote.
    quoted = f"'{value}'" if value == shlex.quote(value) and "=" in value else shlex.quote(value)
    return f"export {name}={quoted}"


def _fish(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _powershell(name: str, value: str) -> str:
    doubled = _SINGLE_QUOTES.sub(lambda found: found.group() * 2, value)
    return f"$env:{name} = '{doubled}'"


def _cmd(name: str, value: str) -> str:
    doubled = value.replace("%", "%%")  # as a file of commands needs it
    return f'set "{name}={doubled}"'


def _dotenv(name: str, value: str) -> str:
    return f"{name}={value}" if _BARE.fullmatch(value) else f"{name}='{value}'"


_WRITERS: Final[Mapping[Shell, Callable[[str, str], str]]] = {
    Shell.BASH: _posix,
    Shell.FISH: _fish,
    Shell.POWERSHELL: _powershell,
    Shell.CMD: _cmd,
    Shell.DOTENV: _dotenv,
}
