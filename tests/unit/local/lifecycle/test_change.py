from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.shapes import DatasetStatus, DatasetSummary, DescribeDatasetResponse

MEMBERS = st.dictionaries(
    st.sampled_from(["dataset_name", "dataset_arn", "role_arn", "data_schema", "source_dataset_arn"]),
    st.text(max_size=3) | st.none(),
)


def test_a_change_leaves_the_original_as_it_was() -> None:
    before = DescribeDatasetResponse(dataset_name="press")
    after = changed(before, dataset_name="other")
    assert (before.dataset_name, after.dataset_name) == ("press", "other")


def test_none_takes_a_member_away() -> None:
    after = changed(DescribeDatasetResponse(dataset_name="press", role_arn="role"), role_arn=None)
    assert after.to_dict(wire=True) == {"DatasetName": "press"}


@given(MEMBERS, MEMBERS)
def test_the_last_change_of_each_member_counts(
    first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    after = changed(changed(DescribeDatasetResponse(), **first), **second)
    expected = {name: value for name, value in (first | second).items() if value is not None}
    assert after.to_dict() == expected
    assert DescribeDatasetResponse.from_json(after.to_json()) == after


def test_common_members_of_two_shapes_are_copied() -> None:
    dataset = DescribeDatasetResponse(dataset_name="press", role_arn="role", status=DatasetStatus.CREATED)
    summary = selected(dataset, DatasetSummary)
    assert summary.to_dict(wire=True) == {"DatasetName": "press", "Status": "CREATED"}


def test_added_members_override_common_ones() -> None:
    dataset = DescribeDatasetResponse(dataset_name="press")
    assert selected(dataset, DatasetSummary, dataset_arn="arn").dataset_arn == "arn"


def test_a_member_only_one_shape_knows_does_not_slip_through() -> None:
    dataset = DescribeDatasetResponse.from_wire({"DatasetName": "press", "Unheard": 1})
    assert selected(dataset, DatasetSummary).to_dict(wire=True) == {"DatasetName": "press"}
