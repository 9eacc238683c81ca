from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.timeseries.ingest import Ingested, IngestionError, SourceFile, ingest
from l4e_sdk.local.timeseries.schema import Component, DataSchema
from l4e_sdk.local.timeseries.sensor_data import SensorData
from tests.unit.local.timeseries.files import MINUTE, START, minutes, table, upload

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "{prefix}/{component_name}/*"
GOOD = table([(moment, index, index * 2) for index, moment in enumerate(minutes(5))])
PRESS = DataSchema((Component("press", "Timestamp", ("a", "b")),))


def run(
    folder: Path,
    files: dict[str, str | bytes],
    schema: DataSchema | None = None,
    pattern: str | None = FOLDER,
) -> Ingested:
    sources = [upload(folder, key, content) for key, content in files.items()]
    return ingest(sources, prefix="in/", key_pattern=pattern, schema=schema, out=folder / "out")


def failure(
    folder: Path,
    files: dict[str, str | bytes],
    schema: DataSchema | None = None,
    pattern: str | None = FOLDER,
) -> str:
    with pytest.raises(IngestionError) as caught:
        run(folder, files, schema, pattern)
    return caught.value.reason


def column(folder: Path, component: str, sensor: str) -> list[float | None]:
    return SensorData(folder / "out").scan(component).collect()[sensor].to_list()


def test_a_dataset_is_read_and_summed_up(tmp_path: Path):
    result = run(
        tmp_path, {"in/press/a.csv": GOOD, "in/pump/b.csv": table([(START - MINUTE, 1)], "Time,amps")}
    )
    assert result.schema == DataSchema(
        (Component("press", "Timestamp", ("a", "b")), Component("pump", "Time", ("amps",)))
    )
    assert (result.start, result.end) == (START - MINUTE, START + 4 * MINUTE)
    assert [one.sensor_name for one in result.statistics] == ["a", "b", "amps"]
    assert result.files.to_dict(wire=True) == {
        "TotalNumberOfFiles": 2,
        "IngestedNumberOfFiles": 2,
        "DiscardedFiles": [],
    }


