"""Every error that the service can answer, provoked in the engine, as plain boto3 and as a client of ours raise it."""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from pydantic.alias_generators import to_snake

import l4e_sdk
from l4e_sdk import InvalidRequestError, ServiceError
from l4e_sdk._botocore_data import ServiceDescription, catalogue
from l4e_sdk.local import EngineSettings, Quotas
from l4e_sdk.local.wire.json10 import BODY_LIMIT
from tests.support.factory import Factory
from tests.support.refusals import (
    ARN,
    BROKEN,
    CONFLICT,
    CONFLICTS,
    DENIED,
    FOREIGN,
    FULL,
    INVALID,
    MISSING,
    NEVER,
    NOT_FOUND,
    OTHERS,
    PROVOKED,
    QUOTA,
    WRONG,
    refusing_factory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

DESCRIPTION = catalogue()
OPERATIONS = sorted(DESCRIPTION.operations)
PREFIX = ServiceDescription.load().target_prefix
TABLE = [
    (operation, members, code)
    for code, rows in ((NOT_FOUND, MISSING), (CONFLICT, CONFLICTS), (DENIED, FOREIGN), (INVALID, WRONG))
    for operation, members in rows
]
ROWS = pytest.mark.parametrize(("operation", "members", "code"), TABLE)
FULL_ROWS = pytest.mark.parametrize(("operation", "members"), FULL)
EVERY_OPERATION = pytest.mark.parametrize(("operation", "members"), MISSING + OTHERS)
DECLARED = {(name, code) for name, facts in DESCRIPTION.operations.items() for code in facts.errors}
BROKEN_ROWS = pytest.mark.parametrize(("operation", "members"), BROKEN)
NONE_LEFT = Quotas(**{field.name: 0 for field in fields(Quotas)})
PROTOCOL = [
    ("MalformedHttpRequestException", 405, {"method": "GET"}),
    ("MalformedHttpRequestException", 400, {"headers": {}}),
    ("RequestEntityTooLargeException", 413, {"body": b" " * (BODY_LIMIT + 1)}),
    ("UnknownOperationException", 404, {"headers": {"X-Amz-Target": "AWSLookoutVision.ListDatasets"}}),
    ("UnknownOperationException", 404, {"headers": {"X-Amz-Target": f"{PREFIX}.Deploy"}}),
    ("UnknownOperationException", 404, {"headers": {"X-Amz-Target": f"{PREFIX}.RetrainModel"}}),
]
BENT = pytest.mark.parametrize(("code", "status", "bent"), PROTOCOL)


@dataclass
class Doors:
    """Two ways to the same engine."""

    factory: Factory
    names: dict[str, str]

    def plain(self, operation: str, members: dict[str, Any]) -> ClientError:
        """Return what plain boto3 raises."""
        with pytest.raises(ClientError) as caught:
            getattr(self.factory.boto_of(operation), xform_name(operation))(**self._filled(members))
        assert not isinstance(caught.value, ServiceError)
        assert caught.value.response["Error"]["Message"]
        assert caught.value.response["ResponseMetadata"]["RequestId"]
        return caught.value

    def typed(self, operation: str, members: dict[str, Any]) -> ServiceError:
        """Return what a client of ours raises, once it has been through a pickle."""
        given = {to_snake(name): value for name, value in self._filled(members).items()}
        with pytest.raises(ServiceError) as caught:
            getattr(self.factory.typed_of(operation), to_snake(operation))(**given)
        error, copy = caught.value, pickle.loads(pickle.dumps(caught.value))
        assert type(copy) is type(error)
        assert (copy.response, str(copy)) == (error.response, str(error))
        assert (copy.operation, copy.message) == (operation, error.response["Error"]["Message"])
        assert copy.request_id
        return copy

    def _filled(self, members: dict[str, Any]) -> dict[str, Any]:
        known = self.names
        return {
            name: known.get(value, value) if isinstance(value, str) else value
            for name, value in members.items()
        }


@pytest.fixture(scope="module")
def refusing(door: str) -> Iterator[Doors]:
    """Return the doors of an engine with a reason for every refusal."""
    factory, names = refusing_factory()
    with factory:
        yield Doors(factory, names)


@pytest.fixture
def full(refusing: Doors, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """Return the doors of the same engine when no quota has anything left."""
    engine = refusing.factory.engine
    monkeypatch.setattr(engine, "settings", replace(engine.settings, quotas=NONE_LEFT))
    return refusing


@pytest.fixture(scope="module")
def throttled(door: str) -> Iterator[Doors]:
    """Return the doors of an engine that lets no call through."""
    with Factory(EngineSettings(workers=0, call_rates=dict.fromkeys(OPERATIONS, 0))) as factory:
        yield Doors(factory, {"@dataset": f"{ARN}dataset/press/0a"})


@pytest.fixture(scope="module")
def ruined(door: str) -> Iterator[Doors]:
    """Return the doors of an engine whose database has lost its tables."""
    with Factory() as factory, closing(sqlite3.connect(factory.engine.folder / "state.db")) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (table,) in tables:
            database.execute(f'DROP TABLE "{table}"')
        yield Doors(factory, {"@dataset": f"{ARN}dataset/press/0a"})


class TestPlainBoto3:
    """An error has the class that boto3 makes for its code."""

    @ROWS
    def test_a_refusal(self, refusing: Doors, operation: str, members: dict[str, Any], code: str) -> None:
        assert type(refusing.plain(operation, members)) is getattr(
            refusing.factory.boto_of(operation).exceptions, code
        )

    @FULL_ROWS
    def test_a_quota(self, full: Doors, operation: str, members: dict[str, Any]) -> None:
        assert type(full.plain(operation, members)) is getattr(full.factory.boto.exceptions, QUOTA)

    @EVERY_OPERATION
    def test_a_failure(self, ruined: Doors, operation: str, members: dict[str, Any]) -> None:
        exceptions = ruined.factory.boto_of(operation).exceptions
        assert type(ruined.plain(operation, members)) is exceptions.InternalServerException

    @EVERY_OPERATION
    def test_too_many_calls(self, throttled: Doors, operation: str, members: dict[str, Any]) -> None:
        exceptions = throttled.factory.boto_of(operation).exceptions
        assert type(throttled.plain(operation, members)) is exceptions.ThrottlingException

    @BENT
    def test_what_is_not_of_the_protocol(
        self, refusing: Doors, code: str, status: int, bent: dict[str, Any]
    ) -> None:
        with sending(refusing.factory.boto, bent):
            error = refusing.plain("ListDatasets", {})
        assert (type(error), error.response["Error"]["Code"]) == (ClientError, code)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status

    @BROKEN_ROWS
    def test_a_request_that_breaks_the_description(
        self, refusing: Doors, operation: str, members: dict[str, Any]
    ) -> None:
        exceptions = refusing.factory.boto_of(operation).exceptions
        assert type(refusing.plain(operation, members)) is exceptions.ValidationException


class TestClient:
    """An error has the class of this package for its code, is boto3's error too, and survives a pickle."""

    @ROWS
    def test_a_refusal(self, refusing: Doors, operation: str, members: dict[str, Any], code: str) -> None:
        error = refusing.typed(operation, members)
        assert (type(error), error.code, error.retryable) == (getattr(l4e_sdk, code), code, False)

    @FULL_ROWS
    def test_a_quota(self, full: Doors, operation: str, members: dict[str, Any]) -> None:
        error = full.typed(operation, members)
        assert (type(error), error.code) == (l4e_sdk.ServiceQuotaExceededException, QUOTA)

    @EVERY_OPERATION
    def test_a_failure(self, ruined: Doors, operation: str, members: dict[str, Any]) -> None:
        error = ruined.typed(operation, members)
        assert (type(error), error.http_status) == (l4e_sdk.InternalServerException, 500)
        assert error.request_id is not None
        assert error.request_id in error.message

    @EVERY_OPERATION
    def test_too_many_calls(self, throttled: Doors, operation: str, members: dict[str, Any]) -> None:
        error = throttled.typed(operation, members)
        assert (type(error), error.retryable) == (l4e_sdk.ThrottlingException, True)

    @BENT
    def test_what_is_not_of_the_protocol(
        self, refusing: Doors, code: str, status: int, bent: dict[str, Any]
    ) -> None:
        with sending(refusing.factory.client.boto3, bent):
            error = refusing.typed("ListDatasets", {})
        assert (type(error), error.code, error.http_status) == (ServiceError, code, status)

    @BROKEN_ROWS
    def test_a_request_that_breaks_the_description_is_not_sent(
        self, refusing: Doors, operation: str, members: dict[str, Any]
    ) -> None:
        given = {to_snake(name): value for name, value in members.items()}
        with pytest.raises(InvalidRequestError):
            getattr(refusing.factory.typed_of(operation), to_snake(operation))(**given)


@contextmanager
def sending(boto: BaseClient, bent: dict[str, Any]) -> Iterator[None]:
    """Change what a boto3 client sends for a while."""

    def bend(params: dict[str, Any], **_: object) -> None:
        params.update(bent)

    boto.meta.events.register("before-call.lookoutequipment", bend)
    try:
        yield
    finally:
        boto.meta.events.unregister("before-call.lookoutequipment", bend)


class TestTables:
    """The tables leave nothing out."""

    def test_every_declared_error_is_provoked_unless_it_has_no_cause(self) -> None:
        assert DECLARED - set(PROVOKED) == set(NEVER)

    def test_no_undeclared_error_is_answered(self) -> None:
        assert set(PROVOKED) <= DECLARED

    def test_every_row_of_a_table_is_counted(self) -> None:
        assert {(name, code) for name, _, code in TABLE} <= set(PROVOKED)

    def test_the_tests_that_provoke_errors_exist(self) -> None:
        assert all(hasattr(TestPlainBoto3, test) for test in PROVOKED.values())

    def test_every_modelled_error_is_provoked(self) -> None:
        modelled = {name for name, shape in DESCRIPTION.shapes.items() if shape.is_exception}
        assert {code for _, code in PROVOKED} == modelled

    def test_every_operation_fails_and_is_throttled(self) -> None:
        assert sorted(name for name, _ in MISSING + OTHERS) == OPERATIONS
