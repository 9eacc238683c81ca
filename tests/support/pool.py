"""What tests have a spawned process do; it has to find the functions by their module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk import LookoutEquipment, Model


def model_status(client: LookoutEquipment) -> str:
    """Call the service from there."""
    return str(client.describe_model(model_name="pump").status)


def travelled(model: Model) -> Model:
    """Send a facade there and back."""
    return model


def raising_call(client: LookoutEquipment) -> None:
    """Have the service refuse something there."""
    client.delete_model(model_name="pump")