def test_the_size_is_that_of_the_files_taken_in(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": b""})
    assert result.size == len(GOOD)


def test_a_bad_file_is_discarded_and_listed_with_its_reason(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": b"", "in/stray.csv": GOOD})
    assert result.files.to_dict(wire=True)["DiscardedFiles"] == [
        {"Bucket": "plant", "Key": "in/press/b.csv"},
        {"Bucket": "plant", "Key": "in/stray.csv"},
    ]
    assert [str(one) for one in result.discarded] == [
        "s3://plant/in/press/b.csv: it is empty",
        "s3://plant/in/stray.csv: its name fits no component",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8b\x08\x00garbage",
        b"\x00\x01\x02",
        b"Timestamp;a;b\n",
        "Timestamp,a,b\n",
        "Timestamp,a,a\n",
        table([("someday", 1, 2)]),
        table([(START, "x", "")]),
    ],
    ids=["gzip", "binary", "semicolons", "header only", "twice", "no timestamp", "no number"],
)
def test_one_unusable_file_among_good_ones_does_not_fail_the_job(content: str | bytes, tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": content})
    assert [one.file.key for one in result.discarded] == ["in/press/b.csv"]


def test_a_discarded_file_leaves_no_trace_in_the_statistics(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": table([("someday", "", "x")])})
    assert result.quality.unsupported_timestamps is not None
    assert result.quality.unsupported_timestamps.total_number_of_unsupported_timestamps == 0


def test_text_files_that_never_claimed_to_be_csv_are_discarded(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/README.txt": "Hello, dear reader\n"})
    assert [one.file.key for one in result.discarded] == ["in/press/README.txt"]


def test_a_file_may_have_any_name(tmp_path: Path):
    assert run(tmp_path, {"in/press/january": GOOD}).discarded == ()


def test_files_of_a_component_are_joined_and_sorted(tmp_path: Path):
    later = table([(START - MINUTE, 9, 9)])
    run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": later})
    assert column(tmp_path, "press", "a") == [9, 0, 1, 2, 3, 4]


def test_of_equal_timestamps_the_last_row_stays(tmp_path: Path):
    again = table([(START, 7, 7), (START, 8, "")])
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": again})
    assert column(tmp_path, "press", "a")[0] == 8
    assert column(tmp_path, "press", "b")[0] is None
    assert result.quality.duplicate_timestamps is not None
    assert result.quality.duplicate_timestamps.total_number_of_duplicate_timestamps == 2


def test_counts_of_several_files_add_up(tmp_path: Path):
    broken = table([(START + 10 * MINUTE, "", "x"), ("someday", 1, 2), (START + 11 * MINUTE, 1, 2)])
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": broken})
    first, second = (one.to_dict(wire=True) for one in result.statistics)
    assert first["MissingValues"] == {"Count": 1, "Percentage": pytest.approx(100 / 7)}
    assert second["InvalidValues"] == {"Count": 1, "Percentage": pytest.approx(100 / 7)}
    assert first["InvalidDateEntries"] == {"Count": 1, "Percentage": 12.5}


def test_detection_joins_the_columns_of_a_component_and_sorts_them(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "in/press/temp.csv": table([(START, 1), (START + MINUTE, 2)], "Timestamp,temp"),
        "in/press/amps.csv": table([(START, 3)], "Zeit,amps"),
    }
    result = run(tmp_path, files)
    assert result.schema.components == (Component("press", "Zeit", ("amps", "temp")),)
    assert SensorData(tmp_path / "out").scan("press").collect().select("amps", "temp").rows() == [
        (3, 1),
        (None, 2),
    ]


def test_files_that_complement_each_other_hold_no_duplicates(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "in/press/temp.csv": table([(START, 1)], "Timestamp,temp"),
        "in/press/amps.csv": table([(START, 3)], "Timestamp,amps"),
    }
    result = run(tmp_path, files)
    assert [one.duplicate_timestamps.count for one in result.statistics if one.duplicate_timestamps] == [0, 0]


def test_detection_reads_columns_in_any_order(tmp_path: Path):
    run(
        tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": table([(START - MINUTE, 9, 8)], "Timestamp,b,a")}
    )
    assert (column(tmp_path, "press", "a")[0], column(tmp_path, "press", "b")[0]) == (8, 9)


def test_a_sensor_that_is_a_timestamp_elsewhere_is_discarded(tmp_path: Path):
    odd = table([(START, 1)], "Time,Timestamp")
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": odd})
    assert "is the timestamp of s3://plant/in/press/a.csv" in result.discarded[0].reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("a,Timestamp,b", "its first column is a, not the timestamp Timestamp"),
        ("Timestamp,a,c", "its header lacks b and adds c"),
        ("Time,a,b", "its header lacks Timestamp and adds Time"),
        ("Timestamp,A,b", "its header lacks a and adds A"),
    ],
)
def test_a_file_that_differs_from_the_schema_is_discarded(header: str, reason: str, tmp_path: Path):
    odd = table([(START, 1, 2)], header)
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": odd}, PRESS)
    assert [reason in one.reason for one in result.discarded] == [True]


def test_sensors_may_come_in_another_order_than_in_the_schema(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": table([(START, 2, 1)], "Timestamp,b,a")}, PRESS)
    assert not result.discarded
    assert (column(tmp_path, "press", "a")[0], column(tmp_path, "press", "b")[0]) == (1, 2)


def test_a_component_of_the_schema_without_files_has_no_data(tmp_path: Path):
    schema = DataSchema((*PRESS.components, Component("pump", "Timestamp", ("amps",))))
    result = run(tmp_path, {"in/press/a.csv": GOOD}, schema)
    assert [one.data_exists for one in result.statistics] == [True, True, False]
    assert SensorData(tmp_path / "out").scan("pump").collect().height == 0


def test_folders_are_the_default_pattern_with_a_schema(tmp_path: Path):
    assert run(tmp_path, {"in/press/a.csv": GOOD}, PRESS, pattern=None).discarded == ()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no file below the prefix 'in/'"),
        ({"in/a.csv": GOOD}, "no file below the prefix 'in/' fits the key pattern {prefix}/{component_name}/*; found in/a.csv"),
        ({"in/press/a.csv": b""}, "none of the 1 files can be used: s3://plant/in/press/a.csv: it is empty"),
        ({"in/press/a.csv": b"", "in/pump/b.csv": b"\x1f\x8b"}, "none of the 2 files can be used"),
        ({"in/press/a.csv": table([("someday", 1, 2)])}, "none of its 1 timestamps has a supported format; line 2: 'someday' cannot be read as a time"),
        ({"in/press/a.csv": "Timestamp,a\n"}, "it has no rows"),
        ({"in/press/a.csv": table([(START, "x", "y")])}, "none of its cells is a number; line 2: a is 'x'"),
        ({"in/press/a.csv": GOOD, "in/pump/b.csv": "Time,oil temp\n"}, "rename 'oil temp' in s3://plant/in/pump/b.csv"),
        ({"in/press/a.csv": "Time,\n"}, "rename '' in"),
    ],
)  # fmt: skip
def test_a_whole_job_fails_with_its_reason(files: dict[str, str | bytes], reason: str, tmp_path: Path):
    assert reason in failure(tmp_path, files)


def test_a_job_fails_when_no_file_fits_the_components_of_the_schema(tmp_path: Path):
    assert "has the components press; found in/pump/a.csv" in failure(
        tmp_path, {"in/pump/a.csv": GOOD}, PRESS
    )


def test_a_job_fails_when_all_files_differ_from_the_schema(tmp_path: Path):
    assert "lacks b" in failure(tmp_path, {"in/press/a.csv": table([(START, 1)], "Timestamp,a")}, PRESS)


def test_a_job_fails_for_an_unknown_key_pattern(tmp_path: Path):
    assert "KeyPattern '*' is unknown" in failure(tmp_path, {"in/press/a.csv": GOOD}, pattern="*")


def test_a_job_fails_with_more_than_1000_files_for_a_component(tmp_path: Path):
    source = upload(tmp_path, "in/press/a.csv", GOOD)
    files = [
        SourceFile("plant", f"in/press/{index}.csv", source.content, source.size) for index in range(1001)
    ]
    with pytest.raises(IngestionError, match="'press' has 1001 files; at most 1000"):
        ingest(files, prefix="in/", key_pattern=FOLDER, schema=None, out=tmp_path / "out")


@pytest.mark.parametrize(
    ("size", "reason"),
    [(5 * 2**30 + 1, "may have 5 GB; split s3://plant/in/p/0.csv"), (5 * 2**30, "55.0 GB together")],
)
def test_a_job_fails_with_too_much_data(size: int, reason: str, tmp_path: Path):
    source = upload(tmp_path, "in/p/a.csv", GOOD)
    files = [SourceFile("plant", f"in/p/{index}.csv", source.content, size) for index in range(11)]
    with pytest.raises(IngestionError, match=reason):
        ingest(files, prefix="in/", key_pattern=FOLDER, schema=None, out=tmp_path / "out")


def test_a_job_fails_with_more_than_3000_columns(tmp_path: Path):
    wide = ",".join(["Timestamp", *(f"s{index}" for index in range(3001))])
    assert "3001 sensor columns over all components" in failure(tmp_path, {"in/press/a.csv": wide})


def test_a_job_fails_with_more_than_3000_components(tmp_path: Path):
    source = upload(tmp_path, "in/p/a.csv", GOOD)
    files = [SourceFile("plant", f"in/p{index}/a.csv", source.content, source.size) for index in range(3001)]
    with pytest.raises(IngestionError, match="3001 components; at most 3000"):
        ingest(files, prefix="in/", key_pattern=FOLDER, schema=None, out=tmp_path / "out")


def test_long_lists_in_a_reason_are_cut(tmp_path: Path):
    assert "and 15 more" in failure(tmp_path, {f"in/p/{index:02d}.csv": b"" for index in range(25)})


def test_a_failed_job_leaves_no_folder(tmp_path: Path):
    failure(tmp_path, {"in/press/a.csv": table([("someday", 1, 2)])})
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_former_attempt_is_replaced(tmp_path: Path):
    (tmp_path / "out.partial").mkdir()
    (tmp_path / "out.partial" / "left.parquet").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.parquet").touch()
    run(tmp_path, {"in/press/a.csv": GOOD})
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".json", ".parquet"]
    assert not (tmp_path / "out.partial").exists()


