from __future__ import annotations

import pytest

from l4e_sdk.local.http.hosts import host_of, is_loopback


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("localhost:80", "localhost"),
        ("[::1]:80", "::1"),
        ("[::1]", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_the_host_of_an_authority(authority: str, host: str):
    assert host_of(authority) == host


@pytest.mark.parametrize("host", ["LOCALHOST", "127.1.2.3", "::1"])
def test_addresses_of_this_machine(host: str):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "evil.localhost.example", "127.0.0.1.example", "10.0.0.1", "0.0.0.0"])
def test_addresses_of_others(host: str):
    assert not is_loopback(host)
