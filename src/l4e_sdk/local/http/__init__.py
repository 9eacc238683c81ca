"""The HTTP interface: the engine as a server for any AWS SDK and for the AWS CLI.

``serve("./plant", ServerSettings())`` starts a server on this machine. To run your own ASGI server, use
``application``.
"""

from l4e_sdk.errors import MissingExtraError

try:
    from l4e_sdk.local.http.application import application
    from l4e_sdk.local.http.keys import AccessKey, load_keys
    from l4e_sdk.local.http.serving import serve
    from l4e_sdk.local.http.settings import ServerSettings
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"httptools", "starlette", "uvicorn"}:
        raise
    raise MissingExtraError("local", "l4e_sdk.local.http") from error

__all__ = ["AccessKey", "ServerSettings", "application", "load_keys", "serve"]
