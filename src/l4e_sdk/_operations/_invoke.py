"""The only place that calls boto3: parameters in, typed response out, errors translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from l4e_sdk._operations._failure import failure
from l4e_sdk._operations._log import CallLog
from l4e_sdk._operations._reply import caught, prepare
from l4e_sdk._operations._service import EQUIPMENT
from l4e_sdk._operations._stubbed import with_zones
from l4e_sdk.errors import UnreadableResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient

    from l4e_sdk._calls.connection import Connection
    from l4e_sdk._operations._reply import Caught
    from l4e_sdk._operations._service import Service
    from l4e_sdk.shapes._shape import Response

R = TypeVar("R", bound="Response")


class Caller:
    """The base of the operations: a connection, and one method that sends calls over it."""

    _service: ClassVar[Service] = EQUIPMENT

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.on_open(prepare)

    @property
    def boto3(self) -> BaseClient:
        """The boto3 client below, made on first use; calls on it are plain boto3.

        Raises:
            ConfigurationError: no client can be made from the settings, for example without a region.
        """
        return self._connection.client

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _call(self, operation: str, response_type: type[R], params: Mapping[str, object]) -> R:
        """Call an operation of the API.

        Args:
            operation: the API's name, for example ``DescribeModel``.
            response_type: what the answer is read as.
            params: the members by the service's names, with values of Python; those that are None are not sent.

        Raises:
            InvalidRequestError: the parameters have faults; nothing was sent.
            ServiceError: the endpoint answered with an error.
            ConnectionFailedError: the endpoint gave no answer.
            ConfigurationError: the settings do not allow a call.
        """
        # Encoding brings pydantic, as the shapes do: the first call pays for it, not the making of a client.
        from l4e_sdk._calls.encoding import encode

        request = encode(operation, params, service=self._service.name)
        client = self.boto3
        log = CallLog(operation, request)
        try:
            with caught() as reply:
                parsed = getattr(client, xform_name(operation))(**request)
        except (ClientError, BotoCoreError) as error:
            told = failure(error, operation, client.meta.endpoint_url, self._service)
            log.failed(told)
            raise told from error
        response = _read(operation, response_type, reply, parsed, self._service)
        log.answered(response)
        return response


def _read(
    operation: str, response_type: type[R], reply: Caught, parsed: dict[str, Any], service: Service
) -> R:
    metadata = parsed.pop("ResponseMetadata", {})
    try:
        response = (
            response_type.from_wire(with_zones(service.name, operation, parsed))
            if reply.body is None
            else response_type.from_json(reply.body)
        )
    except ValueError as error:
        from l4e_sdk.shapes._faults import in_words

        raise UnreadableResponseError(
            f"{operation} succeeded, but its response cannot be read: {in_words(error)}. "
            f"Check that the endpoint speaks the {service.title} API.",
            operation=operation,
            request_id=metadata.get("RequestId"),
            body=reply.body,
        ) from error
    return response.with_metadata(
        request_id=metadata.get("RequestId"),
        http_status=metadata.get("HTTPStatusCode"),
        http_headers=metadata.get("HTTPHeaders"),
    )
