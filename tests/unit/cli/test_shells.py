"""Lines that set variables, read back by the shells themselves."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import dotenv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError
from l4e_sdk.cli.shells import Shell, detected

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[str, int], list[str]]

AWKWARD = [
    "",
    " a b ",
    '/plant\'s "own" data',
    "'",
    "''",
    "\\",
    "C:\\Program Files\\l4e\\",
    "$HOME ${HOME} $(id) `id`",
    "a;b&c|d>e<f",
    "~/x:~/y",
    "#x",
    "%PATH% 100%",
    "!! *?[a]{b,c}",
    "\u2018typographic\u2019 \u201aquotes\u201b",
    "Prüfstand 4 圧",
    "=x",
]
TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
        st.text("'\"\\ $`\u2018\u2019%=:a!~", max_size=12),
    ),
    min_size=1,
    max_size=20,
)


def _posix(program: str) -> Reader:
    def read(lines: str, count: int) -> list[str]:
        # As people use it: the output of a command, evaluated.
        shown = " ".join(f'"$V{number}"' for number in range(count))
        script = f"eval \"$(cat <<'END_OF_LINES'\n{lines}\nEND_OF_LINES\n)\"\nprintf '%s\\0' {shown}"
        return _run([program, "-s"], script)

    return read


def _fish(lines: str, count: int) -> list[str]:
    shown = " ".join(f'"$V{number}"' for number in range(count))
    return _run(["fish", "--no-config"], f"{lines}\nprintf '%s\\0' {shown}")


def _pwsh(lines: str, count: int) -> list[str]:
    shown = "".join(f'[Console]::Write($env:V{number} + "`0");' for number in range(count))
    return _run(["pwsh", "-NoProfile", "-Command", "-"], f"{lines}\n{shown}\n")


def _run(program: list[str], script: str) -> list[str]:
    done = subprocess.run(
        program, input=script, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stderr == ""
    return done.stdout.split("\0")[:-1]


READERS: dict[str, tuple[Shell, Reader]] = {
    "bash": (Shell.BASH, _posix("bash")),
    "dash": (Shell.BASH, _posix("dash")),
    "zsh": (Shell.BASH, _posix("zsh")),
    "fish": (Shell.FISH, _fish),
    "pwsh": (Shell.POWERSHELL, _pwsh),
}
programs = pytest.mark.parametrize(
    "program",
    [
        pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is missing"))
        for name in READERS
    ],
)


def lines_of(shell: Shell, values: list[str]) -> str:
    written = [shell.assignment(f"V{number}", value) for number, value in enumerate(values)]
    return "\n".join([shell.comment("it's a remark"), *written])


@programs
def test_a_shell_reads_awkward_values_as_they_are(program: str) -> None:
    shell, read = READERS[program]
    assert read(lines_of(shell, AWKWARD), len(AWKWARD)) == AWKWARD


@programs
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_a_shell_reads_any_value_as_it_is(program: str, values: list[str]) -> None:
    shell, read = READERS[program]
    assert read(lines_of(shell, values), len(values)) == values


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20))
def test_a_dotenv_line_gives_the_value_or_is_refused(value: str) -> None:
    try:
        line = Shell.DOTENV.assignment("V", value)
    except InvalidValueError:
        assert any(part in value for part in ("'", "${", "\\"))
        return
    assert dotenv.dotenv_values(stream=io.StringIO(line)) == {"V": value}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")
def test_node_reads_the_same_dotenv_file(tmp_path: Path) -> None:
    values = ["C:\\l4e\\data", "/opt/l4e data", "$HOME #1", "http://127.0.0.1:8600"]
    file = tmp_path / ".env"
    file.write_text(lines_of(Shell.DOTENV, values), encoding="utf-8")
    code = "process.stdout.write(" + " + ".join(f"process.env.V{n} + '\\0'" for n in range(len(values))) + ")"
    program = ["node", f"--env-file={file}", "-e", code]
    done = subprocess.run(program, capture_output=True, encoding="utf-8", timeout=60, check=False)
    if "bad option" in done.stderr:
        pytest.skip("this node cannot read dotenv files")
    assert done.stdout.split("\0")[:-1] == values


def test_a_file_of_cmd_doubles_percent_signs() -> None:
    assert Shell.CMD.assignment("V", "C:\\a b&c\\100%") == 'set "V=C:\\a b&c\\100%%"'
    assert Shell.CMD.comment("a remark") == "rem a remark"


@pytest.mark.parametrize("shell", list(Shell))
@pytest.mark.parametrize("character", ["\n", "\r", "\0", "\x1b"])
def test_control_characters_are_refused_with_the_name_of_the_variable(shell: Shell, character: str) -> None:
    with pytest.raises(InvalidValueError, match="AWS_DATA_PATH has a line break or another control"):
        shell.assignment("AWS_DATA_PATH", f"a{character}b")


@pytest.mark.parametrize(
    ("shell", "value", "part"),
    [
        (Shell.CMD, 'a"b', "a double quote"),
        (Shell.DOTENV, "it's", "'"),
        (Shell.DOTENV, "a b${c}", "{"),
        (Shell.DOTENV, "\\\\server\\a b", "\\"),
        (Shell.DOTENV, "a b\\", "a backslash at its end"),
    ],
)
def test_a_language_without_a_way_to_write_a_value_refuses_it(shell: Shell, value: str, part: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        shell.assignment("V", value)
    assert part in str(caught.value)
    assert f"a line for {shell.value} cannot express" in str(caught.value)
    assert "--shell" in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "system", "shell"),
    [
        ("/bin/bash", "posix", Shell.BASH),
        ("/bin/zsh", "posix", Shell.BASH),
        ("/usr/bin/fish", "posix", Shell.FISH),
        ("/usr/bin/pwsh", "posix", Shell.POWERSHELL),
        (None, "posix", Shell.BASH),
        (None, "nt", Shell.POWERSHELL),
        ("C:\\Program Files\\Git\\usr\\bin\\bash.exe", "nt", Shell.BASH),
    ],
)
def test_the_usual_shell_is_detected(variable: str | None, system: str, shell: Shell) -> None:
    assert detected({"SHELL": variable} if variable else {}, system) is shell


def test_another_kind_of_shell_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"tcsh.*--shell"):
        detected({"SHELL": "/bin/tcsh"}, "posix")


@pytest.mark.parametrize(
    ("shell", "usage"),
    [
        (Shell.BASH, 'eval "$(l4e env)"'),
        (Shell.FISH, "l4e env | source"),
        (Shell.POWERSHELL, "l4e env | Out-String | Invoke-Expression"),
        (Shell.CMD, None),
        (Shell.DOTENV, None),
    ],
)
def test_a_shell_has_a_line_that_runs_the_output(shell: Shell, usage: str | None) -> None:
    assert shell.usage("l4e env") == usage
