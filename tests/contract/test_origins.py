"""Web pages that call the engine: only those of allowed origins, and only as a browser has asked for them."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from l4e_sdk._botocore_data import ServiceDescription
from tests.contract.test_http_door import KEY, signed
from tests.support.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local import LocalEngine

PAGE, OTHER = "http://localhost:3000", "https://console.example.com"
TARGET = {"X-Amz-Target": f"{ServiceDescription.load().target_prefix}.ListDatasets"}
SENT_BY_SDKS = "authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-target,amz-sdk-request"
CORS = "access-control-"


@pytest.fixture
def url(engine: LocalEngine) -> Iterator[str]:
    """The address of a server without keys that pages of two origins may call."""
    with served(engine, allow_origins=(PAGE, OTHER)) as url:
        yield url


def ask(
    url: str, method: str, headers: dict[str, str], path: str = "/", body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """Send a request as a browser does; return the status, the headers in small letters, and the body."""
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def preflight(url: str, origin: str, path: str = "/", **more: str) -> tuple[int, dict[str, str], bytes]:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return ask(url, "OPTIONS", asked | {name.replace("_", "-"): value for name, value in more.items()}, path)


@pytest.mark.parametrize("origin", [PAGE, OTHER])
def test_a_preflight_of_an_allowed_origin_is_answered(url: str, origin: str) -> None:
    status, headers, body = preflight(url, origin, Access_Control_Request_Headers=SENT_BY_SDKS)
    assert (status, body) == (204, b"")
    assert headers["access-control-allow-origin"] == origin
    assert "POST" in headers["access-control-allow-methods"].split(", ")
    assert set(SENT_BY_SDKS.split(",")) <= set(headers["access-control-allow-headers"].split(", "))
    assert "Origin" in headers["vary"]
    assert "access-control-allow-private-network" not in headers


def test_a_page_of_the_open_web_may_reach_this_machine_if_it_is_allowed(url: str) -> None:
    _, headers, _ = preflight(url, OTHER, Access_Control_Request_Private_Network="true")
    assert headers["access-control-allow-private-network"] == "true"


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/health")])
def test_answers_name_the_origin_and_never_allow_credentials(url: str, method: str, path: str) -> None:
    status, headers, _ = ask(
        url, method, {"Origin": PAGE, **TARGET}, path, b"{}" if method == "POST" else b""
    )
    assert status == 200
    assert headers["access-control-allow-origin"] == PAGE
    assert headers["vary"] == "Origin"
    assert "x-amzn-requestid" in headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in headers


def test_refusals_can_be_read_by_the_page(url: str) -> None:
    status, headers, body = ask(url, "POST", {"Origin": PAGE, **TARGET}, body=b"no JSON")
    assert (status, json.loads(body)["__type"]) == (400, "ValidationException")
    assert headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3001",
        "http://localhost",
        "https://localhost:3000",
        f"{PAGE}.example.com",
        "null",
        "*",
        "",
    ],
)
def test_other_origins_are_refused_as_before(url: str, origin: str) -> None:
    for status, headers, body in (
        preflight(url, origin),
        ask(url, "POST", {"Origin": origin, **TARGET}, body=b"{}"),
    ):
        assert status == 403
        assert "--allow-origin" in json.loads(body)["Message"]
        assert not [name for name in headers if name.startswith(CORS)]


def test_the_state_is_not_for_pages(url: str) -> None:
    assert ask(url, "GET", {"Origin": PAGE}, "/state")[0] == 403
    assert preflight(url, PAGE, "/state")[0] == 403


def test_programs_are_answered_without_a_word_on_origins(url: str) -> None:
    status, headers, _ = ask(url, "POST", TARGET, body=b"{}")
    assert status == 200
    assert not [name for name in headers if name.startswith(CORS)]
    assert headers["vary"] == "Origin"  # a cache must not hand this answer to a page


def test_several_origins_in_one_request_are_refused(url: str) -> None:
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.putrequest("POST", "/")
        for origin in (PAGE, OTHER):
            connection.putheader("Origin", origin)
        connection.endheaders()
        assert connection.getresponse().status == 400


def test_a_name_that_suddenly_means_this_machine_is_refused_with_an_allowed_origin(url: str) -> None:
    assert ask(url, "POST", {"Origin": PAGE, "Host": "engine.example", **TARGET}, body=b"{}")[0] == 403


def test_with_keys_a_page_signs_its_requests(engine: LocalEngine) -> None:
    with served(engine, keys=(KEY,), allow_origins=(PAGE,)) as url:
        assert preflight(url, PAGE)[0] == 204
        status, headers, _ = ask(url, "POST", {"Origin": PAGE, **TARGET}, body=b"{}")
        assert (status, headers["access-control-allow-origin"]) == (403, PAGE)
        assert ask(url, "POST", {"Origin": PAGE, **signed(url)}, body=b"{}")[0] == 200


def test_without_the_setting_no_page_is_answered(engine: LocalEngine) -> None:
    with served(engine) as url:
        assert preflight(url, PAGE)[0] == 403
        assert "vary" not in ask(url, "POST", TARGET, body=b"{}")[1]
