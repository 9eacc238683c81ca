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
    """The inference schedulers that a client reaches."""

    def get(self, name: str) -> InferenceScheduler:
        """Return an inference scheduler with its description.

        Raises:
            ResourceNotFoundException: there is no inference scheduler of that name.
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
        """List the inference schedulers.

        Args:
            model: only those of this model.
            inference_scheduler_name_begins_with: only those whose name begins so.
            status: only those in this state.
            page_size: most items in a page, 1 to 500.
            start_token: where to go on.
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
            name: its name; 1 to 200 letters, digits, ``_`` and ``-``.
            model: the model that judges the data, or its name; it must be trained, and can have one scheduler.
            data_upload_frequency: how often new data is looked at; at least the interval the model samples at.
            data_input_configuration: where new data is found: ``s3://bucket/prefix/``, or a shape that also says how
                the files are named.
            data_output_configuration: where results are written: ``s3://bucket/prefix/``.
            role_arn: ARN of the IAM role that reads the one and writes the other; an embedded engine needs none.
            data_delay_offset_in_minutes: how long to wait after the end of a window for files that arrive late, 0 to
                60; a ``timedelta`` will do.
            server_side_kms_key_id: the KMS key that encrypts what the service keeps; the service's own unless given.
            tags: keys and values; a mapping will do.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: a scheduler of that name exists, or the model is not trained.
            ServiceQuotaExceededException: the model has a scheduler.
            InvalidValueError: the role is missing.
            InvalidRequestError: the frequency is shorter than the model's sampling rate, as far as the object knows it.
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
        """Return a scheduler that is as the arguments say; create and start it if it is missing, otherwise change it.

        What is not given may be anything. A scheduler that exists goes on as it does: one that was stopped stays so,
        and one that runs is stopped for a change, and started again, only if the endpoint wants it. One that is just
        starting or stopping is waited for. ``scheduler.ensured`` says what was done; if everything was as wanted,
        nothing was written.

        Args:
            name: its name.
            model: as for ``create``; a scheduler keeps its model.
            data_upload_frequency: as for ``create``, as are those below.
            data_input_configuration: replaced as a whole.
            data_output_configuration: replaced as a whole.
            role_arn: IAM role.
            data_delay_offset_in_minutes: how long files may be late.
            server_side_kms_key_id: a scheduler keeps its key.
            tags: those that are given are set, others stay.
            client_token: makes the request that creates it idempotent; made from what it says unless given.

        Raises:
            CannotChangeError: model or key are not as wanted; nothing was changed.
            InvalidValueError: the role is missing.
            InvalidRequestError: the frequency is shorter than the model's sampling rate, as far as the object knows it.
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
