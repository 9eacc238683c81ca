"""The S3 endpoint of an engine."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from l4e_sdk.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class S3Settings:
    """An S3 endpoint: AWS's own, MinIO, Ceph or any other.

    It holds no secrets. Credentials are looked up where they are needed, the way all AWS tools do it: environment
    variables, profiles, roles.

    Attributes:
        endpoint_url: where the endpoint is; AWS's own, or what the environment says, if not given.
        region: the Region of the buckets; that of the profile or the environment if not given.
        profile: whose credentials are used, by its name in the AWS configuration files.

    Raises:
        ConfigurationError: the address is none, or has a password in it.
    """

    endpoint_url: str | None = None
    region: str | None = None
    profile: str | None = None

    def __post_init__(self) -> None:
        if self.endpoint_url is None:
            return
        address = urlsplit(self.endpoint_url)
        if address.username is not None or address.password is not None:
            raise ConfigurationError(
                "The endpoint_url of S3Settings has credentials in it; put them into the environment or a profile."
            )
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ConfigurationError(
                f"The endpoint_url of S3Settings is {self.endpoint_url!r}; write for example 'http://minio.plant:9000'."
            )
