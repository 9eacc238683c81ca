from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.http import AccessKey
from l4e_sdk.local.http.headers import Headers
from l4e_sdk.local.http.signature import claimed_region, read_claim, verify
from l4e_sdk.local.wire.faults import Fault, IncompleteSignature, MissingToken, WrongSignature

NOW = datetime(2024, 3, 1, tzinfo=UTC)
SCOPE = "AKIDONE/20240301/us-east-1/lookoutequipment/aws4_request"


def headers(authorization: str, **others: str) -> Headers:
    named = {"host": "localhost", "x-amz-date": "20240301T000000Z", "authorization": authorization} | others
    return Headers([(name.encode(), value.encode("latin-1")) for name, value in named.items()])


def authorization(scope: str = SCOPE, signed: str = "host;x-amz-date", signature: str = "0" * 64) -> str:
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={signed}, Signature={signature}"


@given(text=st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_text_is_read_or_refused(text: str):
    for header in (text, f"AWS4-HMAC-SHA256 {text}", authorization(scope=text), authorization(signed=text)):
        with pytest.raises(Fault):
            read_claim(headers(header), NOW)
        claimed_region(headers(header))


@given(text=st.text(st.characters(max_codepoint=255, exclude_characters=", "), max_size=60))
def test_no_other_signature_is_right(text: str):
    received = headers(authorization(signature=text))
    with pytest.raises(WrongSignature):
        verify(read_claim(received, NOW), received, b"", AccessKey("AKIDONE", "s3cret"))


@pytest.mark.parametrize(
    "date",
    ["", "20240301", "20240301T000000", "20240301T250000Z", "20240302T000000Z", "\u0662\u0660240301T000000Z"],
)
def test_a_date_that_is_none_or_of_another_day(date: str):
    given_headers = Headers(
        [
            (b"host", b"localhost"),
            (b"x-amz-date", date.encode()),
            (b"authorization", authorization().encode()),
        ]
    )
    with pytest.raises(IncompleteSignature):
        read_claim(given_headers, NOW)


def test_headers_must_be_listed_in_their_order():
    with pytest.raises(IncompleteSignature, match="order"):
        read_claim(headers(authorization(signed="x-amz-date;host")), NOW)


def test_the_limit_of_skew_is_five_minutes():
    received = headers(authorization())
    assert read_claim(received, NOW.replace(minute=5)).region == "us-east-1"
    with pytest.raises(WrongSignature, match="expired"):
        read_claim(received, NOW.replace(minute=5, second=1))


def test_a_signature_from_the_future_is_named_in_the_message():
    with pytest.raises(WrongSignature, match="not yet current"):
        read_claim(headers(authorization()), NOW - timedelta(minutes=5, seconds=1))


def test_a_request_without_a_signature_gets_missing_token():
    with pytest.raises(MissingToken):
        read_claim(Headers([(b"host", b"localhost")]), NOW)


def test_the_region_that_is_named_is_known_before_anything_is_checked():
    assert claimed_region(headers(authorization(signature="nonsense"))) == "us-east-1"
    assert claimed_region(headers("nonsense")) is None
    assert claimed_region(Headers([])) is None
