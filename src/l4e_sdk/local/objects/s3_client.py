"""A botocore client for S3 with limits on time and attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from l4e_sdk._version import __version__

if TYPE_CHECKING:
    from l4e_sdk.local.objects.s3_settings import S3Settings

CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 60
"""Longest wait for data from the endpoint, in seconds."""
ATTEMPTS: Final = 5
"""Number of attempts of a request, including the first, with growing pauses."""
STREAMS: Final = 8
"""Number of objects that are fetched at the same time."""


def make_client(
    settings: S3Settings,
) -> Any:  # botocore's clients have their methods from data, not from a class
    """Make a client; nothing is sent, but roles of machines are asked for credentials.

    Raises:
        BotoCoreError: there is no such profile.
    """
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=STREAMS,
        user_agent_extra=f"l4e-sdk/{__version__}",
        # Many endpoints that are not AWS's do not know the newer checksums, and refuse requests that have them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = botocore.session.Session(profile=settings.profile)
    return session.create_client(
        "s3", region_name=settings.region, endpoint_url=settings.endpoint_url, config=config
    )
