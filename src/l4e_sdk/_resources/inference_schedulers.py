"""The inference schedulers of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._cadence import check_cadence
from l4e_sdk._resources._collection import Collection, name_of
from l4e_sdk._resources._ensure import ensure
from l4e_sdk._resources._recorded_requests import record
from l4e_sdk._resources._role import role_for
from l4e_sdk._resources._updatable import INFERENCE_SCHEDULER
from l4e_sdk._resources.inference_scheduler import InferenceScheduler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk import shapes
    from l4e_sdk._resources.model import Model


class InferenceSchedulers(Collection):
    """The inference schedulers in a client's account."""

    def get(self, name: str) -> InferenceScheduler:
        """Return an inference scheduler with its description.

        Raises:
            ResourceNotFoundException: the inference scheduler does not exist.
        """
        return InferenceScheduler(self._client, name).refresh()

    def list(
        self,
        *,
        model: str | Model | None = None,
        inference_scheduler_name_begins_with: str | None = None,
        status: shapes.InferenceSchedulerStatusLike | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[InferenceScheduler]:
        """List the inference schedulers, page by page.

        Args:
            model: only schedulers of this model.
            inference_scheduler_name_begins_with: prefix of the names to list.
            status: only schedulers with this status.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """
        model_name = name_of(model)

        def fetch(token: str | None, size: int | None) -> shapes.ListInferenceSchedulersResponse:
            return self._client.list_inference_schedulers(
                model_name=model_name,
                inference_scheduler_name_begins_with=inference_scheduler_name_begins_with,
                status=status,
                next_token=token,
                max_results=size,
            )

        def items(page: shapes.ListInferenceSchedulersResponse) -> Iterator[InferenceScheduler]:
            return (
                InferenceScheduler(self._client, each.inference_scheduler_name, each)
                for each in page.inference_scheduler_summaries
            )

        owner = f" of model {model_name!r}" if model_name else ""
        return Pager(
            fetch, items, page_size=page_size, start_token=start_token, of=f"inference schedulers{owner}"
        )

    def create(
        self,
        name: str,
        *,
        model: str | Model,
        data_upload_frequency: shapes.DataUploadFrequencyLike,
        data_input_configuration: shapes.InferenceInputConfigurationLike,
        data_output_configuration: shapes.InferenceOutputConfigurationLike,
        role_arn: str | None = None,
        data_delay_offset_in_minutes: shapes.DataDelayOffsetInMinutesLike | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> InferenceScheduler:
        """Create and start a scheduler that looks for anomalies in new files.

        Args:
            name: name of the new scheduler: 1 to 200 letters, digits, ``_`` and ``-``.
            model: the model that evaluates the data, or its name. It must be trained, and can have one scheduler.
            data_upload_frequency: interval between runs; not shorter than the model's sampling rate.
            data_input_configuration: location of new data: ``s3://bucket/prefix/``, or a shape that also has the naming
                of the files.
            data_output_configuration: location for results: ``s3://bucket/prefix/``.
            role_arn: ARN of the IAM role that reads the input and writes the results; an embedded engine needs none.
            data_delay_offset_in_minutes: minutes to wait for late files after the end of a window, 0 to 60, or a
                ``timedelta``. Default: 0.
            server_side_kms_key_id: the KMS key that encrypts the service's data. Default: the service's own key.
            tags: keys and values, for example a mapping.
            client_token: idempotency token.

        Raises:
            ConflictException: a scheduler with this name exists, or the model is not trained.
            ServiceQuotaExceededException: the model already has a scheduler.
            InvalidValueError: the role is missing.
            InvalidRequestError: the frequency is shorter than the model's known sampling rate.
        """
        check_cadence("CreateInferenceScheduler", model, data_upload_frequency)
        answer = self._client.create_inference_scheduler(
            inference_scheduler_name=name,
            model_name=name_of(model),
            data_upload_frequency=data_upload_frequency,
            data_input_configuration=data_input_configuration,
            data_output_configuration=data_output_configuration,
            role_arn=role_for(self._client, role_arn),
            data_delay_offset_in_minutes=data_delay_offset_in_minutes,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        return InferenceScheduler(self._client, name, answer)

    def ensure(
        self,
        name: str,
        *,
        model: str | Model,
        data_upload_frequency: shapes.DataUploadFrequencyLike,
        data_input_configuration: shapes.InferenceInputConfigurationLike,
        data_output_configuration: shapes.InferenceOutputConfigurationLike,
        role_arn: str | None = None,
        data_delay_offset_in_minutes: shapes.DataDelayOffsetInMinutesLike | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> InferenceScheduler:
        """Return the scheduler with the given settings; create and start it if it is missing, otherwise change it.

        Arguments that you omit are not compared. A stopped scheduler stays stopped. A running scheduler is stopped for
        a change and started again only if the endpoint requires that. If the scheduler is starting or stopping, the
        method waits first. ``scheduler.ensured`` describes what was done. If nothing differs, the method changes
        nothing.

        Args:
            name: name of the scheduler.
            model: as for ``create``; the model of an existing scheduler cannot be changed.
            data_upload_frequency: as for ``create``.
            data_input_configuration: as for ``create``; replaced as a whole.
            data_output_configuration: as for ``create``; replaced as a whole.
            role_arn: as for ``create``.
            data_delay_offset_in_minutes: as for ``create``.
            server_side_kms_key_id: as for ``create``; the key of an existing scheduler cannot be changed.
            tags: tags to set; other tags stay.
            client_token: idempotency token of the create request. Default: derived from the settings.

        Raises:
            CannotChangeError: the model or the key differs; nothing was changed.
            InvalidValueError: the role is missing.
            InvalidRequestError: the frequency is shorter than the model's known sampling rate.
        """
        wanted = record(
            self._client,
            lambda client: InferenceSchedulers(client).create(
                name,
                model=model,
                data_upload_frequency=data_upload_frequency,
                data_input_configuration=data_input_configuration,
                data_output_configuration=data_output_configuration,
                role_arn=role_arn,
                data_delay_offset_in_minutes=data_delay_offset_in_minutes,
                server_side_kms_key_id=server_side_kms_key_id,
                tags=tags,
            ),
        )
        filled = ("RoleArn",) if role_arn is None else ()
        scheduler = InferenceScheduler(self._client, name)
        return ensure(scheduler, wanted, INFERENCE_SCHEDULER, token=client_token, filled=filled)
