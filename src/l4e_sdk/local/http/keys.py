"""Access keys, with the account of each."""

from __future__ import annotations

import logging
import os
import re
from configparser import ConfigParser
from configparser import Error as UnreadableError
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from configparser import SectionProxy

logger = logging.getLogger(__name__)

NO_ACCOUNT = "000000000000"
"""The account of keys without an account, which is the default account of an engine."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key for signing requests.

    Attributes:
        id: 1 to 128 letters, digits and underscores, like AWS's key ids.
        secret: the secret that signs requests; the representation does not show it.
        account: the account that callers with this key use, twelve digits.

    Raises:
        ConfigurationError: a member does not have this format.
    """

    id: str
    secret: str = field(repr=False)
    account: str = NO_ACCOUNT

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w{1,128}", self.id, re.ASCII):
            # The message omits it, because it is often the secret in the wrong place.
            raise ConfigurationError(
                f"An access key id of {len(self.id)} characters is not usable; use 1 to 128 letters, digits and "
                "underscores, and see that id and secret are not in each other's place."
            )
        if not self.secret:
            raise ConfigurationError(f"The access key {self.id} has no secret; give it a long random one.")
        if not re.fullmatch(r"[0-9]{12}", self.account):
            raise ConfigurationError(
                f"The access key {self.id} is for account {self.account!r}; an account has twelve digits."
            )


def load_keys(path: Path | str) -> tuple[AccessKey, ...]:
    """Read keys from a file in the format of AWS's shared credentials.

    Each profile has ``aws_access_key_id`` and ``aws_secret_access_key``, and may have ``account``. The profile's name
    and all other lines are ignored. If other users of the machine can read the file, the function logs a warning.

    Raises:
        ConfigurationError: the file cannot be read, has no key, has an id twice, or has an unusable key.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
        readable_by_others = os.name == "posix" and file.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ConfigurationError(
            f"The keys in {file} cannot be read ({reason}); name a file in the format of AWS's shared credentials."
        ) from error
    if readable_by_others:
        logger.warning("%s can be read by other users of this machine; chmod 600 keeps its secrets.", file)
    keys = tuple(_key(file, profile) for profile in _profiles(file, text))
    if not keys:
        raise ConfigurationError(
            f"{file} has no keys; write a profile with aws_access_key_id and aws_secret_access_key."
        )
    if len({key.id for key in keys}) < len(keys):
        raise ConfigurationError(f"{file} has one access key id in several profiles; give each its own.")
    return keys


def _profiles(file: Path, text: str) -> list[SectionProxy]:
    # A secret may contain any character, so the parser must not interpolate.
    parser = ConfigParser(interpolation=None, default_section="")
    try:
        parser.read_string(text)
    except UnreadableError:
        # Not "from" the error, because it quotes the line, which may be a secret.
        raise ConfigurationError(
            f"{file} is not in the format of AWS's shared credentials: [profile], then lines of name = value."
        ) from None
    return [parser[name] for name in parser.sections()]


def _key(file: Path, profile: SectionProxy) -> AccessKey:
    try:
        return AccessKey(
            profile["aws_access_key_id"],
            profile["aws_secret_access_key"],
            profile.get("account", NO_ACCOUNT),
        )
    except KeyError as missing:
        raise ConfigurationError(
            f"The profile [{profile.name}] of {file} has no {missing.args[0]}; add the line."
        ) from None
