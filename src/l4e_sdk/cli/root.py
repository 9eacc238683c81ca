"""The outermost command group: global options in any position, and errors as messages and exit codes."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperGroup

from l4e_sdk.cli.render import plain
from l4e_sdk.cli.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 plus the number of SIGINT, as in shells."""
_FAILED: Final = 1
_EXITS: Final = {"WaitTimeoutError": 3, "ResourceFailedError": 4, "UnexpectedStateError": 4}
"""Exit code by class of error. All other errors exit with 1."""
_VALUED: Final = frozenset({"--local", "--endpoint-url", "--region", "--profile", "--output"})
_BARE: Final = frozenset({"--verbose"})
_REMEDIES: Final = {
    "ResourceNotFoundException": "Check name and Region; the 'list' commands show what there is.",
    "AccessDeniedException": "Check the credentials; --profile chooses others.",
    "ThrottlingException": "Try again in a while.",
}
_SPELLINGS: Final = (
    ("LookoutEquipment.local(...)", "--local FOLDER"),
    ("LookoutEquipment.local()", "--local"),
    ("Run the same code on", "Use"),
    ("endpoint_url=...", "--endpoint-url URL"),
    ("profile_name=", "--profile"),
    (
        "give the profile a region.",
        "give the profile a region. An engine on this machine needs none: --local FOLDER.",
    ),
    ("region_name=", "--region"),
    ("activate(version)", "'l4e models activate'"),
    ("hand over a session=, ", ""),
    (
        "pass keys=load_keys(...), or host='127.0.0.1'",
        "name a file of keys with --keys, or take --host 127.0.0.1",
    ),
    ("timeout=", "--timeout"),
    ("role_arn is missing; pass", "--role-arn is missing; give"),
    ("component=", "--component"),
    ("encoding=", "--encoding "),
    ("zone=", "--zone "),
    ("dates=", "--dates "),
    ("decimal=", "--decimal"),
    ("thousands=", "--thousands"),
    ("delimiter=", "--delimiter"),
    ("skip_lines=", "--skip-lines"),
    ("time_columns=", "--time-column"),
    ("tag_column=", "--tag-column"),
    ("value_column=", "--value-column"),
    ("tag_is_file_name=", "--tag-is-file-name"),
    ("machine_separator=", "--machine-separator"),
    ("machine_column=", "--machine-column"),
    ("quality_column=", "--quality-column"),
    ("good=", "--good"),
    ("names=", "--name OLD=NEW"),
)
"""Python spellings in messages, each with the spelling of the command line."""


class Root(TyperGroup):
    """The group ``l4e``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Accept global options in any position before ``--``."""
        end = args.index("--") if "--" in args else len(args)
        own, others = _parted(args[:end])
        return super().parse_args(ctx, [*own, *others, *args[end:]])

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Expected errors become a message and an exit code; other errors propagate."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # the reader of the output has closed it; Typer then exits without a message
        except Exception as error:
            if not _is_on_purpose(error):
                raise
            if ctx.obj is not None and settings_of(ctx).verbose:
                traceback.print_exc(file=sys.stderr)
            typer.echo(f"Error: {told(error)}", err=True)
            raise typer.Exit(_EXITS.get(type(error).__name__, _FAILED)) from None


def told(error: Exception) -> str:
    """Return the message and the remedy of an error, in the spelling of the command line."""
    from l4e_sdk.errors import ServiceError

    if isinstance(error, ServiceError):
        text = " ".join(filter(None, [f"{error.message} ({error.code})", _REMEDIES.get(error.code)]))
    else:
        text = str(error)
        for python, here in _SPELLINGS:
            text = text.replace(python, here)
    return plain("\n  ".join([text, *getattr(error, "__notes__", ())]), lines=True)


def _is_on_purpose(error: Exception) -> bool:
    # An error of this package needs the module, which help does not import.
    ours = sys.modules.get("l4e_sdk.errors")
    return isinstance(error, OSError) or (ours is not None and isinstance(error, ours.L4EError))


def _parted(args: list[str]) -> tuple[list[str], list[str]]:
    """Return the global options with their values, and all other arguments."""
    own: list[str] = []
    others: list[str] = []
    rest: Iterator[str] = iter(args)
    for each in rest:
        if each in _BARE or ("=" in each and each.partition("=")[0] in _VALUED):
            own.append(each)
        elif each in _VALUED:
            own += [each, *([value] if (value := next(rest, None)) is not None else [])]
        else:
            others.append(each)
    return own, others
