"""Access keys: who may call, and whose resources they then see."""

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
"""The account of keys that name none; the one an engine has by itself."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key that requests are signed with.

    Attributes:
        id: 1 to 128 letters, digits and underscores, as AWS's key ids are.
        secret: what signatures are made with; never shown.
        account: the twelve digits of the account whose resources the key is for.

    Raises:
        ConfigurationError: a member is not as said.
    """

    id: str
    secret: str = field(repr=False)
    account: str = NO_ACCOUNT

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w{1,128}", self.id, re.ASCII):
            # It is not shown: most often it is the secret, in the wrong place.
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

    Each profile has ``aws_access_key_id`` and ``aws_secret_access_key``, and may have ``account``; its name and all
    other lines mean nothing here. A warning is logged when other users of the machine may read the file.

    Raises:
        ConfigurationError: the file cannot be read, has no key, has one id twice, or a key is not usable.
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
    # A secret may have any character in it: none of them stands for something else.
    parser = ConfigParser(interpolation=None, default_section="")
    try:
        parser.read_string(text)
    except UnreadableError:
        # Not "from" it: the error quotes the line, which may be a secret.
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
