"""A request as pages use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.http.headers import Headers

if TYPE_CHECKING:
    from starlette.types import Receive, Scope


class Request:
    """A request whose body is not read yet.

    Args:
        scope: the ASGI scope.
        receive: returns the parts of the body.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        # The application may be mounted below a path of another application.
        self.path: str = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        self.query: bytes = scope["query_string"]
        self.version: str = scope["http_version"]
        self.client: str | None = scope["client"][0] if scope.get("client") else None
        """The address of the caller."""
        self.headers = Headers(scope["headers"])
        self.receive = receive
