"""``LookoutVision``: a client for one operation of Lookout for Vision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from l4e_sdk._botocore_data import VISION
from l4e_sdk._calls.connection import ClientSettings, Connection
from l4e_sdk._operations._invoke import Caller
from l4e_sdk._operations._service import Service
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.vision import _retry_after
from l4e_sdk.vision.errors import BY_CODE, VisionEndedError
from l4e_sdk.vision.shapes import DescribeModelResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    import boto3
    from botocore.config import Config

_SERVICE: Final = Service(
    name=VISION, host=VISION, title="Lookout for Vision", errors=BY_CODE, ended=VisionEndedError
)


class LookoutVision(Caller):
    """A client for any endpoint with the API of Amazon Lookout for Vision. AWS ended the service on 31 October 2025.

    The constructor reads no files and sends nothing. Threads may share a client. A client pickles as its settings,
    unless you passed a session.

    Args:
        region_name: the Region. Default: the Region of the session or profile, ``AWS_REGION`` or
            ``AWS_DEFAULT_REGION``.
        endpoint_url: the endpoint to call. Default: ``AWS_ENDPOINT_URL_LOOKOUTVISION``, or AWS's own.
        profile_name: a profile of the AWS configuration files.
        session: the session that creates the boto3 client. It gets the service, as from ``l4e_sdk.install``.
        config: overrides the defaults of this package: six attempts, 10 seconds to connect, 60 seconds for an answer.
        verify: whether to check certificates, or the path of a file of trusted certificates.
        aws_access_key_id: access key; overrides the credentials of the session.
        aws_secret_access_key: secret of the access key.
        aws_session_token: session token of temporary credentials.

    Raises:
        ConfigurationError: the settings exclude each other.
    """

    _service = _SERVICE

    def __init__(
        self,
        *,
        region_name: str | None = None,
        endpoint_url: str | None = None,
        profile_name: str | None = None,
        session: boto3.Session | None = None,
        config: Config | None = None,
        verify: bool | str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
    ) -> None:
        self._settings = ClientSettings(
            region_name=region_name,
            endpoint_url=endpoint_url,
            profile_name=profile_name,
            session=session,
            config=config,
            verify=verify,
            aws_access_key_id=aws_access_key_id,
            aws_secret_access_key=aws_secret_access_key,
            aws_session_token=aws_session_token,
        )
        super().__init__(Connection(self._settings, service=VISION))
        self._connection.on_open(_retry_after.prepare)

    def describe_model(self, *, project_name: str, model_version: str) -> DescribeModelResponse:
        """Describe a version of a project's model.

        Args:
            project_name: Name of the project. 1 to 255 characters: letters, digits, `_`, `-`, beginning with a letter
                or digit.
            model_version: The version as text, from `"1"`, or `"latest"`. Up to 10 characters.

        Raises:
            InvalidRequestError: The request has faults; nothing was sent.
            ResourceNotFoundException: The project or version does not exist.
            ConflictException: The state of the model does not allow the call.
            ThrottlingException: The caller sends too many requests; ``retry_after`` may have a delay.
            InternalServerException: The endpoint failed internally; ``retry_after`` may have a delay.
            AccessDeniedException: The caller lacks the permission `lookoutvision:DescribeModel`.
            ValidationException: The endpoint refused the request as invalid.
            ServiceEndedError: The call went to AWS's own endpoint.
        """
        return self._call(
            "DescribeModel",
            DescribeModelResponse,
            {"ProjectName": project_name, "ModelVersion": model_version},
        )

    def close(self) -> None:
        """Close the client's sockets. The client cannot be used afterwards."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        named = ("region_name", "endpoint_url", "profile_name")
        shown = [f"{name}={value!r}" for name in named if (value := getattr(self._settings, name))]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Callable[[], LookoutVision], tuple[()]]:
        settings = {name: getattr(self._settings, name) for name in self._settings.__slots__}
        if settings["session"] is not None:
            raise ConfigurationError(
                f"{self!r} cannot be pickled: a session exists in this process only. Make the client from "
                "region_name=, profile_name= and endpoint_url=."
            )
        return partial(type(self), **settings), ()
