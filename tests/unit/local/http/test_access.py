from __future__ import annotations

import logging
import socket
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import pytest

from tests.support.served import CREDENTIALS, KEY, served

if TYPE_CHECKING:
    from l4e_sdk.local import LocalEngine

LOGGER = "l4e_sdk.local.http.access"


def lines(engine: LocalEngine, caplog: pytest.LogCaptureFixture, **settings: object) -> list[str]:
    with caplog.at_level(logging.INFO, LOGGER), served(engine, keys=(KEY,), **settings) as url:
        boto = boto3.client(
            "lookoutequipment",
            region_name="us-east-1",
            endpoint_url=url,
            aws_session_token="a token",
            **CREDENTIALS,
        )
        with closing(boto):
            boto.create_dataset(DatasetName="press")
    return [record.getMessage() for record in caplog.records if record.name == LOGGER]


def test_a_request_is_one_line_that_has_no_secret(engine: LocalEngine, caplog: pytest.LogCaptureFixture):
    (line,) = lines(engine, caplog)
    client, key, operation, status, taken, unit, request_id = line.split()
    assert (client, key, operation, status, unit) == (
        "127.0.0.1",
        "AKID...MPLE",
        "CreateDataset",
        "200",
        "ms",
    )
    assert float(taken) > 0
    assert len(request_id) == 36
    assert not any(word in line for word in (KEY.id, KEY.secret, "token", "press"))


def test_there_is_no_line_when_none_is_wanted(engine: LocalEngine, caplog: pytest.LogCaptureFixture):
    assert lines(engine, caplog, access_log=False) == []


def test_a_path_that_is_a_line_of_its_own_stays_on_its_line(
    engine: LocalEngine, caplog: pytest.LogCaptureFixture
):
    forged = "%0d%0a10.0.0.1 AKID...MPLE%1b[2J%E2%80%A8DeleteModel " + "x" * 500
    with caplog.at_level(logging.INFO, LOGGER), served(engine) as url:
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
            head = f"GET /{forged.replace(' ', '%20')} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            connection.sendall(
                f"{head}X-Amz-Target: a.\xe9\r\nAuthorization: Credential=\xe9/\r\n\r\n".encode()
            )
            while connection.recv(1000):
                pass
    (line,) = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert line.isascii()
    assert line.isprintable()
    assert len(line.split()) == 7
    assert len(line) < 300