def test_a_file_that_vanishes_is_discarded(tmp_path: Path):
    sources = [upload(tmp_path, f"in/press/{name}.csv", GOOD) for name in "ab"]
    (tmp_path / sources[1].key).unlink()
    result = ingest(sources, prefix="in/", key_pattern=FOLDER, schema=None, out=tmp_path / "out")
    assert [one.reason for one in result.discarded] == ["it was removed meanwhile"]


def test_progress_rises_to_one(tmp_path: Path):
    sources = [upload(tmp_path, f"in/{name}/a.csv", GOOD) for name in ("press", "pump")]
    seen: list[float] = []
    ingest(sources, prefix="in/", key_pattern=FOLDER, schema=None, out=tmp_path / "out", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_counter_keeps_its_steps(tmp_path: Path):
    rows = [(moment, 1_000_000_000 + index, 1) for index, moment in enumerate(minutes(100))]
    run(tmp_path, {"in/press/a.csv": table(rows)})
    assert column(tmp_path, "press", "a") == [1_000_000_000 + index for index in range(100)]


def test_component_names_that_are_no_file_names_are_kept_apart(tmp_path: Path):
    files: dict[str, str | bytes] = {}
    for index, name in enumerate(["CON", "con", "con.", "a" * 150]):
        files[f"in/{name}/a.csv"] = table([(START + index * MINUTE, index, index)])
    run(tmp_path, files)
    assert [column(tmp_path, name, "a") for name in ("CON", "con", "con.")] == [[0], [1], [2]]


def test_sensor_names_that_look_like_internal_ones_are_safe(tmp_path: Path):
    run(tmp_path, {"in/press/a.csv": table([(START, 1, 2, 3)], "stamp,surplus,0,time")})
    assert SensorData(tmp_path / "out").scan("press", ("surplus", "0", "time")).collect().rows()[0][1:] == (
        1,
        2,
        3,
    )


def test_tasks_and_results_pickle(tmp_path: Path):
    result = run(tmp_path, {"in/press/a.csv": GOOD, "in/press/b.csv": b""})
    assert pickle.loads(pickle.dumps(result)) == result
    assert pickle.loads(pickle.dumps(IngestionError("because"))).reason == "because"


@pytest.mark.parametrize(
    "readings",
    [
        [100 + 2.0**-46 * (row % 11) for row in range(60)],
        [1e15 + row % 7 / 8 for row in range(60)],
        [(-1) ** row * 1.7e308 for row in range(60)],
        [row % 13 * 5e-324 for row in range(60)],
    ],
    ids=["last bits of 100", "last bits of 1e15", "as far apart as numbers can be", "the smallest numbers"],
)
def test_no_column_of_numbers_fails_a_job(readings: list[float], tmp_path: Path):
    rows = [
        (moment, repr(one), row) for row, (moment, one) in enumerate(zip(minutes(60), readings, strict=True))
    ]
    found = run(tmp_path, {"in/press/a.csv": table(rows)})
    assert [one.data_exists for one in found.statistics] == [True, True]
    assert column(tmp_path, "press", "a") == pytest.approx(readings, abs=1e-30)
