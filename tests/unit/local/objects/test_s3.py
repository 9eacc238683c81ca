"""An S3 endpoint that is large, refuses, lies, or is not there."""

from __future__ import annotations

import pickle
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk import ConfigurationError, ObjectError
from l4e_sdk.local.objects import KeyRanges, MissingObjectError, ObjectInfo, S3Objects, S3Settings, s3_client
from tests.support.s3 import SECRET, Request, give_credentials, misbehaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.s3 import Endpoint

BODY = bytes(range(256)) * 20_000


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Endpoints are asked twice at most, and are given no time."""
    monkeypatch.setattr(s3_client, "ATTEMPTS", 1)
    monkeypatch.setattr(s3_client, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(s3_client, "READ_SECONDS", 0.3)
    give_credentials(monkeypatch)


@pytest.fixture
def at(tmp_path: Path, once: None) -> Iterator[Callable[[S3Settings], S3Objects]]:
    made: list[S3Objects] = []

    def make(settings: S3Settings) -> S3Objects:
        made.append(S3Objects(settings, tmp_path / "spool"))
        return made[-1]

    yield make
    for objects in made:
        objects.close()


@pytest.fixture
def listings(client: Any) -> Iterator[list[str]]:
    """The addresses of all requests that list."""
    seen: list[str] = []

    def note(request: Any, **_: Any) -> None:
        seen.append(request.url)

    client.meta.events.register("before-send.s3.ListObjectsV2", note)
    yield seen
    client.meta.events.unregister("before-send.s3.ListObjectsV2", note)


def test_listing_goes_over_all_pages(s3: S3Objects, endpoint: Endpoint, listings: list[str]) -> None:
    keys = [f"in/{number:04}" for number in range(2001)]
    endpoint.fill(keys)
    assert list(s3.list("plant", "in/")) == keys
    assert len(listings) == 3


def test_listing_asks_for_a_page_when_it_is_needed(
    s3: S3Objects, endpoint: Endpoint, listings: list[str]
) -> None:
    endpoint.fill(f"in/{number:04}" for number in range(1001))
    assert next(iter(s3.scan("plant"))).key == "in/0000"
    assert len(listings) == 1


def test_a_listing_leaps_over_what_nobody_wants(
    s3: S3Objects, endpoint: Endpoint, listings: list[str]
) -> None:
    endpoint.fill(f"in/{name}_{hour:06}.csv" for name in ("press", "pump") for hour in range(3000))
    wanted = KeyRanges(
        (f"in/{name}_{first:06}.csv", f"in/{name}_{last:06}.csv")
        for name, first, last in [("press", 2000, 2001), ("press", 2010, 2011), ("pump", 2999, 3100)]
    )
    found = [one.key.removeprefix("in/") for one in s3.scan("plant", "in/p", within=wanted)]
    assert found == [
        *(f"press_{hour:06}.csv" for hour in (2000, 2001, 2010, 2011)),
        "pump_002999.csv",
    ]
    assert len(listings) == 2


def test_a_range_longer_than_a_page_is_listed_whole(
    s3: S3Objects, endpoint: Endpoint, listings: list[str]
) -> None:
    endpoint.fill(f"in/{hour:06}.csv" for hour in range(4000))
    wanted = KeyRanges([("in/000500.csv", "in/002600.csv")])
    assert len(list(s3.scan("plant", "in/", within=wanted))) == 2101
    assert len(listings) == 3


def test_the_folders_that_consoles_make_are_no_objects(s3: S3Objects, client: Any) -> None:
    client.put_object(Bucket="plant", Key="in/", Body=b"")
    s3.put("plant", "in/a.csv", b"")
    assert list(s3.list("plant")) == ["in/a.csv"]


def test_an_object_that_changed_after_its_listing_is_refused(s3: S3Objects) -> None:
    s3.put("plant", "a.csv", b"old")
    (found,) = s3.scan("plant")
    s3.put("plant", "a.csv", b"new")
    with (
        pytest.raises(ObjectError, match=r"s3://plant/a.csv cannot be read: it was changed while"),
        s3.files([found]),
    ):
        pass
    with pytest.raises(ObjectError, match="changed"):
        s3.get("plant", "a.csv", version=found.version)
    with s3.files([ObjectInfo("plant", "a.csv", 3)]) as (path,):
        assert path.read_bytes() == b"new"


def test_strange_keys_become_files_all_the_same(s3: S3Objects, tmp_path: Path) -> None:
    keys = ["a/..", "a//b", "../c", "a/" + "x" * 400, "a/" + "ü" * 200 + ".csv", "a/ "]
    found = []
    for key in keys:
        s3.put("plant", key, key.encode())
        found.append(ObjectInfo("plant", key, 0))
    with s3.files(found) as paths:
        assert [path.read_bytes().decode() for path in paths] == keys
        assert all((tmp_path / "spool").resolve() in path.resolve().parents for path in paths)


def test_the_spool_is_empty_again_after_an_error(s3: S3Objects, tmp_path: Path) -> None:
    s3.put("plant", "a", b"1")
    found = [ObjectInfo("plant", key, 1) for key in ("a", "none")]
    with pytest.raises(MissingObjectError), s3.files(found):
        pass
    with pytest.raises(RuntimeError, match="stop"), s3.files(found[:1]):
        raise RuntimeError("stop")
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_spool_that_cannot_be_made_is_a_reason(s3: S3Objects, tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"")
    with (
        pytest.raises(ObjectError, match=r"s3://plant/a cannot be read into .*spool"),
        s3.files([ObjectInfo("plant", "a", 1)]),
    ):
        pass


def test_a_large_object_is_never_in_memory_as_a_whole(s3: S3Objects, tmp_path: Path) -> None:
    import tracemalloc

    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(40 * 2**20)
    s3.put("plant", "large", large)
    (found,) = s3.scan("plant")
    tracemalloc.start()  # the server, in this process, holds it all the same
    with s3.files([found]) as (path,):
        assert path.stat().st_size == found.size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * 2**20 * 3


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (403, "AccessDenied", "access is denied; allow the credentials that the engine uses to s3:GetObject"),
        (403, "InvalidAccessKeyId", r"does not accept the credentials \(InvalidAccessKeyId\); renew"),
        (400, "ExpiredToken", r"does not accept the credentials \(ExpiredToken\); renew"),
        (403, "RequestTimeTooSkewed", "clock of this machine"),
        (404, "NoSuchBucket", "there is no such bucket; create it"),
        (404, "NoSuchKey", "there is no such object; upload it"),
        (400, "Odd{}Code", r"the endpoint http://.* answered Odd\{\}Code \(no\)"),
        (500, "InternalError", r"the endpoint http://.* answered InternalError \(no\)"),
        (503, "SlowDown", r"the endpoint http://.* answered SlowDown \(no\)"),
    ],
)
def test_a_refusal_says_what_to_do(
    at: Callable[[S3Settings], S3Objects], status: int, code: str, says: str
) -> None:
    said = rf"^s3://plant/a.csv cannot be read: .*{says}.*\.$"
    refusing = misbehaving(lambda request: request.refuse(status, code))
    with refusing as settings, pytest.raises(ObjectError, match=said):
        at(settings).get("plant", "a.csv")


def test_each_permission_is_named(at: Callable[[S3Settings], S3Objects], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    with misbehaving(lambda request: request.refuse(403, "AccessDenied")) as settings:
        objects = at(settings)
        attempts: list[tuple[str, Callable[[], object]]] = [
            ("written: .* s3:PutObject", lambda: objects.put("plant", "a", b"")),
            ("written: .* s3:PutObject", lambda: objects.put("plant", "a", tmp_path / "file")),
            ("listed: .* s3:ListBucket", lambda: list(objects.list("plant", "a"))),
            ("looked up: .* s3:GetObject", lambda: objects.exists("plant", "a")),
            ("looked up: .* s3:GetObject", lambda: objects.holds("plant", "a", tmp_path / "file")),
        ]
        for says, attempt in attempts:
            with pytest.raises(ObjectError, match=f"s3://plant/a cannot be {says}"):
                attempt()


def test_a_bucket_that_is_not_there_is_named(s3: S3Objects) -> None:
    for attempt in (
        lambda: list(s3.list("none")),
        lambda: s3.get("none", "a"),
        lambda: s3.put("none", "a", b""),
    ):
        with pytest.raises(ObjectError, match=r"s3://none/.*no such bucket"):
            attempt()
    assert not s3.exists("none", "a")


def test_a_name_that_no_bucket_can_have_is_an_object_error(s3: S3Objects) -> None:
    with pytest.raises(ObjectError, match="Invalid bucket name"):
        s3.get("no bucket", "a")


def test_an_endpoint_that_is_not_there_is_named(at: Callable[[S3Settings], S3Objects]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ObjectError, match=f"the endpoint {url} cannot be reached; see whether it runs"):
            at(S3Settings(url)).get("plant", "a")


def test_an_endpoint_that_keeps_silent_is_not_waited_for(at: Callable[[S3Settings], S3Objects]) -> None:
    over = threading.Event()
    with misbehaving(lambda _: over.wait(10)) as settings:
        try:
            with pytest.raises(
                ObjectError, match=f"the endpoint {settings.endpoint_url} does not answer in time"
            ):
                at(settings).get("plant", "a")
        finally:
            over.set()


def test_an_endpoint_that_is_not_s3_is_named(at: Callable[[S3Settings], S3Objects]) -> None:
    welcoming = misbehaving(lambda request: request.answer(200, b"<html>Welcome"))
    with (
        welcoming as settings,
        pytest.raises(ObjectError, match=r"the endpoint http://.* answered 500"),
    ):
        list(at(settings).list("plant"))


def test_without_credentials_the_reason_names_the_remedy(
    at: Callable[[S3Settings], S3Objects], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(ObjectError, match=r"no credentials can be had .* set AWS_ACCESS_KEY_ID"):
        at(S3Settings("http://127.0.0.1:1")).get("plant", "a")


def test_a_profile_that_is_not_there_is_named(at: Callable[[S3Settings], S3Objects]) -> None:
    with pytest.raises(
        ObjectError, match=r"\(nobody\) could not be found; correct the profile in S3Settings"
    ):
        at(S3Settings("http://127.0.0.1:1", profile="nobody")).get("plant", "a")


def cut(request: Request, seen: list[str], least: int, *, ranges: bool = True) -> None:
    """Answer half of what is asked for, and cut the line; the whole when little is left."""
    wanted = request.headers.get("Range", "")
    seen.append(wanted)
    begin = int(wanted.removeprefix("bytes=").rstrip("-") or 0) if ranges else 0
    rest = BODY[begin:]
    part = rest if len(rest) < least else rest[: len(rest) // 2]
    length = {"Content_Length": str(len(rest)), "ETag": '"1"'}
    if begin:
        request.answer(206, part, Content_Range=f"bytes {begin}-{len(BODY) - 1}/{len(BODY)}", **length)
    else:
        request.answer(200, part, **length)


def test_a_line_that_breaks_is_taken_up_where_it_broke(at: Callable[[S3Settings], S3Objects]) -> None:
    seen: list[str] = []
    with misbehaving(lambda request: cut(request, seen, 1_000_000)) as settings:
        objects = at(settings)
        assert objects.get("plant", "a") == BODY
        assert len(seen) == 4
        assert seen[0] == ""
        assert seen == sorted(seen, key=lambda text: int(text.removeprefix("bytes=").rstrip("-") or 0))
        with objects.files([ObjectInfo("plant", "a", len(BODY))]) as (path,):
            assert path.read_bytes() == BODY


def test_the_rest_must_be_of_the_same_content(at: Callable[[S3Settings], S3Objects]) -> None:
    asked: list[str | None] = []

    def behave(request: Request) -> None:
        asked.append(request.headers.get("If-Match"))
        if len(asked) == 1:
            request.answer(200, BODY[:1000], Content_Length=str(len(BODY)), ETag='"1"')
        else:
            request.refuse(412, "PreconditionFailed")

    with (
        misbehaving(behave) as settings,
        pytest.raises(ObjectError, match="was changed while it was being read"),
    ):
        at(settings).get("plant", "a")
    assert asked == [None, '"1"']


def test_an_endpoint_without_ranges_begins_anew(at: Callable[[S3Settings], S3Objects]) -> None:
    seen: list[str] = []

    def behave(request: Request) -> None:
        cut(request, seen, 10**9 if seen else 1, ranges=False)

    with misbehaving(behave) as settings:
        assert at(settings).get("plant", "a") == BODY
        seen.clear()
        assert at(settings).get("plant", "a", limit=10) == BODY[:10]


def test_a_line_that_always_breaks_is_given_up(at: Callable[[S3Settings], S3Objects]) -> None:
    seen: list[str] = []

    def behave(request: Request) -> None:
        seen.append(request.path)
        request.answer(200, b"", Content_Length="1000", ETag='"1"')

    with (
        misbehaving(behave) as settings,
        pytest.raises(ObjectError, match="the connection broke again and again"),
    ):
        at(settings).get("plant", "a")
    assert len(seen) == 1


def test_requests_are_repeated_with_pauses(
    at: Callable[[S3Settings], S3Objects], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_client, "ATTEMPTS", 3)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    seen: list[str] = []

    def behave(request: Request) -> None:
        seen.append(request.path)
        if len(seen) < 3:
            request.refuse(503, "SlowDown")
        else:
            request.answer(200, b"1,2", ETag='"1"')

    with misbehaving(behave) as settings:
        assert at(settings).get("plant", "a") == b"1,2"
    assert len(seen) == 3


def test_nothing_shows_the_credentials(s3: S3Objects) -> None:
    s3.put("plant", "a", b"")
    s3.close()
    assert s3.get("plant", "a") == b""
    for shown in (repr(s3), repr(s3.__reduce__()), pickle.dumps(s3).decode("latin-1")):
        assert SECRET not in shown
        assert "AKIDEXAMPLE" not in shown
        assert "127.0.0.1" in shown


def test_a_worker_process_makes_one_client_for_all_tasks(s3: S3Objects) -> None:
    assert pickle.loads(pickle.dumps(s3)) is pickle.loads(pickle.dumps(s3))


@pytest.mark.parametrize("url", ["minio.plant:9000", "ftp://minio", "http://", "minio"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="write for example"):
        S3Settings(endpoint_url=url)


def test_credentials_in_an_address_are_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="put them into the environment") as caught:
        S3Settings(endpoint_url=f"http://plant:{SECRET[:5]}@127.0.0.1:9000")
    assert SECRET[:5] not in str(caught.value)
