"""Clients of engines that work in this process when their clock moves."""

from __future__ import annotations

from tests.unit.resources.conftest import _plant, client, folder, trained

__all__ = ["_plant", "client", "folder", "trained"]
