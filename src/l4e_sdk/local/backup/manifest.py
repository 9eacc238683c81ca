"""The manifest of a backup, which is the last member of the archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from l4e_sdk.local.backup.errors import BackupError
from l4e_sdk.local.folder.opened import BUCKETS, DATA, STATE
from l4e_sdk.local.store.migrations import names as known_migrations

FORMAT: Final = 1
NAME: Final = "manifest.json"
MOST_BYTES: Final = 256 * 2**20
"""No manifest is larger: about a million files."""


class Member(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True)

    name: str
    """Its path inside the folder, with slashes."""
    bytes: Annotated[int, Field(ge=0)]
    sha256: str


class Manifest(BaseModel):
    """The contents of a backup, and the version that made it."""

    model_config = ConfigDict(frozen=True)

    format: int
    l4e_sdk: str
    """The version of the package that made it."""
    created_at: datetime
    migrations: tuple[str, ...]
    """The migrations that the database has had."""
    members: tuple[Member, ...]

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(member.bytes for member in self.members)


def read_manifest(content: bytes) -> Manifest:
    """Parse a manifest, and refuse a backup that this version cannot restore.

    Raises:
        BackupError: the text is not a manifest, has an unknown version, or names files that an engine does not have.
    """
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise BackupError(f"The backup's {NAME} cannot be read; use another backup. {error}") from error
    unknown = set(manifest.migrations) - set(known_migrations())
    if manifest.format != FORMAT or unknown:
        raise BackupError(
            f"l4e-sdk {manifest.l4e_sdk} made the backup, in a form that this version does not know; restore it with "
            f"that "
            "version, or a newer one."
        )
    found = [member.name for member in manifest.members]
    if len(set(found)) != len(found) or STATE not in found:
        raise BackupError(f"The backup's {NAME} names a file twice, or no {STATE}; use another backup.")
    for name in found:
        check_name(name)
    return manifest


def check_name(name: str) -> None:
    """Refuse a name that would be a file outside of the folder, or none of an engine's.

    Raises:
        BackupError: it is such a name.
    """
    path = Path(name)
    is_inside = not path.anchor and ".." not in path.parts and path.as_posix() == name and "\x00" not in name
    if not is_inside or not (name == STATE or path.parts[0] in {DATA, BUCKETS}):
        raise BackupError(
            f"The backup holds {name!r}, which is not a file of an engine; it was not made by this package."
        )
