"""An inference scheduler, which evaluates new data at a fixed interval."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._durations import parse_duration
from l4e_sdk._missing import is_missing, refusal
from l4e_sdk._resources._health import Health
from l4e_sdk._resources._scheduler import goal, stopped
from l4e_sdk._resources.ensured import Ensurable
from l4e_sdk._resources.tags import Tags
from l4e_sdk.data.inference_files import InferenceFiles
from l4e_sdk.data.preflight import preflight
from l4e_sdk.data.replay import Stage, replay
from l4e_sdk.data.results import Results
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.views import DataSchema, InferenceEvent
from l4e_sdk.views.inference_result import read_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._resources._scheduler import Goal
    from l4e_sdk.data.preflight import Preflight
    from l4e_sdk.data.replay import ReplayedWindow
    from l4e_sdk.data.upload import SensorData
    from l4e_sdk.views import InferenceResult

_LONGEST_WINDOW: Final = timedelta(hours=1)  # the longest DataUploadFrequency, PT1H


class InferenceScheduler(Ensurable["shapes.DescribeInferenceSchedulerResponse"], Health):
    """An inference scheduler with its last description.

    Examples:
        >>> scheduler = client.inference_schedulers.create(
        ...     "press-live",
        ...     model="press",
        ...     data_upload_frequency="PT1H",
        ...     data_input_configuration="s3://plant/live/in/",
        ...     data_output_configuration="s3://plant/live/out/",
        ... )
        >>> scheduler.wait().status
        <InferenceSchedulerStatus.RUNNING: 'RUNNING'>
        >>> [row.timestamp for row in scheduler.results() if row.is_anomalous]
        []
        >>> scheduler.stop().wait().delete()
    """

    _KIND: ClassVar[str] = "inference scheduler"
    _WAITERS: ClassVar[str] = "inference_scheduler"

    @property
    def tags(self) -> Tags:
        """The tags, as a mutable mapping."""
        return self._once("tags", lambda: Tags(self.client, self.inference_scheduler_arn))

    def start(self) -> Self:
        """Start the scheduler. Its status is PENDING, and soon RUNNING. Missed windows are not evaluated later.

        Raises:
            ConflictException: the scheduler is not STOPPED.
        """
        self._see(self.client.start_inference_scheduler(inference_scheduler_name=self.name))
        return self

    def stop(self) -> Self:
        """Stop the scheduler. Its status is STOPPING, and soon STOPPED. Its history stays.

        Raises:
            ConflictException: the scheduler is not RUNNING.
        """
        self._see(self.client.stop_inference_scheduler(inference_scheduler_name=self.name))
        return self

    def update(
        self,
        *,
        data_upload_frequency: shapes.DataUploadFrequencyLike | None = None,
        data_delay_offset_in_minutes: shapes.DataDelayOffsetInMinutesLike | None = None,
        data_input_configuration: shapes.InferenceInputConfigurationLike | None = None,
        data_output_configuration: shapes.InferenceOutputConfigurationLike | None = None,
        role_arn: str | None = None,
        restart: bool = False,
    ) -> Self:
        """Change settings, from the next run on. Omitted settings stay.

        Args:
            data_upload_frequency: interval between runs; not shorter than the model's sampling rate.
            data_delay_offset_in_minutes: minutes to wait for late files after the end of a window, 0 to 60.
            data_input_configuration: location of new data: ``s3://bucket/prefix/``, or a shape that also has the naming
                of the files.
            data_output_configuration: location for results: ``s3://bucket/prefix/``.
            role_arn: ARN of the IAM role that reads the input and writes the results.
            restart: stop the scheduler for the change, and start it again if it was running. Some endpoints change only
                a scheduler that is STOPPED. The method does not wait for the start.

        Raises:
            ConflictException: the scheduler is starting or stopping, or the endpoint does not change a running one.
        """
        with stopped(self) if restart else nullcontext():
            self.client.update_inference_scheduler(
                inference_scheduler_name=self.name,
                data_upload_frequency=data_upload_frequency,
                data_delay_offset_in_minutes=data_delay_offset_in_minutes,
                data_input_configuration=data_input_configuration,
                data_output_configuration=data_output_configuration,
                role_arn=role_arn,
            )
            self._see(None)
        return self

    def executions(
        self,
        *,
        data_start_time_after: datetime | None = None,
        data_end_time_before: datetime | None = None,
        status: shapes.InferenceExecutionStatusLike | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[shapes.InferenceExecutionSummary]:
        """List the runs, newest first.

        Args:
            data_start_time_after: only runs whose window starts after this time.
            data_end_time_before: only runs whose window ends before this time.
            status: only runs with this status.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListInferenceExecutionsResponse:
            return self.client.list_inference_executions(
                inference_scheduler_name=self.name,
                data_start_time_after=data_start_time_after,
                data_end_time_before=data_end_time_before,
                status=status,
                next_token=token,
                max_results=size,
            )

        return Pager(
            fetch,
            lambda page: page.inference_execution_summaries,
            page_size=page_size,
            start_token=start_token,
            of=f"executions of {self._in_words()}",
        )

    def events(
        self,
        start: datetime,
        end: datetime,
        *,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[InferenceEvent]:
        """List the abnormal events in a range of time.

        An embedded engine reports which event is open; see also ``drift()``.

        Args:
            start: only events that end at this time or later.
            end: only events that start before this time.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListInferenceEventsResponse:
            return self.client.list_inference_events(
                inference_scheduler_name=self.name,
                interval_start_time=start,
                interval_end_time=end,
                next_token=token,
                max_results=size,
            )

        def items(page: shapes.ListInferenceEventsResponse) -> Iterator[InferenceEvent]:
            found = page.inference_event_summaries
            return (InferenceEvent(*each) for each in zip(found, self._are_open(found), strict=True))

        return Pager(
            fetch, items, page_size=page_size, start_token=start_token, of=f"events of {self._in_words()}"
        )

    def results(
        self,
        *,
        since: datetime | timedelta | None = None,
        until: datetime | None = None,
        executions: Iterable[shapes.InferenceExecutionSummary] | None = None,
    ) -> Results:
        """Read the evaluated rows, oldest first. The runs are listed at once; their files are read one by one.

        Iterate over the rows, or convert them to a frame with ``to_pandas()`` or ``to_polars()``.

        Args:
            since: only rows from this time on; a ``timedelta`` counts back from now. Default: all rows.
            until: only rows before this time.
            executions: only rows of these runs, in this order.

        Raises:
            InvalidValueError: a time has no zone.
            ObjectError: a result file cannot be read.
            UnreadableDocumentError: a line of a result file is not a result.
        """
        begin = self.client.clock.now() - since if isinstance(since, timedelta) else since
        _check_zone("since", begin)
        _check_zone("until", until)
        runs = self._runs(begin, until) if executions is None else executions
        files = [run.customer_result_object for run in runs if run.customer_result_object]
        rows = (row for file in files for row in self._rows(file))
        return Results(
            row
            for row in rows
            if (begin is None or row.timestamp >= begin) and (until is None or row.timestamp < until)
        )

    @property
    def input_files(self) -> InferenceFiles:
        """The location and the naming of new data. ``write_window`` writes a file.

        Raises:
            InvalidValueError: the scheduler's configuration has no bucket.
        """
        return InferenceFiles.of(self.data_input_configuration)

    def preflight(self) -> Preflight:
        """Check which files the next run will read, and whether they exist.

        Print the result. It shows the window, the keys of each component, the missing files, and existing files whose
        names suggest another naming or another time zone.

        Raises:
            ObjectError: the bucket of the input cannot be read.
        """
        self.refresh()
        model = self.client.describe_model(model_name=self.model_name)
        return preflight(
            self.client.objects,
            self.input_files,
            DataSchema.parse(model.data_schema or "{}"),
            status=self.status,
            frequency=self._frequency,
            delay=self._delay,
            now=self.client.clock.now(),
        )

    def replay(
        self,
        data: SensorData,
        *,
        component: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        shift: timedelta | None = None,
    ) -> Iterator[ReplayedWindow]:
        """Replay historical data as live data. Each iteration writes the files of one window and lets time pass.

        Each iteration ends when the run of its window begins. With a virtual clock the iteration does not wait, and the
        run is complete. With the system's clock it waits, and the run is just starting. The time between rows stays the
        same.

        Args:
            data: a folder of CSV files with ascending timestamps, a frame, or a mapping from component names to frames.
            component: the component of a frame, or of all files in a folder without sub-folders.
            start: only windows that end after this time of the history.
            end: only windows that start before this time of the history.
            shift: time to add to all timestamps, a multiple of the frequency. Default: zero for a history in the
                future, otherwise the time from the start of the history to the next window.

        Raises:
            InvalidValueError: there are no rows, their timestamps do not ascend, or a time has no zone.
            ObjectError: a file cannot be written.
        """
        _check_zone("start", start)
        _check_zone("end", end)
        _check_shift(shift, self._frequency)
        stage = Stage(self.client.objects, self.client.clock, self.input_files, self._frequency, self._delay)
        return replay(stage, data, component=component, start=start, end=end, shift=shift)

    def wait(
        self,
        *,
        until: Goal | None = None,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the scheduler is RUNNING or STOPPED, and load its description.

        Args:
            until: the status to wait for. Default: STOPPED while the scheduler stops or is stopped, otherwise RUNNING.
            timeout: longest wait. Default: 10 minutes.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            UnexpectedStateError: the scheduler reaches the other end state.
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(until, timeout, poll, on_poll)

    def delete(self) -> None:
        """Delete the scheduler and its history. Results in the bucket stay.

        Raises:
            ConflictException: the scheduler is not STOPPED.
        """
        self.client.delete_inference_scheduler(inference_scheduler_name=self.name)

    def wait_deleted(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> None:
        """Wait until the scheduler is deleted. The arguments are the same as for ``wait``."""
        self._wait_deleted(timeout, poll, on_poll)

    def _rest(self) -> str:
        return goal(self.status)

    def _describe(self) -> shapes.DescribeInferenceSchedulerResponse:
        return self.client.describe_inference_scheduler(inference_scheduler_name=self.name)

    @property
    def _frequency(self) -> timedelta:
        return parse_duration(self.data_upload_frequency)

    @property
    def _delay(self) -> timedelta:
        return timedelta(minutes=self.data_delay_offset_in_minutes)

    def _runs(
        self, begin: datetime | None, end: datetime | None
    ) -> Iterable[shapes.InferenceExecutionSummary]:
        # A window is one hour at most, so search for runs within that distance and filter by the rows' timestamps.
        margin = _LONGEST_WINDOW + timedelta(seconds=1)
        found = self.executions(
            status="SUCCESS",
            data_start_time_after=begin and begin - margin,
            data_end_time_before=end and end + margin,
            page_size=500,
        )
        return reversed(found.to_list())

    def _rows(self, file: shapes.S3Object) -> Iterator[InferenceResult]:
        bucket, key = file.bucket or "", file.key or ""
        content = self.client.objects.get(bucket, key)
        return read_results(content.splitlines(), f"s3://{bucket}/{key}")


def _check_zone(name: str, moment: datetime | None) -> None:
    if is_missing(moment):
        raise InvalidValueError(f"{name} {refusal(moment)}.")
    if moment is not None and moment.utcoffset() is None:
        raise InvalidValueError(
            f"{name} is {moment.isoformat()}, which has no time zone; "
            f"write {moment.isoformat()}+00:00 for UTC, or datetime(..., tzinfo=UTC)."
        )


def _check_shift(shift: timedelta | None, frequency: timedelta) -> None:
    if shift is not None and shift % frequency:
        raise InvalidValueError(f"shift is {shift}; windows only match if it is a multiple of {frequency}.")
