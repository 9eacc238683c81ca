"""``l4e learn``: from a folder of files to a report in one command, which prints the commands it runs."""

import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from l4e_sdk.cli.check import advice_on
from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.findings import notices_of, tell_notices
from l4e_sdk.cli.parameters import Component, DataFolder, NewName
from l4e_sdk.cli.render import plain, printer
from l4e_sdk.cli.settings import settings_of
from l4e_sdk.cli.waiting import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk._resources import Dataset, Model
    from l4e_sdk.data import CheckReport

_BUCKET: Final = "plant"


@dataclass(frozen=True, slots=True)
class _Wish:
    """The arguments of ``l4e learn``."""

    name: str
    folder: Path
    component: str | None
    labels: Path | None
    held_back: float
    off_condition: str | None


def learn(
    ctx: typer.Context,
    name: NewName,
    folder: DataFolder,
    *,
    component: Component = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="CSV file with known faults, as for 'labels load'.",
        ),
    ] = None,
    held_back: Annotated[
        float, typer.Option(min=0.05, max=0.8, help="Fraction of the time range to test on, at its end.")
    ] = 0.3,
    off_condition: Annotated[
        str | None, typer.Option(help="Condition under which the machine is off: 'press-07\\rpm < 100'.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Report to write. Default: NAME.html in the current folder."),
    ] = None,
) -> None:
    """Train and test a model on a folder, and write a report.

    The command uses the embedded engine. It checks and ingests the files, trains a model on the older part of the time
    range, and tests it on the newer part. It prints each command that it runs. To change a step, run these commands
    yourself.
    """
    from l4e_sdk.data import check_folder
    from l4e_sdk.errors import RefusedError

    if settings_of(ctx).target.local is None:
        raise typer.BadParameter("name a folder for the engine, which is created if missing: --local plant")
    wish = _Wish(name, folder, component, labels, held_back, off_condition)
    _tell("check", str(folder), *_given("--component", component))
    checked = check_folder(folder, component=component)
    typer.echo(plain(str(checked), lines=True), err=True)
    if not checked.ok:
        raise RefusedError(" ".join(filter(None, ["these files cannot be ingested.", advice_on(checked)])))
    with connected(ctx, works=True) as client:
        if any(each.name == name for each in client.models.list(model_name_begins_with=name)):
            raise RefusedError(f"there is a model {name!r} already; take another name.")
        model = _trained(client, _ingested(client, wish), wish, checked)
        _tell("report", name, "--out", str(out or f"{name}.html"))
        path = model.version(1).report(out or Path(f"{name}.html"))
        _end(ctx, model, path)


def _ingested(client: "LookoutEquipment", wish: _Wish) -> "Dataset":
    _tell("datasets", "create", wish.name)
    dataset = client.datasets.ensure(wish.name)
    given = _given("--component", wish.component)
    _tell("datasets", "upload", wish.name, str(wish.folder), "--bucket", _BUCKET, *given)
    sent = dataset.upload(wish.folder, bucket=_BUCKET, prefix=f"{wish.name}/", component=wish.component)
    _tell("datasets", "ingest", wish.name, sent.s3_uri, "--wait")
    with watched() as on_poll:
        dataset.ingest(sent).wait(on_poll=on_poll)
    return dataset


def _trained(client: "LookoutEquipment", dataset: "Dataset", wish: _Wish, checked: "CheckReport") -> "Model":
    start, split, end = _parted(checked, wish.held_back)
    group = _labelled(client, wish)
    moments = {
        "training-start": start,
        "training-end": split,
        "evaluation-start": split,
        "evaluation-end": end,
    }
    _tell(
        *("models", "create", wish.name, "--dataset", wish.name),
        *(part for key, at in moments.items() for part in (f"--{key}", f"{at:%Y-%m-%dT%H:%M:%SZ}")),
        *_given("--label-group", group),
        *_given("--off-condition", wish.off_condition),
        "--wait",
    )
    with watched() as on_poll:
        return client.models.create(
            wish.name,
            dataset=dataset,
            training_data_start_time=start,
            training_data_end_time=split,
            evaluation_data_start_time=split,
            evaluation_data_end_time=end,
            labels_input_configuration={"label_group_name": group} if group else None,
            off_condition=wish.off_condition,
        ).wait(on_poll=on_poll)


def _labelled(client: "LookoutEquipment", wish: _Wish) -> str | None:
    if wish.labels is None:
        return None
    _tell("labels", "create", wish.name)
    _tell("labels", "load", wish.name, str(wish.labels))
    client.label_groups.ensure(wish.name).load_csv(wish.labels)
    return wish.name


def _parted(checked: "CheckReport", held_back: float) -> tuple[datetime, datetime, datetime]:
    """Return the start of the data, the start of the test range, rounded down to a second, and the end."""
    start = min(file.start for file in checked.files if file.start)
    end = max(file.end for file in checked.files if file.end)
    split = start + (1 - held_back) * (end - start)
    return start, split.replace(microsecond=0), end


def _end(ctx: typer.Context, model: "Model", path: Path) -> None:
    """Print the number of events, the notices, and the commands that watch live data."""
    folder, name = settings_of(ctx).target.local, model.name
    found = model.metrics.predicted_ranges
    notices = notices_of(model.version(1)) or ()
    printer(ctx).done(
        f"{name}: {len(found)} event{'' if len(found) == 1 else 's'} in the newest part of the data; {path} shows them",
        model_name=name,
        events=len(found),
        path=str(path),
        notices=[dict(notice.to_dict()) for notice in notices],
    )
    tell_notices(notices)
    live = f"--every PT1H --input s3://{_BUCKET}/live/ --results s3://{_BUCKET}/results/"
    lines = (
        "",
        "To watch live data, run these commands. 'preflight' lists the files that the scheduler waits for:",
        f"  l4e --local {folder} schedulers create {name}-live --model {name} {live}",
        f"  l4e --local {folder} schedulers preflight {name}-live",
        f"  l4e serve {folder}",
    )
    typer.echo(plain("\n".join(lines), lines=True), err=True)


def _given(option: str, value: str | None) -> "Iterator[str]":
    if value is not None:
        yield from (option, value)


def _tell(*line: str) -> None:
    typer.echo(plain(f"$ l4e {shlex.join(line)}"), err=True)
