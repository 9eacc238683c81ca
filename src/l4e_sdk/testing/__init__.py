"""Tools for your own tests: the embedded engine as the service, and a virtual clock.

    from l4e_sdk.testing import Faults, Recording, seed_model

The package also installs the pytest fixtures ``l4e_clock``, ``l4e_engine``, ``l4e_client`` and ``l4e_boto3``. ``import
l4e_sdk`` does not import this module, and its names are imported on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk.testing.calls import Call, load_calls, save_calls
    from l4e_sdk.testing.clients import connected_boto3, connected_client
    from l4e_sdk.testing.faults import Faults, Injected
    from l4e_sdk.testing.plant import Plant, PlantFault, Readings, Sensor
    from l4e_sdk.testing.recording import Recording, check_script
    from l4e_sdk.testing.seeding import seed_dataset, seed_model

__all__ = [
    "Call",
    "Faults",
    "Injected",
    "Plant",
    "PlantFault",
    "Readings",
    "Recording",
    "Sensor",
    "check_script",
    "connected_boto3",
    "connected_client",
    "load_calls",
    "save_calls",
    "seed_dataset",
    "seed_model",
]

_HOMES = {
    **dict.fromkeys(["Call", "load_calls", "save_calls"], "calls"),
    **dict.fromkeys(["connected_boto3", "connected_client"], "clients"),
    **dict.fromkeys(["Faults", "Injected"], "faults"),
    **dict.fromkeys(["Plant", "PlantFault", "Readings", "Sensor"], "plant"),
    **dict.fromkeys(["Recording", "check_script"], "recording"),
    **dict.fromkeys(["seed_dataset", "seed_model"], "seeding"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
