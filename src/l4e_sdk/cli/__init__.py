"""The command line ``l4e``; its requirements are the extra ``cli``."""

import sys

_PACKAGES = frozenset({"click", "rich", "typer"})


def main() -> None:
    """Run the command line."""
    try:
        from l4e_sdk.cli.app import app
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        sys.exit("l4e needs packages that are not installed: pip install 'l4e-sdk[cli]'.")
    app(prog_name="l4e")
