"""The HTTP door, called by boto3 that knows nothing of it, and by requests that no SDK would send."""

from __future__ import annotations

import json
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local.http import AccessKey
from l4e_sdk.local.http import connection as connection_module
from tests.support.served import KEY, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from l4e_sdk.local import LocalEngine

PREFIX = ServiceDescription.load().target_prefix
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
OTHER = AccessKey("AKIDOTHER", "another secret", "210987654321")
SHORT = timedelta(seconds=0.2)


@pytest.fixture
def url(engine: LocalEngine) -> Iterator[str]:
    """The address of a door that knows two keys."""
    with served(engine, keys=(KEY, OTHER)) as url:
        yield url


@pytest.fixture
def open_url(engine: LocalEngine) -> Iterator[str]:
    """The address of a door without keys."""
    with served(engine) as url:
        yield url


def client(url: str, key: AccessKey = KEY, region: str = "us-east-1", **settings: Any) -> Any:
    """Return a plain boto3 client; each of these tests its own, as each server has its own port."""
    return boto3.client(
        "lookoutequipment",
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        config=ONCE,
        **settings,
    )


class Signer(SigV4Auth):
    """Signs at a time of the test's choice, and leaves out headers that it wants unsigned."""

    def __init__(self, key: AccessKey, at: datetime, unsigned: set[str], service: str) -> None:
        super().__init__(Credentials(key.id, key.secret), service, "us-east-1")
        self._stamp = at.strftime("%Y%m%dT%H%M%SZ")
        self._unsigned = unsigned

    def headers_to_sign(self, request: AWSRequest) -> Any:
        headers = super().headers_to_sign(request)
        for name in self._unsigned:
            del headers[name]
        return headers

    def sign(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self._stamp
        self._modify_request_before_signing(request)
        text = self.string_to_sign(request, self.canonical_request(request))
        self._inject_signature_to_request(request, self.signature(text, request))


def signed(
    url: str,
    body: bytes = b"{}",
    *,
    key: AccessKey = KEY,
    age: float = 0,
    unsigned: set[str] = frozenset(),
    service: str = "lookoutequipment",
    **headers: str,
) -> dict[str, str]:
    """Return the headers of a signed ListDatasets."""
    given = {
        "Host": urlsplit(url).netloc,
        "X-Amz-Target": f"{PREFIX}.ListDatasets",
        "Content-Type": "application/x-amz-json-1.0",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    request = AWSRequest("POST", url, given, body)
    Signer(key, datetime.now(UTC) - timedelta(seconds=age), unsigned, service).sign(request)
    return dict(request.headers.items())


def send(
    url: str, body: Any = b"{}", headers: dict[str, str] | None = None, method: str = "POST", path: str = "/"
) -> tuple[int, str]:
    """Send a request as it is; returns the status, and the code of an error."""
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.request(method, path, body, headers or {})
        return refusal(connection.getresponse())


def refusal(response: HTTPResponse) -> tuple[int, str]:
    """Return the status and the code of an answer, whose form must be right."""
    document = json.loads(response.read())
    assert response.headers["x-amzn-RequestId"]
    assert response.headers["Content-Type"] == "application/x-amz-json-1.0"
    if response.status == 200:
        return 200, ""
    assert set(document) == {"__type", "Message"}
    assert document["Message"]
    return response.status, document["__type"]


def answered(connection: socket.socket) -> int:
    """Read one answer, and return its status."""
    with HTTPResponse(connection) as response:
        response.begin()
        response.read()
        return response.status


def locked(file: Path) -> sqlite3.Connection:
    """Keep everybody else out of a database until the connection is closed."""
    holder = sqlite3.connect(file, isolation_level=None)
    # Readers wait for writers, as where the file system has not what SQLite needs for a log beside the database.
    assert holder.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    holder.execute("BEGIN EXCLUSIVE")
    return holder


def raw(url: str, *parts: bytes) -> bytes:
    """Send bytes and return all that is answered until the connection is closed."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while more := connection.recv(65536):
            received += more
    return received


class TestUnmodifiedBoto3:
    def test_the_address_and_any_keys_in_the_environment_are_enough(
        self, open_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT", open_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "fake")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fake")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "fake")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        with closing(boto3.Session().client("lookoutequipment")) as boto:
            arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
            assert arn.startswith("arn:aws:lookoutequipment:eu-central-1:000000000000:dataset/press/")
            assert [each["DatasetName"] for each in boto.list_datasets()["DatasetSummaries"]] == ["press"]

    def test_signed_calls_reach_the_account_of_the_key_and_the_region_of_the_client(self, url: str) -> None:
        with closing(client(url, OTHER, "eu-west-1")) as boto:
            arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        assert arn.startswith("arn:aws:lookoutequipment:eu-west-1:210987654321:dataset/press/")

    def test_accounts_and_regions_do_not_see_each_other(self, url: str) -> None:
        with (
            closing(client(url)) as mine,
            closing(client(url, OTHER)) as other,
            closing(client(url, KEY, "eu-west-1")) as abroad,
        ):
            mine.create_dataset(DatasetName="press")
            assert [each.list_datasets()["DatasetSummaries"] for each in (other, abroad)] == [[], []]
            with pytest.raises(other.exceptions.ResourceNotFoundException):
                other.describe_dataset(DatasetName="press")

    def test_an_error_of_the_service_is_an_exception_of_boto3(self, url: str) -> None:
        with closing(client(url)) as boto, pytest.raises(boto.exceptions.ResourceNotFoundException) as caught:
            boto.describe_model(ModelName="nothing")
        assert caught.value.response["ResponseMetadata"]["RequestId"]

    def test_a_session_token_is_signed_along_and_means_nothing(self, url: str) -> None:
        with closing(client(url, aws_session_token="a token")) as boto:
            assert boto.list_datasets()["DatasetSummaries"] == []

    def test_a_wrong_secret_is_an_invalid_signature(self, url: str) -> None:
        with closing(client(url, AccessKey(KEY.id, "guessed"))) as boto, pytest.raises(ClientError) as caught:
            boto.list_datasets()
        error = caught.value.response
        assert error["Error"]["Code"] == "InvalidSignatureException"
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 403

    def test_an_unknown_key_is_an_unrecognized_client(self, url: str) -> None:
        stranger = AccessKey("AKIDNOBODY", "guessed")
        with closing(client(url, stranger)) as boto, pytest.raises(ClientError) as caught:
            boto.list_datasets()
        assert caught.value.response["Error"]["Code"] == "UnrecognizedClientException"


class TestSignature:
    def test_a_right_one_is_accepted(self, url: str) -> None:
        assert send(url, b"{}", signed(url)) == (200, "")

    def test_headers_that_boto3_never_signs_may_be_signed(self, url: str) -> None:
        class Thorough(Signer):
            def headers_to_sign(self, request: AWSRequest) -> Any:
                headers = super().headers_to_sign(request)
                headers["user-agent"] = "java"
                return headers

        request = AWSRequest("POST", url, {"X-Amz-Target": f"{PREFIX}.ListDatasets"}, b"{}")
        Thorough(KEY, datetime.now(UTC), set(), "lookoutequipment").sign(request)
        assert send(url, b"{}", dict(request.headers.items()) | {"User-Agent": "java"}) == (200, "")

    def test_no_signature_is_a_missing_token(self, url: str) -> None:
        headers = {"X-Amz-Target": f"{PREFIX}.ListDatasets"}
        assert send(url, b"{}", headers) == (403, "MissingAuthenticationTokenException")

    def test_a_presigned_query_is_refused(self, url: str) -> None:
        path = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00"
        assert send(url, b"{}", signed(url), path=path) == (400, "MalformedHttpRequestException")

    def test_a_changed_body_is_noticed(self, url: str) -> None:
        assert send(url, b'{"MaxResults": 1}', signed(url)) == (403, "InvalidSignatureException")

    @pytest.mark.parametrize("name", ["X-Amz-Target", "Content-Type", "X-Amz-Security-Token", "Host"])
    def test_a_changed_header_is_noticed(self, url: str, name: str) -> None:
        headers = signed(url, X_Amz_Security_Token="a token")
        headers[name] = {"X-Amz-Target": f"{PREFIX}.ListModels"}.get(name, "localhost")
        assert send(url, b"{}", headers) == (403, "InvalidSignatureException")

    def test_a_changed_time_is_noticed(self, url: str) -> None:
        headers = signed(url, age=60)
        headers["X-Amz-Date"] = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        headers["Authorization"] = headers["Authorization"].replace(
            headers["Authorization"].split("/")[1], headers["X-Amz-Date"][:8]
        )
        assert send(url, b"{}", headers) == (403, "InvalidSignatureException")

    def test_a_request_of_a_changed_region_is_noticed(self, url: str) -> None:
        headers = signed(url)
        headers["Authorization"] = headers["Authorization"].replace("us-east-1", "eu-west-1")
        assert send(url, b"{}", headers) == (403, "InvalidSignatureException")

    @pytest.mark.parametrize("age", [301, -301])
    def test_a_skewed_time_is_refused(self, url: str, age: int) -> None:
        assert send(url, b"{}", signed(url, age=age)) == (403, "InvalidSignatureException")

    @pytest.mark.parametrize("age", [280, -280])
    def test_some_skew_is_allowed(self, url: str, age: int) -> None:
        assert send(url, b"{}", signed(url, age=age)) == (200, "")

    @pytest.mark.parametrize("name", ["host", "X-Amz-Target", "X-Amz-Date", "content-type", "X-Amz-Anything"])
    def test_a_header_that_must_be_signed_and_is_not(self, url: str, name: str) -> None:
        headers = signed(url, unsigned={name}, X_Amz_Anything="more")
        assert send(url, b"{}", headers) == (400, "IncompleteSignatureException")

    def test_a_header_that_is_signed_and_not_sent(self, url: str) -> None:
        headers = signed(url, X_Amz_Anything="more")
        del headers["X-Amz-Anything"]
        assert send(url, b"{}", headers) == (400, "IncompleteSignatureException")

    @pytest.mark.parametrize("hashed", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64])
    def test_the_hash_of_the_body_is_never_taken_from_a_header(self, url: str, hashed: str) -> None:
        headers = signed(url, X_Amz_Content_SHA256=hashed)
        assert send(url, b"{}", headers) == (403, "InvalidSignatureException")

    def test_another_service_is_refused(self, url: str) -> None:
        assert send(url, b"{}", signed(url, service="s3")) == (400, "IncompleteSignatureException")

    @pytest.mark.parametrize(
        "authorization",
        [
            "",
            "Bearer abc",
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=a/b",
            "AWS4-ECDSA-P256-SHA256 x=y",
        ],
    )
    def test_what_is_no_signature_is_incomplete(self, url: str, authorization: str) -> None:
        headers = signed(url) | {"Authorization": authorization}
        assert send(url, b"{}", headers) == (400, "IncompleteSignatureException")

    @pytest.mark.parametrize("name", ["Authorization", "X-Amz-Date", "X-Amz-Target", "X-Amz-Content-SHA256"])
    def test_a_header_that_decides_may_not_come_twice(self, url: str, name: str) -> None:
        headers = signed(
            url, X_Amz_Content_SHA256="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        )
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
            connection.putrequest("POST", "/", skip_host=True)
            for each, value in [*headers.items(), (name, headers[name]), ("Content-Length", "2")]:
                connection.putheader(each, value)
            connection.endheaders(b"{}")
            assert refusal(connection.getresponse())[0] in {400, 403}


class TestWhatIsNotOfTheProtocol:
    def test_another_path(self, open_url: str) -> None:
        assert send(open_url, path="/models") == (404, "UnknownOperationException")

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
    def test_another_method(self, open_url: str, method: str) -> None:
        assert send(open_url, method=method) == (405, "MalformedHttpRequestException")

    def test_a_request_of_a_web_page(self, open_url: str) -> None:
        assert send(open_url, headers={"Origin": "http://localhost"}) == (403, "AccessDeniedException")

    def test_a_name_that_only_seems_to_be_of_this_machine(self, open_url: str) -> None:
        headers = {"Host": "evil.example", "X-Amz-Target": f"{PREFIX}.ListDatasets"}
        assert send(open_url, headers=headers) == (403, "AccessDeniedException")

    @pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8600"])
    def test_names_of_this_machine(self, open_url: str, host: str) -> None:
        assert send(open_url, headers={"Host": host, "X-Amz-Target": f"{PREFIX}.ListDatasets"}) == (200, "")

    def test_bytes_that_are_no_http(self, open_url: str) -> None:
        head, _, body = raw(open_url, b"\x16\x03\x01 hello\r\n\r\n").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400")
        assert json.loads(body)["__type"] == "MalformedHttpRequestException"

    def test_garbage_after_a_request_is_answered_after_it(self, open_url: str) -> None:
        first = (
            f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {PREFIX}.ListDatasets\r\n"
            "Content-Length: 2\r\n\r\n{}"
        )
        answers = raw(open_url, first.encode() + b"GARBAGE\x00\r\n\r\n")
        assert answers.count(b"HTTP/1.1 200") == 1
        assert answers.count(b"HTTP/1.1 400") == 1
        assert answers.index(b"200") < answers.index(b"MalformedHttpRequestException")

    def test_two_requests_at_once_are_answered_in_their_order(self, open_url: str) -> None:
        one = f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {PREFIX}.{{}}\r\nContent-Length: 2\r\n{{}}\r\n{{{{}}}}"
        both = one.format("ListDatasets", "") + one.format("ListModels", "Connection: close\r\n")
        answers = raw(open_url, both.encode())
        assert answers.index(b"DatasetSummaries") < answers.index(b"ModelSummaries")

    def test_a_request_that_ends_in_two_places_is_the_last_of_its_connection(self, open_url: str) -> None:
        hidden = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        head = (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        answer = raw(open_url, head % (len(hidden) + 5) + b"0\r\n\r\n" + hidden)
        assert answer.startswith(b"HTTP/1.1 400")
        assert answer.count(b"HTTP/1.1") == 1

    def test_two_lengths_of_one_body_are_refused(self, open_url: str) -> None:
        lengths = b"Content-Length: 2\r\nContent-Length: 5\r\n"
        assert raw(open_url, b"POST / HTTP/1.1\r\nHost: localhost\r\n" + lengths + b"\r\n{}").startswith(
            b"HTTP/1.1 400"
        )

    @pytest.mark.parametrize("path", ["/health", "/state"])
    def test_a_page_may_be_asked_for_its_headers_alone(self, open_url: str, path: str) -> None:
        head = f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        answer = raw(open_url, head.encode())
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(b"\r\n\r\n")

    def test_a_page_says_how_it_may_be_asked_for(self, open_url: str) -> None:
        with closing(HTTPConnection(urlsplit(open_url).netloc, timeout=20)) as connection:
            connection.request("POST", "/health")
            response = connection.getresponse()
            assert (refusal(response), response.headers["Allow"]) == (
                (405, "MalformedHttpRequestException"),
                "GET, HEAD",
            )

    def test_other_sites_are_allowed_nothing(self, open_url: str) -> None:
        asked = {"Origin": "http://example.com", "Access-Control-Request-Method": "POST"}
        with closing(HTTPConnection(urlsplit(open_url).netloc, timeout=20)) as connection:
            for method, path in (("OPTIONS", "/"), ("POST", "/"), ("GET", "/health"), ("GET", "/state")):
                connection.request(method, path, headers=asked)
                response = connection.getresponse()
                assert refusal(response) == (403, "AccessDeniedException")
                assert not any(name.lower().startswith("access-control") for name in response.headers)


class TestBodies:
    def test_a_body_in_chunks(self, url: str) -> None:
        def chunks() -> Iterator[bytes]:
            yield b'{"MaxRes'
            yield b'ults": 1}'

        headers = signed(url, b'{"MaxResults": 1}')
        assert send(url, chunks(), headers) == (200, "")

    def test_no_body_is_an_empty_one(self, open_url: str) -> None:
        head = f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {PREFIX}.ListDatasets\r\nConnection: close\r\n\r\n"
        assert raw(open_url, head.encode()).startswith(b"HTTP/1.1 200")

    def test_a_client_that_waits_to_be_asked_is_asked(self, open_url: str) -> None:
        head = (
            f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {PREFIX}.ListDatasets\r\n"
            "Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
        )
        address = urlsplit(open_url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
            connection.sendall(head.encode())
            assert connection.recv(1000).startswith(b"HTTP/1.1 100")
            connection.sendall(b"{}")
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")

    def test_a_client_that_waits_is_told_at_once_that_its_body_is_too_large(
        self, engine: LocalEngine
    ) -> None:
        with served(engine, body_limit=1000) as url:
            head = (
                b"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"
            )
            assert raw(url, head).startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize("size", [1001, 100_000])
    def test_a_body_that_is_too_large(self, engine: LocalEngine, size: int) -> None:
        with served(engine, body_limit=1000) as url:
            head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {min(size, 3000)}\r\n\r\n"
            body = b" " * min(size, 3000)
            answer = raw(url, head.encode() + body)
            assert answer.startswith(b"HTTP/1.1 413")
            assert b"RequestEntityTooLargeException" in answer

    def test_a_body_without_end_is_not_read_for_ever(self, engine: LocalEngine) -> None:
        with served(engine, body_limit=1000) as url:
            head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            chunk = b"3e8\r\n" + b" " * 1000 + b"\r\n"
            assert raw(url, head, *[chunk] * 5).startswith(b"HTTP/1.1 413")

    def test_boto3_is_told_that_its_body_is_too_large(self, engine: LocalEngine) -> None:
        with served(engine, body_limit=1000) as url, closing(client(url)) as boto:
            with pytest.raises(ClientError) as caught:
                boto.create_dataset(DatasetName="press", DatasetSchema={"InlineDataSchema": " " * 2000})
            assert caught.value.response["Error"]["Code"] == "RequestEntityTooLargeException"

    def test_a_body_that_does_not_come(self, engine: LocalEngine) -> None:
        with served(engine, request_timeout=SHORT) as url:
            answer = raw(url, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{")
            assert answer.startswith(b"HTTP/1.1 408")
            assert b"RequestTimeoutException" in answer

    @pytest.mark.parametrize("begun", [b"", b"POST / HTTP/1.1\r\nHos"])
    def test_a_head_that_does_not_come(self, engine: LocalEngine, begun: bytes) -> None:
        with served(engine, request_timeout=SHORT) as url:
            assert raw(url, begun).startswith(b"HTTP/1.1 408")

    def test_the_rest_of_a_request_that_was_answered_early_is_not_waited_for_for_ever(
        self, engine: LocalEngine
    ) -> None:
        with served(engine, request_timeout=SHORT) as url:
            head = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{"
            address = urlsplit(url)
            with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
                connection.sendall(head)
                assert answered(connection) == 404
                connection.sendall(b" ")
                assert connection.recv(65536) == b""

    def test_the_rest_of_a_request_that_was_answered_early_may_come(self, open_url: str) -> None:
        address = urlsplit(open_url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
            connection.sendall(b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{")
            assert answered(connection) == 404
            connection.sendall(b"   }GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answered(connection) == 200

    def test_an_unknown_key_is_refused_before_its_body_is_read(self, url: str) -> None:
        headers = signed(url, key=AccessKey("AKIDNOBODY", "guessed")) | {"Content-Length": "1000000"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
            connection.sendall(f"POST / HTTP/1.1\r\n{lines}\r\n".encode())
            assert answered(connection) == 403

    def test_so_many_connections_and_no_more(
        self, engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_module, "MOST_CONNECTIONS", 2)
        with served(engine) as url:
            address = urlsplit(url).hostname, urlsplit(url).port
            with socket.create_connection(address) as one, socket.create_connection(address):
                answer = raw(url)
                assert answer.startswith(b"HTTP/1.1 400")
                assert b"ThrottlingException" in answer
                one.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert answered(one) == 200

    def test_an_answer_that_does_not_come_is_an_error_of_the_service(self, engine: LocalEngine) -> None:
        with served(engine, request_timeout=SHORT) as url, closing(client(url)) as boto:
            # Another writer keeps the database for longer than the door waits.
            with engine.store.atomic(), pytest.raises(boto.exceptions.InternalServerException):
                boto.create_dataset(DatasetName="press")
            assert boto.list_models()["ModelSummaries"] == []

    def test_a_locked_database_holds_up_only_those_who_need_it(self, engine: LocalEngine) -> None:
        with served(engine) as url, closing(client(url)) as boto, ThreadPoolExecutor(1) as callers:
            boto.create_dataset(DatasetName="press")
            engine.store.close()  # it opens connections again when it needs some
            with closing(locked(engine.folder / "state.db")):
                waiting = callers.submit(boto.describe_dataset, DatasetName="press")
                # A page that needs no database is there, though the database does not even let itself be read.
                for _ in range(50):
                    assert send(url, path="/nowhere") == (404, "UnknownOperationException")
                assert not waiting.done()
            assert waiting.result(20)["DatasetName"] == "press"


def get(url: str, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()


class TestPages:
    def test_health_needs_no_signature(self, url: str) -> None:
        response, body = get(url, "/health")
        assert response.status == 200
        assert json.loads(body)["status"] == "healthy"

    def test_health_shows_whether_callers_need_keys(self, engine: LocalEngine, url: str) -> None:
        with served(engine) as open_url:
            assert [json.loads(get(each, "/health")[1])["keys"] for each in (url, open_url)] == [True, False]

    def test_health_is_bad_when_the_store_is(self, engine: LocalEngine, url: str) -> None:
        with engine.store.atomic() as connection:
            connection.exec_driver_sql("ALTER TABLE jobs RENAME TO lost")
        response, body = get(url, "/health")
        assert (response.status, json.loads(body)["store"]) == (503, False)

    def test_the_state_counts_all_there_is(self, engine: LocalEngine) -> None:
        with served(engine, keys=(KEY, OTHER), state_page=True) as url:
            with closing(client(url)) as mine, closing(client(url, OTHER)) as other:
                mine.create_dataset(DatasetName="press")
                other.create_dataset(DatasetName="press")
                other.create_label_group(LabelGroupName="seen")
            state = json.loads(get(url, "/state")[1])
        assert state["resources"]["datasets"] == {"CREATED": 2}
        assert state["resources"]["label groups"] == {"": 1}
        assert state["folder"] == str(engine.folder)

    def test_with_keys_the_state_is_not_shown_unless_that_is_wanted(self, url: str) -> None:
        response, body = get(url, "/state")
        assert response.status == 403
        assert "state_page" in json.loads(body)["Message"]

    def test_without_keys_the_state_need_not_be_shown(self, engine: LocalEngine) -> None:
        with served(engine, state_page=False) as url:
            assert get(url, "/state")[0].status == 403

    def test_the_state_is_a_page_for_browsers(self, engine: LocalEngine, open_url: str) -> None:
        hostile = "<script>alert(1)</script>"
        engine.store.queue.put("training", hostile, {"account": "0" * 12, "region": "us-east-1"}, 4e9)
        response, body = get(open_url, "/state", Accept="text/html,*/*")
        assert response.headers["Content-Type"].startswith("text/html")
        assert b"<script" not in body
        assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in body

    def test_the_state_is_not_for_a_proxy_that_does_not_say_that_it_is_one(self, open_url: str) -> None:
        asked = "GET /state HTTP/1.{}\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        assert raw(open_url, asked.format(0).encode()).startswith(b"HTTP/1.1 403")
        assert raw(open_url, asked.format(1).encode()).startswith(b"HTTP/1.1 200")

    @pytest.mark.parametrize(
        "header",
        [{"Host": "engine.example"}, {"X_Forwarded_For": "127.0.0.1"}, {"Origin": "http://localhost"}],
    )
    def test_the_state_is_for_this_machine_only(self, engine: LocalEngine, header: dict[str, str]) -> None:
        with served(engine, keys=(KEY,), state_page=True) as url:
            response, body = get(url, "/state", **header)
        assert response.status == 403
        assert json.loads(body)["__type"] == "AccessDeniedException"
