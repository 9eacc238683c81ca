"""``l4e labels``."""

from pathlib import Path
from typing import Annotated

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.deleting import confirm
from l4e_sdk.cli.parameters import GroupName, Limit, NewName, Prefix, TagPairs, Yes, tags_of
from l4e_sdk.cli.render import printer, summaries

app = typer.Typer(
    name="labels", help="Manage labels: groups of known faults of a machine.", no_args_is_help=True
)

Rating = Annotated[
    str, typer.Option(metavar="RATING", help="Rating of the labels: ANOMALY, NO_ANOMALY or NEUTRAL.")
]


@app.command()
def groups(ctx: typer.Context, *, prefix: Prefix = None, limit: Limit = None) -> None:
    """List label groups."""
    with connected(ctx) as client:
        pager = client.label_groups.list(label_group_name_begins_with=prefix)
        found = summaries(pager, "label_group_summaries", limit)
    printer(ctx).listing(
        found, {"name": "label_group_name", "created": "created_at", "updated": "updated_at"}
    )


@app.command()
def create(
    ctx: typer.Context,
    group: NewName,
    *,
    fault_codes: Annotated[
        list[str] | None,
        typer.Option(
            "--fault-code",
            metavar="CODE",
            help="Kind of fault that labels of the group may have; may be repeated.",
        ),
    ] = None,
    tags: TagPairs = None,
) -> None:
    """Create a label group."""
    with connected(ctx) as client:
        client.label_groups.create(group, fault_codes=fault_codes, tags=tags_of(tags))
    printer(ctx).done(f"label group {group!r} is created", label_group_name=group)


@app.command("list")
def list_labels(ctx: typer.Context, group: GroupName, *, limit: Limit = None) -> None:
    """List the labels of a group."""
    with connected(ctx) as client:
        found = summaries(client.label_groups.get(group).labels(), "label_summaries", limit)
    columns = {
        "start": "start_time",
        "end": "end_time",
        "rating": "rating",
        "fault code": "fault_code",
        "equipment": "equipment",
    }
    printer(ctx).listing(found, columns)


@app.command()
def load(
    ctx: typer.Context,
    group: GroupName,
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV file with a start and an end in UTC on each line, without a header.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    rating: Rating = "ANOMALY",
    fault_code: Annotated[str | None, typer.Option(help="Kind of fault of all labels in the file.")] = None,
    equipment: Annotated[str | None, typer.Option(help="Equipment that the labels are about.")] = None,
) -> None:
    """Add the labels of a CSV file to a group. Labels that the group already has are skipped."""
    with connected(ctx) as client:
        added = client.label_groups.get(group).load_csv(
            file, rating=rating.upper(), fault_code=fault_code, equipment=equipment
        )
    printer(ctx).done(
        f"added {len(added)} labels to {group!r}", label_group_name=group, label_ids=list(added)
    )


@app.command()
def save(
    ctx: typer.Context,
    group: GroupName,
    file: Annotated[Path, typer.Argument(help="File to write; an existing file is replaced.")],
    *,
    rating: Rating = "ANOMALY",
) -> None:
    """Write the labels of a group to a CSV file. Training can read the file."""
    with connected(ctx) as client:
        count = client.label_groups.get(group).save_csv(file, rating=rating.upper())
    printer(ctx).done(f"wrote {count} labels to {file}", label_group_name=group, file=str(file), labels=count)


@app.command()
def delete(ctx: typer.Context, group: GroupName, *, yes: Yes = False) -> None:
    """Delete a label group and its labels."""
    with connected(ctx) as client:
        found = client.label_groups.get(group)
        confirm(f"Delete label group {group!r} with its labels?", yes=yes)
        found.delete()
    printer(ctx).done(f"label group {group!r} is deleted", label_group_name=group, deleted=True)
