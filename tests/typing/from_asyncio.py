"""The client from asyncio, as the guide has it, checked by mypy and pyright and never run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TypeVar, assert_type

import l4e_sdk as l4e
from l4e_sdk.shapes import DescribeModelResponse

Item = TypeVar("Item")
Resource = TypeVar("Resource", l4e.IngestionJob, l4e.Model, l4e.ModelVersion)


async def items(pager: l4e.Pager[Item]) -> AsyncIterator[Item]:
    pages = pager.pages()
    while (page := await asyncio.to_thread(next, pages, None)) is not None:
        for item in page.items:
            yield item


async def settled(resource: Resource, every: timedelta = timedelta(seconds=30)) -> Resource:
    while True:
        try:
            return await asyncio.to_thread(resource.wait, timeout=timedelta(0))
        except l4e.WaitTimeoutError:
            await asyncio.sleep(every.total_seconds())


async def calls(client: l4e.LookoutEquipment) -> None:
    answer = await asyncio.to_thread(client.describe_model, model_name="pump")
    assert_type(answer, DescribeModelResponse)
    assert_type(await settled(await asyncio.to_thread(client.models.get, "pump")), l4e.Model)
    assert_type([model async for model in items(client.models.list())], list[l4e.Model])
