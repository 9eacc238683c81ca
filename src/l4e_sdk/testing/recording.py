"""Recordings of the calls that a script makes, and their comparison with earlier recordings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from botocore.client import BaseClient

from l4e_sdk._botocore_data import SERVICE
from l4e_sdk._client import LookoutEquipment
from l4e_sdk.testing.calls import Call, load_calls, normalised, save_calls, sent_call
from l4e_sdk.testing.clients import boto3_of
from l4e_sdk.testing.comparison import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

C = TypeVar("C", bound=LookoutEquipment | BaseClient)

_CALL: Final = f"before-call.{SERVICE}.*"


class _Operation(Protocol):
    """botocore's model of an operation."""

    @property
    def name(self) -> str: ...


class Recording:
    """A recording of the calls that a client makes in a ``with`` block. Retries of a call are not recorded.

    A request that was refused before it was sent is not a call. Headers, credentials and idempotency tokens are not
    recorded.

        with Recording(client, reads=False) as recording:
            deploy(client)
        recording.assert_calls([Call("CreateDataset", {"DatasetName": "press"}), "StartDataIngestionJob"])

    Args:
        client: a ``LookoutEquipment``, or a boto3 client for the service.
        reads: whether to record calls that change nothing, such as the polls of a wait.

    Raises:
        InvalidValueError: the client is for another service.
    """

    def __init__(self, client: LookoutEquipment | BaseClient, *, reads: bool = True) -> None:
        self._events = boto3_of(client).meta.events
        self._reads = reads
        self._calls: list[Call] = []

    def __enter__(self) -> Self:
        self._events.register_first(_CALL, self._record)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.unregister(_CALL, self._record)

    def __repr__(self) -> str:
        return f"<Recording: {', '.join(call.operation for call in self._calls) or 'no calls'}>"

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls so far, in order."""
        return tuple(self._calls)

    def assert_calls(self, expected: Sequence[Call | str]) -> None:
        """Check that exactly these calls were made, in this order.

        Args:
            expected: calls, or names of operations for calls with any parameters. Parameters may have ``datetime``
                values, and ``unittest.mock.ANY`` for any value.

        Raises:
            AssertionError: other calls were made; the message is a diff.
        """
        wanted = [Call(each) if isinstance(each, str) else each for each in expected]
        if found := difference(wanted, self.calls):
            raise AssertionError(f"Other calls were made than expected.\n{found}")

    def save(self, path: Path | str) -> None:
        """Write the calls as JSON for ``check_script`` and ``load_calls``, without values that differ in each run."""
        save_calls(self._calls, path)

    def _record(self, model: _Operation, params: dict[str, object], **_: object) -> None:
        body = params["body"]
        call = sent_call(model.name, body if isinstance(body, bytes) else str(body).encode())
        if self._reads or not call.is_read:
            self._calls.append(call)


def check_script(
    script: Callable[[C], object],
    client: C,
    recorded: Path | str | Sequence[Call],
    *,
    reads: bool = False,
    update: bool = False,
) -> Recording:
    """Run a script, and check that it makes the same calls as in a recording.

    Generated ids are compared by their order. Page tokens are not compared.

    Args:
        script: called with the client.
        client: a ``LookoutEquipment``, or a boto3 client for the service; in a test, a client of an engine.
        recorded: the calls, or the path of their JSON file.
        reads: whether to compare calls that change nothing. They must have been recorded with the same setting.
        update: write the file instead of comparing. Do this once, read the file, and keep it with the test.

    Returns:
        The calls of this run.

    Raises:
        AssertionError: the script makes other calls, or the file does not exist; the message is a diff.
        UnreadableDocumentError: the file is not a recording.
    """
    with Recording(client, reads=reads) as recording:
        script(client)
    if update and isinstance(recorded, str | Path):
        recording.save(recorded)
    elif found := difference(_expected(recorded), normalised(recording.calls)):
        raise AssertionError(f"The script makes other calls than were recorded.\n{found}")
    return recording


def _expected(recorded: Path | str | Sequence[Call]) -> tuple[Call, ...]:
    if not isinstance(recorded, str | Path):
        return normalised(recorded)
    if not Path(recorded).exists():
        raise AssertionError(
            f"There are no recorded calls at {recorded}; run once with update=True to record them."
        )
    return load_calls(recorded)
