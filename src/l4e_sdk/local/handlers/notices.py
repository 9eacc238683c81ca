"""Notices and suspect periods of model versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.folder import findings
from l4e_sdk.local.handlers.pages import sheet
from l4e_sdk.shapes import (
    ListNoticesResponse,
    ListSuspectPeriodsResponse,
    NoticeKind,
    NoticeSummary,
    SuspectPeriodSummary,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredModelVersion
    from l4e_sdk.shapes import ListNoticesRequest, ListSuspectPeriodsRequest


def list_notices(context: Context, request: ListNoticesRequest) -> ListNoticesResponse:
    """ListNotices: in the order in which training found them."""
    version = find.chosen_version(context, request.model_name, request.model_version)
    found = [
        _notice(version, notice)
        for notice in findings.notices(context.version_folder(version.model_arn, version.model_version))
        if request.kind in {None, notice.kind}
    ]
    page = sheet(found, request, version.model_version)
    return ListNoticesResponse(notice_summaries=tuple(page.items), **page.token)


def list_suspect_periods(context: Context, request: ListSuspectPeriodsRequest) -> ListSuspectPeriodsResponse:
    """ListSuspectPeriods: in the order in which training found them."""
    version = find.chosen_version(context, request.model_name, request.model_version)
    found = [
        _period(version, period)
        for period in findings.suspect_periods(
            context.version_folder(version.model_arn, version.model_version)
        )
    ]
    page = sheet(found, request, version.model_version)
    return ListSuspectPeriodsResponse(suspect_period_summaries=tuple(page.items), **page.token)


def _notice(version: StoredModelVersion, notice: findings.Notice) -> NoticeSummary:
    about = {} if notice.sensor is None else {"sensor": notice.sensor}
    return NoticeSummary(
        model_name=version.model_name,
        model_version=version.model_version,
        kind=NoticeKind(notice.kind),
        start_time=notice.start,
        end_time=notice.end,
        text=notice.text,
        **about,
    )


def _period(version: StoredModelVersion, period: findings.SuspectPeriod) -> SuspectPeriodSummary:
    shares = [{"name": name, "value": value} for name, value in period.shares]
    return SuspectPeriodSummary(
        model_name=version.model_name,
        model_version=version.model_version,
        start_time=period.start,
        end_time=period.end,
        diagnostics=json.dumps(shares),
    )
