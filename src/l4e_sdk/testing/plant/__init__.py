"""Plants of our own making: sensors that belong together, and faults with a known cause.

from l4e_sdk.testing.plant import Plant, PlantFault  # one machine, an hourly row
from l4e_sdk.testing.plant import EfficiencyLoss, Site  # several components, and all that makes data hard
"""

from l4e_sdk.errors import MissingExtraError

try:
    from l4e_sdk.testing.plant.block import Block
    from l4e_sdk.testing.plant.change import RegimeChange, UnitChange
    from l4e_sdk.testing.plant.course import Sensor
    from l4e_sdk.testing.plant.discrete import ConstantSensor, Counter, RunSensor, StateSensor
    from l4e_sdk.testing.plant.drill import Alarm, DrillRow, drill
    from l4e_sdk.testing.plant.event import SiteEvent
    from l4e_sdk.testing.plant.fault import PlantFault
    from l4e_sdk.testing.plant.gauge import Gauge
    from l4e_sdk.testing.plant.injected import (
        KINDS,
        CouplingBreak,
        Drift,
        EfficiencyLoss,
        Noise,
        SiteFault,
        Step,
        Stuck,
    )
    from l4e_sdk.testing.plant.outage import Outage
    from l4e_sdk.testing.plant.plant import Plant
    from l4e_sdk.testing.plant.profile import Mode, Profile
    from l4e_sdk.testing.plant.readings import Readings, label_csv
    from l4e_sdk.testing.plant.site import Site
except ModuleNotFoundError as error:
    if error.name != "numpy":
        raise
    raise MissingExtraError("local", "l4e_sdk.testing.plant") from error

__all__ = [
    "KINDS",
    "Alarm",
    "Block",
    "ConstantSensor",
    "Counter",
    "CouplingBreak",
    "Drift",
    "DrillRow",
    "EfficiencyLoss",
    "Gauge",
    "Mode",
    "Noise",
    "Outage",
    "Plant",
    "PlantFault",
    "Profile",
    "Readings",
    "RegimeChange",
    "RunSensor",
    "Sensor",
    "Site",
    "SiteEvent",
    "SiteFault",
    "StateSensor",
    "Step",
    "Stuck",
    "UnitChange",
    "drill",
    "label_csv",
]
