"""What ``ensure`` says of what it did."""

from __future__ import annotations

import pickle

import pytest

from l4e_sdk import Dataset
from l4e_sdk._resources import Difference, Ensured
from tests.support.service import Service

FASTER = Difference("data_upload_frequency", "PT10M", "PT5M")


@pytest.mark.parametrize(
    ("done", "changed", "told"),
    [
        (Ensured(), False, "unchanged"),
        (Ensured(created=True), True, "created"),
        (Ensured(differences=(FASTER,)), True, "changed data_upload_frequency: PT10M -> PT5M"),
        (
            Ensured(differences=(FASTER, Difference("tags", {}, {"a": "b"}))),
            True,
            "changed data_upload_frequency: PT10M -> PT5M; tags: {} -> {'a': 'b'}",
        ),
    ],
)
def test_its_text_describes_the_changes(done: Ensured, changed: bool, told: str):
    assert (done.changed, bool(done), str(done)) == (changed, changed, told)


def test_a_facade_that_came_otherwise_was_not_changed():
    assert Dataset(Service().client, "pump").ensured == Ensured()


def test_a_pickled_facade_knows_what_was_done():
    service = Service()
    dataset = service.client.datasets.ensure("pump")
    assert pickle.loads(pickle.dumps(dataset)).ensured == dataset.ensured
