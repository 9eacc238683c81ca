"""A small plant of our own making: sensors that belong together, and faults with a known cause.

from l4e_sdk.testing.plant import Plant, PlantFault
"""

from l4e_sdk.errors import MissingExtraError

try:
    from l4e_sdk.testing.plant.course import Sensor
    from l4e_sdk.testing.plant.fault import PlantFault
    from l4e_sdk.testing.plant.plant import Plant
    from l4e_sdk.testing.plant.readings import Readings, label_csv
except ModuleNotFoundError as error:
    if error.name != "numpy":
        raise
    raise MissingExtraError("local", "l4e_sdk.testing.plant") from error

__all__ = ["Plant", "PlantFault", "Readings", "Sensor", "label_csv"]
