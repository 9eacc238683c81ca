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
    """The models in a client's account."""

    def get(self, name: str) -> Model:
        """Return a model with its description.

        Raises:
            ResourceNotFoundException: the model does not exist.
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
        """List the models, page by page.

        Args:
            status: only models with this status.
            model_name_begins_with: prefix of the names to list.
            dataset_name_begins_with: prefix of the names of their datasets.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
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
        r"""Start to train a model on a dataset, as version 1.

        Args:
            name: name of the new model: 1 to 200 letters, digits, ``_`` and ``-``.
            dataset: the dataset, or its name. It must be ACTIVE.
            training: the range of data to train on, at least 14 days. Default: all data.
            evaluation: the range of data to evaluate on, after the training data. Without it, the model has no metrics.
            dataset_schema: the components and columns to train on. Default: all columns of the dataset.
            labels_input_configuration: known abnormal ranges: a label group, or the ``s3://bucket/prefix/`` of label
                files.
            training_data_start_time: start of ``training``, as in the API. Pass either the range or its two ends.
            training_data_end_time: end of ``training``.
            evaluation_data_start_time: start of ``evaluation``.
            evaluation_data_end_time: end of ``evaluation``.
            data_pre_processing_configuration: the interval to resample data to, as
                ``{"target_sampling_rate": "PT5M"}``. Default: the data's own interval.
            off_condition: the condition under which the machine is off, such as ``pump\rpm < 100``.
            model_diagnostics_output_configuration: ``s3://bucket/prefix/`` for a file with the result of each row.
                Default: no file.
            role_arn: ARN of the IAM role that reads labels and writes diagnostics in S3; an embedded engine needs none.
            server_side_kms_key_id: the KMS key that encrypts the service's data. Default: the service's own key.
            tags: keys and values, for example a mapping.
            client_token: idempotency token.

        Raises:
            ConflictException: a model with this name exists, or the dataset is not ACTIVE.
            ServiceQuotaExceededException: the account has reached its number of models, or of models in training.
            ResourceNotFoundException: the dataset or the label group does not exist.
            InvalidValueError: both a range and one of its ends are given.
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
        """Return the model with the given settings; train it if it is missing, otherwise change its settings.

        Arguments that you omit are not compared. Labels, diagnostics, role and tags can be changed, for future
        retrainings. Settings of the first training cannot be changed; settings of later versions are not compared. The
        method does not wait for the training. It does not repair a model whose training failed; ``wait`` reports the
        failure. ``model.ensured`` describes what was done. If nothing differs, the method changes nothing.

        Args:
            name: name of the model.
            dataset: as for ``create``, like all other arguments.
            training: the range of data that version 1 is trained on.
            evaluation: the range of data that version 1 is evaluated on.
            dataset_schema: components and columns, in any order.
            labels_input_configuration: replaced as a whole.
            training_data_start_time: start of ``training``.
            training_data_end_time: end of ``training``.
            evaluation_data_start_time: start of ``evaluation``.
            evaluation_data_end_time: end of ``evaluation``.
            data_pre_processing_configuration: the interval to resample data to.
            off_condition: the condition under which the machine is off.
            model_diagnostics_output_configuration: replaced as a whole.
            role_arn: IAM role.
            server_side_kms_key_id: the key of an existing model cannot be changed.
            tags: tags to set; other tags stay.
            client_token: idempotency token of the create request. Default: derived from the settings.

        Raises:
            CannotChangeError: a setting that cannot be changed differs; nothing was changed.
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
        """Start to copy a model version, into version 1 of a new model or the next version of an existing one.

        Schedulers and labels are not copied. The model keeps its active version; ``activate`` the copy when the import
        has succeeded. To import from another account, its version needs a policy that allows the import.

        Args:
            source: the version, or its ARN, also in another account.
            dataset: your copy of the version's training dataset, or its name. Import the dataset first.
            name: name of the model. Default: the name of the source's model.
            labels_input_configuration: labels for retrainings: a label group, or ``s3://bucket/prefix/``.
            role_arn: ARN of the IAM role that reads the labels; an embedded engine needs none.
            server_side_kms_key_id: the KMS key that encrypts the copy. Default: the service's own key.
            tags: keys and values, for example a mapping.
            inference_data_import_strategy: how to copy the inference data that the source has kept for retraining.
                Default: not at all.
            client_token: idempotency token.

        Raises:
            AccessDeniedException: the source is in another account, and no policy allows the import.
            ResourceNotFoundException: the source or the dataset does not exist.
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
