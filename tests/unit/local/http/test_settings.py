from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from l4e_sdk import ConfigurationError
from l4e_sdk.local.http import AccessKey, ServerSettings

KEYS = (AccessKey("AKIDONE", "s3cret"),)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_needs_no_keys(host: str):
    assert ServerSettings(host=host).keys == ()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "engine.example", "localhost.example", ""])
def test_other_machines_are_not_let_in_without_keys(host: str):
    with pytest.raises(ConfigurationError, match="load_keys"):
        ServerSettings(host=host)
    assert ServerSettings(host=host, keys=KEYS).host == host


@pytest.mark.parametrize(
    "settings",
    [
        {"port": -1},
        {"port": 65_536},
        {"workers": 0},
        {"body_limit": 0},
        {"body_limit": 10**9},
        {"body_limit": 1000, "body_memory": 1999},
        {"request_timeout": timedelta()},
        {"shutdown_grace": timedelta(seconds=-1)},
        {"keys": KEYS * 2},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]):
    with pytest.raises(ConfigurationError):
        ServerSettings(**settings)


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "localhost:3000",
        "http://localhost:3000/",
        "http://localhost/page",
        "HTTP://localhost",
        "http://LOCALHOST",
        "http://localhost:80",
        "https://a.example:443",
        "http://a.example:99999",
        "http://user@a.example",
        "https://*.example.com",
        "ftp://a.example",
        "http://a.example,http://b.example",
        "http://a.example\r\nX: y",
        "http://a.example\n",
        "",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_refused(origin: str):
    with pytest.raises(ConfigurationError, match=r"'http://localhost:3000'|name each one"):
        ServerSettings(allow_origins=(origin,))


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "https://a.example", "http://[::1]:8080", "http://127.0.0.1:81"]
)
def test_origins_as_browsers_send_them_are_taken(origin: str):
    assert ServerSettings(allow_origins=(origin,)).allow_origins == (origin,)


def test_secrets_are_not_in_the_settings_as_text():
    assert "s3cret" not in repr(ServerSettings(keys=KEYS))
