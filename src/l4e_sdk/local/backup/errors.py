"""Errors of backups."""

from __future__ import annotations

from l4e_sdk.errors import L4EError


class BackupError(L4EError):
    """A folder cannot be backed up, or a backup cannot be restored; the message says why and what to do."""
