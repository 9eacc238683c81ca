"""What a script asks of the service, recorded, and held against what it asked before."""

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
    """What botocore says of an operation that is called."""

    @property
    def name(self) -> str: ...


class Recording:
    """The calls that a client makes in a ``with`` block, each once, however often botocore tries it.

    A request that was refused before it was sent is no call. Headers and with them credentials are not recorded, and
    idempotency tokens are left out.

        with Recording(client, reads=False) as recording:
            deploy(client)
        recording.assert_calls([Call("CreateDataset", {"DatasetName": "press"}), "StartDataIngestionJob"])

    Args:
        client: a ``LookoutEquipment``, or a boto3 client for the service.
        reads: whether to record calls that change nothing, among them each poll of a wait.

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
            expected: calls, or names of operations for calls with any parameters. Among the parameters times may be
                ``datetime``, and ``unittest.mock.ANY`` stands for any value.

        Raises:
            AssertionError: other calls were made; the message is a diff.
        """
        wanted = [Call(each) if isinstance(each, str) else each for each in expected]
        if found := difference(wanted, self.calls):
            raise AssertionError(f"Other calls were made than expected.\n{found}")

    def save(self, path: Path | str) -> None:
        """Write the calls as JSON for ``check_script`` and ``load_calls``, without what differs from run to run."""
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
    """Run a script and check that it asks of the service what it asked when its calls were recorded.

    Ids that the service makes up are compared by the order in which they come, and page tokens not at all.

    Args:
        script: called with the client.
        client: a ``LookoutEquipment``, or a boto3 client for the service; in a test, that of an engine.
        recorded: the calls, or the JSON file of them.
        reads: whether to compare calls that change nothing, too; those were recorded only if this was set then.
        update: write the file anew instead of comparing; do so once, read what it says, and keep it with the test.

    Returns:
        The calls of this run.

    Raises:
        AssertionError: the script makes other calls, or there is no file; the message is a diff.
        UnreadableDocumentError: the file is no recording.
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
