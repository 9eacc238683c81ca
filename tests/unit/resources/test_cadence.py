"""A scheduler does not run more often than its model samples, as far as both are known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from l4e_sdk import DataUploadFrequency, InvalidRequestError, Model
from tests.support.service import Service

ROLE = "arn:aws:iam::123456789012:role/l4e"
SETTINGS = {"DataPreProcessingConfiguration": {"TargetSamplingRate": "PT15M"}}


def create(service: Service, model: str | Model, frequency: object) -> None:
    service.client.inference_schedulers.create(
        "live",
        model=model,
        data_upload_frequency=frequency,
        data_input_configuration="s3://plant/in/",
        data_output_configuration="s3://plant/out/",
        role_arn=ROLE,
    )


@pytest.fixture
def service() -> Service:
    return Service(DescribeModel={"ModelName": "pump", "Status": "SUCCESS"} | SETTINGS)


@pytest.mark.parametrize("frequency", ["PT5M", timedelta(minutes=10), DataUploadFrequency.PT10M])
def test_a_frequency_below_the_models_sampling_rate_is_refused_before_anything_is_sent(
    frequency, service: Service
):
    model = service.client.models.get("pump")
    with pytest.raises(
        InvalidRequestError, match=r"data_upload_frequency: is .*, but the model samples every 0:15:00"
    ):
        create(service, model, frequency)
    assert service.asked == ["DescribeModel"]


@pytest.mark.parametrize("frequency", ["PT15M", "PT1H", timedelta(minutes=30)])
def test_a_frequency_from_the_sampling_rate_on_is_sent(frequency, service: Service):
    create(service, service.client.models.get("pump"), frequency)
    assert service.asked[-1] == "CreateInferenceScheduler"


def test_a_model_makes_sure_as_well(service: Service):
    with pytest.raises(InvalidRequestError, match="samples every"):
        service.client.models.get("pump").create_inference_scheduler(
            "live",
            data_upload_frequency="PT5M",
            data_input_configuration="s3://plant/in/",
            data_output_configuration="s3://plant/out/",
            role_arn=ROLE,
        )


@pytest.mark.parametrize("known", [False, True])
def test_nothing_is_asked_for_the_check(known: bool, service: Service):
    create(service, Model(service.client, "pump") if known else "pump", "PT5M")
    assert service.asked == ["CreateInferenceScheduler"]


def test_a_model_that_keeps_the_datas_own_rate_forbids_nothing():
    service = Service(DescribeModel={"ModelName": "pump"})
    create(service, service.client.models.get("pump"), "PT5M")
    assert service.asked[-1] == "CreateInferenceScheduler"


def test_a_frequency_that_is_none_is_left_to_the_check_of_the_request(service: Service):
    with pytest.raises(InvalidRequestError, match=r"PT5M"):
        create(service, service.client.models.get("pump"), "often")
