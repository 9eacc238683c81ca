"""The client from asyncio: calls in threads, an event loop that goes on, and waits that hold neither."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from l4e_sdk import Model, ResourceFailedError, WaitTimeoutError
from tests.support.service import Service

ONE_LOOK = timedelta(0)


def test_the_loop_goes_on_during_a_call():
    loop_went_on = threading.Event()
    service = Service(DescribeModel=lambda _: {"ModelName": str(loop_went_on.wait(10))})

    async def both() -> str | None:
        call = asyncio.create_task(asyncio.to_thread(service.client.describe_model, model_name="pump"))
        await asyncio.sleep(0)
        loop_went_on.set()
        return (await call).model_name

    assert asyncio.run(both()) == "True"


def test_answers_of_calls_at_once_are_not_mixed():
    service = Service(DescribeModel=lambda body: {"ModelName": body["ModelName"]})

    async def all_at_once() -> list[str | None]:
        calls = (asyncio.to_thread(service.client.describe_model, model_name=f"m{n}") for n in range(50))
        return [answer.model_name for answer in await asyncio.gather(*calls)]

    assert asyncio.run(all_at_once()) == [f"m{n}" for n in range(50)]


def test_a_list_is_asked_for_page_by_page():
    second = {"DatasetSummaries": [{"DatasetName": "b"}]}
    first = {"DatasetSummaries": [{"DatasetName": "a"}], "NextToken": "t"}
    service = Service(ListDatasets=lambda body: second if "NextToken" in body else first)

    async def page_by_page() -> list[tuple[str, int]]:
        seen, pages = [], service.client.datasets.list().pages()
        while (page := await asyncio.to_thread(next, pages, None)) is not None:
            seen += [(dataset.name, len(service.asked)) for dataset in page.items]
        return seen

    assert asyncio.run(page_by_page()) == [("a", 1), ("b", 2)]


async def settled(model: Model) -> Model:
    """The recipe of the guide; the loop gets a turn between two looks."""
    while True:
        try:
            return await asyncio.to_thread(model.wait, timeout=ONE_LOOK)
        except WaitTimeoutError:
            await asyncio.sleep(0)


def test_many_waits_share_one_thread():
    looks: dict[str, int] = {}

    def status(body: dict[str, str]) -> dict[str, str]:
        looks[body["ModelName"]] = looks.get(body["ModelName"], 0) + 1
        return {"Status": "SUCCESS" if sum(looks.values()) > 20 else "IN_PROGRESS"}

    service = Service(DescribeModel=status)

    async def all_of_them() -> list[Model]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        return await asyncio.gather(*(settled(Model(service.client, f"m{n}")) for n in range(5)))

    assert [model.status for model in asyncio.run(all_of_them())] == ["SUCCESS"] * 5
    assert min(looks.values()) > 1


def test_a_wait_is_cancelled_between_two_looks():
    looked = threading.Event()

    def status(_: object) -> dict[str, str]:
        looked.set()
        return {"Status": "IN_PROGRESS"}

    async def cancelled() -> None:
        wait = asyncio.create_task(settled(Model(Service(DescribeModel=status).client, "pump")))
        assert await asyncio.to_thread(looked.wait, 10)
        wait.cancel()
        await wait

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_a_failure_comes_out_of_a_task_group_as_it_is():
    service = Service(DescribeModel={"Status": "FAILED", "FailedReason": "too little data"})

    async def in_a_group() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(settled(Model(service.client, "pump")))

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(in_a_group())
    (failure,) = caught.value.exceptions
    assert isinstance(failure, ResourceFailedError)
    assert failure.reason == "too little data"
