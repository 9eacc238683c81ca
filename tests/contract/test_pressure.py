"""A server under pressure: callers that send much, lie or hold the store keep no other caller waiting."""

from __future__ import annotations

import json
import select
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.http.application import WRITERS
from tests.conftest import START
from tests.contract.test_http_door import KEY, OTHER, PREFIX, locked, raw, send, signed
from tests.support.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIST = {"X-Amz-Target": f"{PREFIX}.ListDatasets"}
DESCRIBE = {"X-Amz-Target": f"{PREFIX}.DescribeDataset"}
CREATE = {"X-Amz-Target": f"{PREFIX}.CreateLabelGroup"}


def connection(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def head(length: int, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in (headers | {"Content-Length": str(length)}).items()]
    return "\r\n".join(["POST / HTTP/1.1", *lines, "", ""]).encode()


def health(url: str) -> tuple[int, dict[str, Any]]:
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=20)) as asked:
        asked.request("GET", "/health")
        answer = asked.getresponse()
        return answer.status, json.load(answer)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Keep the lock of writers while the block is open, as another program may."""
    with closing(sqlite3.connect(folder / "state.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


class TestBodies:
    def test_bodies_on_their_way_share_one_bound(self, engine: LocalEngine) -> None:
        settings = {"body_limit": 100_000, "body_memory": 400_000}  # of which large ones may have 350,000
        with served(engine, **settings) as url, ExitStack() as stack:
            senders = [stack.enter_context(closing(connection(url))) for _ in range(10)]
            for sender in senders:
                sender.sendall(head(99_000, {"Host": "localhost"}) + b" " * 98_000)
            refused: set[socket.socket] = set()
            while len(refused) < 7:
                ready, _, _ = select.select([each for each in senders if each not in refused], [], [], 20)
                assert ready
                refused.update(ready)
            for sender in refused:
                answer = sender.recv(65536)
                assert answer.startswith(b"HTTP/1.1 400")
                assert b"ThrottlingException" in answer
            assert not select.select([each for each in senders if each not in refused], [], [], 0)[0]
            # Small requests are answered all the while, and large ones again when the others are gone.
            assert send(url, headers=LIST) == (200, "")
            for sender in set(senders) - refused:
                sender.sendall(b" " * 1000)
                assert b"HTTP/1.1 400" in sender.recv(65536)  # blanks are not a request
            assert send(url, b"{}" + b" " * 90_000, LIST) == (200, "")

    def test_bodies_of_those_who_hang_up_are_forgotten(self, engine: LocalEngine) -> None:
        settings = {"body_limit": 100_000, "body_memory": 200_000}
        with served(engine, **settings) as url:
            for _ in range(8):
                with closing(connection(url)) as sender:
                    sender.sendall(head(99_000, {"Host": "localhost"}) + b" " * 98_000)
                    assert send(url, headers=LIST) == (200, "")  # by now the server has seen the other
            assert send(url, b"{}" + b" " * 90_000, LIST) == (200, "")

    @pytest.mark.parametrize(
        ("key", "age", "code"),
        [(OTHER, 0, b"UnrecognizedClientException"), (KEY, 3600, b"InvalidSignatureException")],
    )
    @pytest.mark.parametrize("waits", [False, True])
    def test_an_unknown_key_or_a_stale_date_is_refused_before_the_body_is_read(
        self, engine: LocalEngine, key: Any, age: float, code: bytes, waits: bool
    ) -> None:
        with served(engine, keys=(KEY,)) as url:
            headers = (
                signed(url, key=key, age=age) | {"Expect": "100-continue"}
                if waits
                else signed(url, key=key, age=age)
            )
            with closing(connection(url)) as sender:
                sender.sendall(head(5_000_000, headers))  # and not a byte of the body
                answer = sender.recv(65536)
        assert answer.startswith(b"HTTP/1.1 403")
        assert code in answer

    def test_a_request_without_a_signature_is_refused_before_the_body_is_read(
        self, engine: LocalEngine
    ) -> None:
        with served(engine, keys=(KEY,)) as url, closing(connection(url)) as sender:
            sender.sendall(head(5_000_000, {"Host": "localhost"} | LIST))
            assert b"MissingAuthenticationTokenException" in sender.recv(65536)


class TestLocks:
    """Sockets of these tests give up after 20 s, and SQLite waits for 30: an answer has not waited for a lock."""

    def test_health_reports_a_lock_of_writers(self, engine: LocalEngine) -> None:
        with served(engine) as url:
            assert health(url)[0] == 200
            with writing(engine.folder):
                status, content = health(url)
                assert (status, content["store"], content["runner"]) == (503, False, True)
                assert "locked" in content["reason"]
                assert str(engine.folder) not in json.dumps(content)
            status, content = health(url)
            assert (status, "reason" in content) == (200, False)

    def test_health_reports_a_database_that_cannot_be_read(self, engine: LocalEngine) -> None:
        with served(engine) as url:
            engine.store.close()  # it opens connections again when it needs some
            with closing(locked(engine.folder / "state.db")):
                assert health(url)[0] == 503
            assert health(url)[0] == 200

    def test_reads_and_health_are_answered_while_all_writers_wait(self, engine: LocalEngine) -> None:
        with served(engine) as url, ThreadPoolExecutor(WRITERS + 5) as callers:
            body = json.dumps({"DatasetName": "press", "ClientToken": "once"}).encode()
            assert send(url, body, {"X-Amz-Target": f"{PREFIX}.CreateDataset"}) == (200, "")
            with writing(engine.folder):
                bodies = [
                    json.dumps({"LabelGroupName": f"g{number}", "ClientToken": f"{number}"}).encode()
                    for number in range(WRITERS + 5)
                ]
                waiting = [callers.submit(send, url, each, CREATE) for each in bodies]
                for _ in range(5):
                    assert health(url)[0] == 503
                    assert send(url, headers=LIST) == (200, "")
                    assert send(url, b'{"DatasetName": "press"}', DESCRIBE) == (200, "")
                    padded = b'{"DatasetName": "press"}' + b" " * 5000  # so long that a thread answers it
                    assert send(url, padded, DESCRIBE) == (200, "")
                assert not any(each.done() for each in waiting)
            assert {each.result(60) for each in waiting} == {(200, "")}

    def test_many_who_ask_for_the_health_at_once_share_one_look(self, engine: LocalEngine) -> None:
        with served(engine) as url, ThreadPoolExecutor(16) as callers, writing(engine.folder):
            assert {status for status, _ in callers.map(health, [url] * 64)} == {503}

    def test_a_folder_opens_and_lists_while_others_hold_its_lock(self, tmp_path: Path) -> None:
        settings = EngineSettings(workers=0)
        with LookoutEquipment.local(tmp_path, clock=VirtualClock(START), settings=settings) as client:
            client.datasets.create("press")
        with (
            writing(tmp_path),
            LookoutEquipment.local(tmp_path, clock=VirtualClock(START), settings=settings) as client,
        ):
            assert [dataset.name for dataset in client.datasets.list()] == ["press"]


def test_raw_answers_are_whole(engine: LocalEngine) -> None:
    """The refusal of a body ends its connection once the rest has come or is late, and is one answer."""
    with served(engine, body_limit=100_000, body_memory=200_000) as url, closing(connection(url)) as first:
        first.sendall(head(99_000, {"Host": "localhost"}) + b" " * 98_000)
        assert send(url, headers=LIST) == (200, "")
        request = head(99_000, {"Host": "localhost", "Connection": "close"}) + b" " * 99_000
        answer = raw(url, request)
        assert answer.count(b"HTTP/1.1") == 1
        assert b"ThrottlingException" in answer
