"""The models of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._collection import Collection, name_of
from l4e_sdk._resources._ensure import ensure
from l4e_sdk._resources._labels import labels_of
from l4e_sdk._resources._recorded_requests import record
from l4e_sdk._resources._role import role_for
from l4e_sdk._resources._updatable import MODEL
from l4e_sdk._resources.model import Model
from l4e_sdk._resources.model_version import ModelVersion
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.views import DataSchema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from l4e_sdk import shapes
    from l4e_sdk._resources.dataset import Dataset
    from l4e_sdk._resources.label_group import LabelGroup
    from l4e_sdk.values import TimeRange


class Models(Collection):
    """The models that a client reaches."""

    def get(self, name: str) -> Model:
        """Return a model with its description.

        Raises:
            ResourceNotFoundException: there is no model of that name.
        """
        return Model(self._client, name).refresh()

    def list(
        self,
        *,
        status: shapes.ModelStatusLike | None = None,
        model_name_begins_with: str | None = None,
        dataset_name_begins_with: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[Model]:
        """List the models.

        Args:
            status: only those in this state.
            model_name_begins_with: only those whose name begins so.
            dataset_name_begins_with: only those whose dataset's name begins so.
            page_size: most items in a page, 1 to 500.
            start_token: where to go on.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListModelsResponse:
            return self._client.list_models(
                status=status,
                model_name_begins_with=model_name_begins_with,
                dataset_name_begins_with=dataset_name_begins_with,
                next_token=token,
                max_results=size,
            )

        def items(page: shapes.ListModelsResponse) -> Iterator[Model]:
            return (Model(self._client, each.model_name, each) for each in page.model_summaries)

        return Pager(fetch, items, page_size=page_size, start_token=start_token, of="models")

    def create(
        self,
        name: str,
        *,
        dataset: str | Dataset,
        training: TimeRange | None = None,
        evaluation: TimeRange | None = None,
        dataset_schema: shapes.DatasetSchemaLike | DataSchema | None = None,
        labels_input_configuration: shapes.LabelsInputConfigurationLike | LabelGroup | None = None,
        training_data_start_time: datetime | None = None,
        training_data_end_time: datetime | None = None,
        evaluation_data_start_time: datetime | None = None,
        evaluation_data_end_time: datetime | None = None,
        data_pre_processing_configuration: shapes.DataPreProcessingConfigurationLike | None = None,
        off_condition: shapes.OffConditionLike | None = None,
        model_diagnostics_output_configuration: shapes.ModelDiagnosticsOutputConfigurationLike | None = None,
        role_arn: str | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> Model:
        r"""Train a model on a dataset; this makes version 1 and returns at once.

        Args:
            name: its name; 1 to 200 letters, digits, ``_`` and ``-``.
            dataset: the dataset, or its name; it must be ACTIVE.
            training: the data to train on, at least 14 days; all data unless given.
            evaluation: the data to evaluate on, after the training data. Without it there are no metrics.
            dataset_schema: the components and columns to train on; all of the dataset unless given.
            labels_input_configuration: known abnormal spans: a label group, or ``s3://bucket/prefix/`` of label files.
            training_data_start_time: start of ``training``, as the API has it; give the range, or both ends.
            training_data_end_time: end of ``training``.
            evaluation_data_start_time: start of ``evaluation``.
            evaluation_data_end_time: end of ``evaluation``.
            data_pre_processing_configuration: the interval that data is resampled to, as
                ``{"target_sampling_rate": "PT5M"}``; its own interval unless given.
            off_condition: when the machine counts as switched off, as ``pump\rpm < 100``.
            model_diagnostics_output_configuration: ``s3://bucket/prefix/`` for the judgement on each row; nowhere
                unless given.
            role_arn: ARN of the IAM role that reads labels and writes diagnostics in S3; an embedded engine needs
                none.
            server_side_kms_key_id: the KMS key that encrypts what the service keeps; the service's own unless given.
            tags: keys and values; a mapping will do.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: a model of that name exists, or the dataset is not ACTIVE.
            ServiceQuotaExceededException: the account has its full number of models, or of models in training.
            ResourceNotFoundException: the dataset or the label group does not exist.
            InvalidValueError: a range is given, and one of its ends as well.
        """
        training_ends = _ends("training", training, training_data_start_time, training_data_end_time)
        evaluation_ends = _ends(
            "evaluation", evaluation, evaluation_data_start_time, evaluation_data_end_time
        )
        if isinstance(dataset_schema, DataSchema):
            dataset_schema = dataset_schema.to_dict(wire=True)
        if self._client.engine and (labels_input_configuration or model_diagnostics_output_configuration):
            role_arn = role_for(self._client, role_arn)
        answer = self._client.create_model(
            model_name=name,
            dataset_name=name_of(dataset),
            dataset_schema=dataset_schema,
            labels_input_configuration=labels_of(labels_input_configuration),
            training_data_start_time=training_ends[0],
            training_data_end_time=training_ends[1],
            evaluation_data_start_time=evaluation_ends[0],
            evaluation_data_end_time=evaluation_ends[1],
            data_pre_processing_configuration=data_pre_processing_configuration,
            off_condition=off_condition,
            model_diagnostics_output_configuration=model_diagnostics_output_configuration,
            role_arn=role_arn,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        return Model(self._client, name, answer)

    def ensure(
        self,
        name: str,
        *,
        dataset: str | Dataset,
        training: TimeRange | None = None,
        evaluation: TimeRange | None = None,
        dataset_schema: shapes.DatasetSchemaLike | DataSchema | None = None,
        labels_input_configuration: shapes.LabelsInputConfigurationLike | LabelGroup | None = None,
        training_data_start_time: datetime | None = None,
        training_data_end_time: datetime | None = None,
        evaluation_data_start_time: datetime | None = None,
        evaluation_data_end_time: datetime | None = None,
        data_pre_processing_configuration: shapes.DataPreProcessingConfigurationLike | None = None,
        off_condition: shapes.OffConditionLike | None = None,
        model_diagnostics_output_configuration: shapes.ModelDiagnosticsOutputConfigurationLike | None = None,
        role_arn: str | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> Model:
        """Return a model that is as the arguments say; train it if it is missing, otherwise change what can be.

        What is not given may be anything. Labels, diagnostics, role and tags of a model can be changed, for the
        retrainings to come; what it was first trained with cannot, and its later versions are not looked at. Training
        is not waited for, and a model whose training failed stays as it is: ``wait`` says so. ``model.ensured`` says
        what was done; if everything was as wanted, nothing was written.

        Args:
            name: its name.
            dataset: as for ``create``, as are all others.
            training: the data that version 1 is trained on.
            evaluation: the data that version 1 is evaluated on.
            dataset_schema: components and columns; their order means nothing.
            labels_input_configuration: replaced as a whole.
            training_data_start_time: start of ``training``.
            training_data_end_time: end of ``training``.
            evaluation_data_start_time: start of ``evaluation``.
            evaluation_data_end_time: end of ``evaluation``.
            data_pre_processing_configuration: the interval that data is resampled to.
            off_condition: when the machine counts as switched off.
            model_diagnostics_output_configuration: replaced as a whole.
            role_arn: IAM role.
            server_side_kms_key_id: a model keeps its key.
            tags: those that are given are set, others stay.
            client_token: makes the request that creates it idempotent; made from what it says unless given.

        Raises:
            CannotChangeError: something that cannot be changed is not as wanted; nothing was changed.
            ConflictException: the dataset is not ACTIVE.
        """
        wanted = record(
            self._client,
            lambda client: Models(client).create(
                name,
                dataset=dataset,
                training=training,
                evaluation=evaluation,
                dataset_schema=dataset_schema,
                labels_input_configuration=labels_input_configuration,
                training_data_start_time=training_data_start_time,
                training_data_end_time=training_data_end_time,
                evaluation_data_start_time=evaluation_data_start_time,
                evaluation_data_end_time=evaluation_data_end_time,
                data_pre_processing_configuration=data_pre_processing_configuration,
                off_condition=off_condition,
                model_diagnostics_output_configuration=model_diagnostics_output_configuration,
                role_arn=role_arn,
                server_side_kms_key_id=server_side_kms_key_id,
                tags=tags,
            ),
        )
        filled = ("RoleArn",) if role_arn is None else ()
        return ensure(Model(self._client, name), wanted, MODEL, token=client_token, filled=filled)

    def import_version(
        self,
        source: str | ModelVersion,
        *,
        dataset: str | Dataset,
        name: str | None = None,
        labels_input_configuration: shapes.LabelsInputConfigurationLike | LabelGroup | None = None,
        role_arn: str | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        inference_data_import_strategy: shapes.InferenceDataImportStrategyLike | None = None,
        client_token: str | None = None,
    ) -> ModelVersion:
        """Start to copy a model version: into version 1 of a new model, or the next of one that exists.

        Schedulers and labels are not copied. The model goes on with the version that is active: ``activate`` the copy
        once it has come. Another account's version needs a policy that allows it.

        Args:
            source: the version, or its ARN; it may be another account's.
            dataset: your copy of the dataset that it was trained on, or its name; import that first.
            name: name of the model; the source's unless given.
            labels_input_configuration: where retrainings find labels: a label group, or ``s3://bucket/prefix/``.
            role_arn: ARN of the IAM role that reads them; an embedded engine needs none.
            server_side_kms_key_id: the KMS key that encrypts the copy; the service's own unless given.
            tags: keys and values; a mapping will do.
            inference_data_import_strategy: what happens to the inference data that the source has kept for retraining;
                it is not copied unless given.
            client_token: makes the request idempotent.

        Raises:
            AccessDeniedException: the source is another account's, and has no policy that allows the import.
            ResourceNotFoundException: the source, or the dataset, does not exist.
            ValidationException: the source is not trained.
        """
        if self._client.engine and labels_input_configuration:
            role_arn = role_for(self._client, role_arn)
        answer = self._client.import_model_version(
            source_model_version_arn=source if isinstance(source, str) else source.model_version_arn,
            dataset_name=name_of(dataset),
            model_name=name,
            labels_input_configuration=labels_of(labels_input_configuration),
            role_arn=role_arn,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            inference_data_import_strategy=inference_data_import_strategy,
            client_token=client_token,
        )
        return ModelVersion(Model(self._client, answer.model_name), answer.model_version or 0, answer)


def _ends(
    name: str, whole: TimeRange | None, start: datetime | None, end: datetime | None
) -> tuple[datetime | None, datetime | None]:
    if whole is None:
        return start, end
    if start is not None or end is not None:
        raise InvalidValueError(f"{name} is given as a range and by its ends; keep one of them.")
    return whole.start, whole.end
