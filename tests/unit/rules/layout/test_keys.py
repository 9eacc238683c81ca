from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.keys import KeyPatternError, assign, check_pattern

FOLDER = "{prefix}/{component_name}/*"
DELIMITED = "{prefix}/{component_name}_*"
BY_FILENAME = "{prefix}/{component_name}.*"
NAMES = st.from_regex(r"[0-9a-zA-Z._\-]{1,12}", fullmatch=True)
PREFIXES = st.sampled_from(["", "plant/", "plant/line 1/"])


def component(key: str, pattern: str | None = None, components: list[str] | None = None) -> str | None:
    layout = assign([key], prefix="plant/", key_pattern=pattern, components=components)
    return next(iter(layout.files), None)


@given(NAMES, PREFIXES, st.sampled_from(["jan.csv", "2023/jan.csv", "a/b/c"]), st.booleans())
def test_a_folder_names_the_component(name: str, prefix: str, rest: str, known: bool):
    layout = assign(
        [f"{prefix}{name}/{rest}"], prefix=prefix, key_pattern=FOLDER, components=[name] if known else None
    )
    assert list(layout.files) == [name]


@given(NAMES, PREFIXES, st.sampled_from(" _-."), st.sampled_from(["", "a/b/"]))
def test_a_known_component_is_found_before_the_delimiter(
    name: str, prefix: str, delimiter: str, folders: str
):
    layout = assign(
        [f"{prefix}{folders}{name}{delimiter}jan.csv"],
        prefix=prefix,
        key_pattern=f"{{prefix}}/{{component_name}}{delimiter}*",
        components=[name],
    )
    assert list(layout.files) == [name]


@given(NAMES, st.sampled_from(" _-"))
def test_a_detected_component_ends_at_the_first_delimiter(name: str, delimiter: str):
    assume(delimiter not in name)
    assert (
        component(f"plant/{name}{delimiter}a{delimiter}b.csv", f"{{prefix}}/{{component_name}}{delimiter}*")
        == name
    )


@given(st.lists(st.text("ab/_.", max_size=8).map(lambda rest: f"plant/{rest}"), unique=True))
def test_every_file_is_assigned_or_stray_and_never_both(keys: list[str]):
    layout = assign(keys, prefix="plant/", key_pattern=DELIMITED, components=None)
    found = [*layout.strays, *(key for files in layout.files.values() for key in files)]
    assert sorted(found) == sorted(key for key in keys if not key.endswith("/"))


def test_the_longest_known_component_wins():
    assert component("plant/pump_2_jan.csv", DELIMITED, ["pump", "pump_2"]) == "pump_2"


def test_a_shorter_known_component_is_found_too():
    assert component("plant/pump_2_jan.csv", DELIMITED, ["pump"]) == "pump"


def test_by_filename_the_name_without_extension_is_the_component():
    assert component("plant/2023/press.07.csv", BY_FILENAME) == "press.07"


def test_by_filename_a_known_component_may_be_shorter():
    assert component("plant/press-07.january.csv", BY_FILENAME, ["press-07"]) == "press-07"


def test_folders_are_the_default_with_a_schema():
    assert component("plant/press-07/jan.csv", None, ["press-07"]) == "press-07"


def test_the_slash_between_placeholders_may_be_left_out():
    assert component("plant/press-07/jan.csv", "{prefix}{component_name}/*") == "press-07"


@pytest.mark.parametrize(
    ("key", "pattern", "components"),
    [
        ("plant/jan.csv", FOLDER, None),
        ("other/press-07/jan.csv", FOLDER, None),
        ("plant/press 07/jan.csv", FOLDER, None),
        ("plant/fan/jan.csv", FOLDER, ["press-07"]),
        ("plant/press-07.csv", DELIMITED, None),
        ("plant/_jan.csv", DELIMITED, None),
        ("plant/a/_b/jan.csv", DELIMITED, None),
        ("plant/press", BY_FILENAME, None),
    ],
)
def test_a_file_that_fits_no_component_is_a_stray(key: str, pattern: str, components: list[str] | None):
    assert assign([key], prefix="plant/", key_pattern=pattern, components=components).strays == (key,)


def test_folder_objects_count_neither_way():
    layout = assign(["plant/", "plant/press-07/"], prefix="plant/", key_pattern=FOLDER, components=None)
    assert (layout.files, layout.strays) == ({}, ())


def test_files_of_a_component_are_in_text_order():
    keys = ["plant/p/b.csv", "plant/p/a.csv", "plant/p/10.csv"]
    layout = assign(keys, prefix="plant/", key_pattern=FOLDER, components=None)
    assert layout.files["p"] == ("plant/p/10.csv", "plant/p/a.csv", "plant/p/b.csv")


@pytest.mark.parametrize(
    "pattern", ["", "*", "{component_name}/*", "{prefix}/{component_name}+*", "{prefix}/*"]
)
def test_an_unknown_pattern_is_refused_with_those_that_exist(pattern: str):
    with pytest.raises(KeyPatternError, match=r"use '{prefix}/{component_name}/\*'"):
        check_pattern(pattern)


def test_detection_needs_a_pattern():
    with pytest.raises(KeyPatternError, match="KeyPattern is required"):
        assign([], prefix="", key_pattern=None, components=None)
