"""Backups of an engine's folder, made while the engine works, and restored whole or not at all."""

from l4e_sdk.local.backup.errors import BackupError
from l4e_sdk.local.backup.manifest import Manifest, Member
from l4e_sdk.local.backup.restoring import restore
from l4e_sdk.local.backup.saving import back_up

__all__ = ["BackupError", "Manifest", "Member", "back_up", "restore"]
