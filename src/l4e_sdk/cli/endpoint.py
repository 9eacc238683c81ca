"""The engine or endpoint that a command calls."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from l4e_sdk.cli.missing import needs_the_engine

if TYPE_CHECKING:
    from l4e_sdk._client import LookoutEquipment

LOCAL_VARIABLE: Final = "L4E_LOCAL"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The folder of an embedded engine, or an endpoint. If all members are None, boto3 chooses the endpoint."""

    local: Path | None
    endpoint_url: str | None
    region: str | None
    profile: str | None

    @classmethod
    def chosen(
        cls, *, local: Path | None, endpoint_url: str | None, region: str | None, profile: str | None
    ) -> Endpoint:
        """Return the endpoint that options and environment name. An option overrides a variable.

        Raises:
            typer.BadParameter: the options name both a folder and an endpoint.
        """
        if local is not None and (endpoint_url or profile):
            raise typer.BadParameter(
                "--local starts an engine in this process; omit --endpoint-url and --profile."
            )
        folder = os.environ.get(LOCAL_VARIABLE)
        if local is None and folder and not (endpoint_url or profile):
            local = Path(folder)
        return cls(local, endpoint_url, region, profile)

    def open(self, *, works: bool = False) -> LookoutEquipment:
        """Open a client.

        Args:
            works: whether an embedded engine runs the jobs in its folder's queue. If false, it only answers requests.
        """
        from l4e_sdk._client import LookoutEquipment

        if self.local is None:
            return LookoutEquipment(
                endpoint_url=self.endpoint_url, region_name=self.region, profile_name=self.profile
            )
        return _engine_on(self.local, self.region, works=works)


def _engine_on(folder: Path, region: str | None, *, works: bool) -> LookoutEquipment:
    from l4e_sdk._client import LookoutEquipment

    with needs_the_engine("--local"):
        from l4e_sdk.local import EngineSettings
    return LookoutEquipment.local(folder, region_name=region, settings=EngineSettings(background=works))
