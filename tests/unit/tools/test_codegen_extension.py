"""The generator's files of the extension service: complete, without a host of AWS, with paginators and waiters."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.paginate import PaginatorModel
from botocore.session import Session
from botocore.stub import Stubber
from botocore.waiter import WaiterModel

from l4e_sdk._botocore_data import (
    API_VERSIONS,
    DATA_DIR,
    EXTENSION,
    SERVICE,
    Catalogue,
    ServiceDescription,
    data_folder,
)
from tools.codegen import extension, paging
from tools.codegen.plan import Plan

PINNED = json.loads((data_folder(SERVICE) / "service-2.json").read_text("utf-8"))


def test_shapes_come_from_the_pinned_description() -> None:
    shapes = extension.document()["shapes"]
    assert shapes["LookbackWindow"] == PINNED["shapes"]["LookbackWindow"]
    assert shapes["ConflictException"] == PINNED["shapes"]["ConflictException"]
    assert "DatasetSchema" not in shapes


def test_every_shape_that_is_used_is_there() -> None:
    model = ServiceModel(extension.document(), EXTENSION)
    for name in model.operation_names:
        operation = model.operation_model(name)
        assert operation.input_shape.members
        assert operation.output_shape.members
        assert [shape.name for shape in operation.error_shapes]


def test_a_shape_that_nobody_describes_stops_the_generator(tmp_path: Path) -> None:
    text = extension.EXTENSION.read_text("utf-8").replace('shape = "ModelName"', 'shape = "PumpName"')
    (tmp_path / "extension.toml").write_text(text)
    with pytest.raises(KeyError, match="PumpName"):
        extension.document(tmp_path / "extension.toml")


def test_no_file_names_a_host_of_aws() -> None:
    texts = [path.read_text("utf-8") for path in data_folder(EXTENSION).iterdir()]
    assert len(texts) == 4
    assert [text for text in texts if "amazonaws" in text or "api.aws" in text] == []


def test_botocore_reads_the_paginators_and_waiters_that_lie_in_the_package() -> None:
    loader = Loader(include_default_search_paths=False)
    loader.search_paths.append(str(DATA_DIR))
    assert EXTENSION in loader.list_available_services("service-2")
    pages = loader.load_service_model(EXTENSION, "paginators-1")
    assert PaginatorModel(pages)
    assert WaiterModel(loader.load_service_model(EXTENSION, "waiters-2")).waiter_names == []


@pytest.fixture
def described_elsewhere(tmp_path: Path) -> Session:
    """A session whose service ``l4e`` has the lists and states of the pinned description, as the generator writes them."""
    document: dict[str, Any] = {**PINNED, "metadata": extension.document()["metadata"]}
    plan = replace(Plan.load(), description=Catalogue([ServiceDescription(document, EXTENSION)]))
    folder = tmp_path / EXTENSION / API_VERSIONS[EXTENSION]
    folder.mkdir(parents=True)
    for name, text in (extension.files(document) | paging.files(plan, EXTENSION)).items():
        (folder / name).write_text(text, encoding="utf-8")
    session = Session()
    session.get_component("data_loader").search_paths.insert(0, str(tmp_path))
    return session


def test_lists_and_states_of_the_extension_get_paginators_and_waiters(described_elsewhere: Session) -> None:
    client = described_elsewhere.create_client(
        EXTENSION,
        region_name="us-east-1",
        endpoint_url="http://engine.invalid",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    assert "model_success" in client.waiter_names
    with Stubber(client) as stubber:
        stubber.add_response("list_models", {"ModelSummaries": [{"ModelName": "a"}], "NextToken": "1"}, {})
        stubber.add_response("list_models", {"ModelSummaries": [{"ModelName": "b"}]}, {"NextToken": "1"})
        stubber.add_response("describe_model", {"Status": "SUCCESS"}, {"ModelName": "a"})
        pages = client.get_paginator("list_models").paginate()
        assert [model["ModelName"] for model in pages.search("ModelSummaries[]")] == ["a", "b"]
        client.get_waiter("model_success").wait(ModelName="a")
