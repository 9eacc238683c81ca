"""The page of detection quality, from what was measured."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import quality_events
from benchmarks.quality_runs import (
    ALARMS,
    BACK_TO_BACK,
    BASELINES,
    ENGINE,
    EVENTS,
    FLOORS,
    INVISIBLE,
    RISKS,
    SURVEYED,
    Runs,
)
from benchmarks.quality_shared import SETS
from benchmarks.quality_targets import HEADER, Target
from benchmarks.shifted import SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.quality_runs import Detection
    from benchmarks.quality_shared import Shared
    from benchmarks.shifted import Outcome

COMMAND = "make quality"
_WORDS = Path(__file__).with_name("quality_words")
_NAMES = {
    "skab": "SKAB: water circulation bench",
    "smd": "SMD: servers, four machines",
    "asd": "ASD: application servers, six",
    "tep": "TEP: Tennessee Eastman, 22 runs",
}
_TITLES = {"VUSPR": "VUS-PR", "AUCPR": "AUC-PR"}
_STATIONARY = ("asd", "smd", "tep")
_SURVEY_COLUMNS = (
    (
        "| detector | VUS-PR | AUC-PR | best F1 (oracle) | F1 q | F1 pooled q | FAR % q | event rec/prec q | delay q | F1 pot "
        "| F1 pooled pot | FAR % pot | event rec/prec pot | delay pot | HR100/150 | fit s/M | score s/M |"
    ),
    "|---|" + "--:|" * 16,
)
_LEADERBOARD = (
    ("Conv-AE", "0.78", "13.6", "28.0"),
    ("MSET", "0.78", "39.7", "14.1"),
    ("T²+Q (PCA)", "0.76", "26.6", "24.9"),
    ("LSTM-AE", "0.74", "30.0", "25.9"),
    ("T²", "0.66", "19.2", "42.6"),
    ("Isolation forest", "0.29", "2.6", "82.9"),
)
_LEADERBOARD_COLUMNS = (
    "| detector | threshold | pooled F1 | false alarms % | missed rows % |",
    "|---|---|--:|--:|--:|",
)
_ALARM_COLUMNS = (
    "| alarms | F1 | F1 pooled | FAR % | event recall | event precision | delay, rows | false alarms per 1,000 normal rows |",
    "|---|" + "--:|" * 7,
)
_ENTITY_COLUMNS = (
    (
        "| entity | rows | sensors | abnormal % | VUS-PR | random | AUC-PR | random | FAR % pot | FAR % own | events found, own "
        "| HR100 | chance |"
    ),
    "|---|" + "--:|" * 12,
)
_SHIFT_COLUMNS = (
    (
        "| what changed | drift status: before | after | false alarms and events found: before | after, rows "
        "| after, reported | after, retrained | after, retrained with labels | after, trained anew |"
    ),
    "|---|" + "--:|" * 8,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """All that the page shows."""

    runs: Runs
    rates: Mapping[str, Detection]
    shifts: Sequence[Outcome]
    events: Sequence[str]
    """The lines of the table of alarm events."""
    seconds: float


def page(shared: Shared, measured: Measured) -> str:
    """Return the page."""
    parts = [
        _words("opening"),
        (
            f"Command: `{COMMAND}`; it took {measured.seconds / 60:.1f} minutes. Machine and versions: {_machine()}. "
            f"Seeds: {SEED} to {SEED + 5} for the generated plants, 0 in the baselines; the engine draws no numbers."
        ),
        "## Targets",
        _words("targets"),
        _lines(HEADER, (target.line() for target in targets(measured))),
        verdict(targets(measured)),
        _words("misses"),
        "## Alarm events",
        _words("events"),
        _lines(quality_events.HEADER, measured.events),
        "## The four sets by the fixed protocol",
        _words("protocol"),
        *(part for name in SETS for part in _set(shared, measured.runs, name)),
        "## What the risk does",
        _words("risk"),
        _lines(*_risks(measured.runs)),
        "## SKAB by its own protocol",
        _words("skab"),
        _lines(_LEADERBOARD_COLUMNS, _leaderboard(measured.runs)),
        "## Tennessee Eastman as the literature measures it",
        _words("tep"),
        _lines(*_detection(measured.rates)),
        "## Root causes",
        _words("roots"),
        _lines(*_roots(measured.runs)),
        "## Plants that changed",
        _words("shifted"),
        _lines(_SHIFT_COLUMNS, (one.line() for one in measured.shifts)),
        "## Entity by entity",
        _words("entities"),
        *(
            part
            for name in SETS
            for part in (f"### {_NAMES[name]}", _lines(_ENTITY_COLUMNS, _entities(measured.runs, name)))
        ),
        _words("constants"),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def verdict(promised: Sequence[Target]) -> str:
    """Say in words how many of the targets are met."""
    missed = [target.what for target in promised if not target.met]
    if not missed:
        return f"Every one of the {len(promised)} figures that were promised is reached."
    return f"{len(promised) - len(missed)} of {len(promised)} figures that were promised are reached. Missed: {'; '.join(missed)}."


def targets(measured: Measured) -> list[Target]:
    """Return what was promised, with the figures of this run."""
    runs = measured.runs

    def floor(name: str, column: str) -> str:
        return " / ".join(
            runs.row(name, one, "own" if one == "always" else "q0.995")[column] for one in FLOORS
        )

    def best(name: str, column: str) -> str:
        figures = {one: runs.figure(name, one, "q0.995", column) for one in BASELINES}
        winner = max(figures, key=figures.__getitem__)
        return f"{winner} {figures[winner]:.3f}"

    def ranking(name: str, column: str, survey: str, must: str, stretch: str) -> Target:
        figure = runs.figure(name, ENGINE, "q0.995", column)
        return Target(
            f"{name.upper()}, {_TITLES[column]}",
            floor(name, column),
            f"{best(name, column)}; {survey}",
            must,
            stretch,
            figure,
        )

    def quiet(name: str, detector: str, threshold: str, how: str) -> Target:
        figure = runs.figure(name, detector, threshold, "FAR")
        title = f"{name.upper()}, false alarms on normal rows, %, {how}"
        return Target(title, "100 / 0.0", "", "<= 0.5", "<= 0.2", figure, 2)

    def blamed(name: str, survey: str, must: str, stretch: str) -> Target:
        figure = runs.figure(name, ENGINE, "q0.995", "HR100")
        return Target(f"{name.upper()}, HitRate@100 %", _chance(runs, name), survey, must, stretch, figure)

    return [
        Target(
            "TEP, mean detection rate of 18 faults at 1 % false alarms, rows as they are",
            "0.01",
            f"pca_t2q {measured.rates['pca_t2q'].visible[0]:.3f}, maha {measured.rates['maha'].visible[0]:.3f}; survey: AAKR 0.666, autoencoder 0.693",
            ">= 0.91",
            ">= 0.94",
            measured.rates[ENGINE].visible[0],
        ),
        ranking("smd", "VUSPR", "survey: KMeansAD 0.495, conv AE 0.386", ">= 0.58", ">= 0.63"),
        ranking("smd", "AUCPR", "survey: KMeansAD 0.566", ">= 0.54", ">= 0.60"),
        ranking("asd", "VUSPR", "survey: conv AE 0.443, MVAD 0.403", ">= 0.43", ">= 0.48"),
        ranking("skab", "VUSPR", "survey: AAKR 0.807", ">= 0.855", ">= 0.88"),
        *(
            target
            for detector, how in ((BACK_TO_BACK, "rows back to back"), (ENGINE, "rows on the clock"))
            for target in _leaderboard_targets(runs, detector, how)
        ),
        blamed("smd", "survey: conv AE 0.521, squared z 0.459", ">= 0.60", ">= 0.68"),
        blamed("asd", "survey: MVAD 0.808, conv AE 0.802", ">= 0.78", ">= 0.84"),
        *(quiet(name, ENGINE, "pot1e-4", "extreme-value level of the harness") for name in _STATIONARY),
        *(quiet(name, ALARMS, "own", "the engine's own alarms") for name in _STATIONARY),
    ]


def _leaderboard_targets(runs: Runs, detector: str, how: str) -> tuple[Target, Target]:
    return (
        Target(
            f"SKAB, own protocol, {how}, pooled F1",
            runs.row("skab", "always", "own")["F1_pooled"] + " always",
            "Conv-AE 0.78, MSET 0.78 (leaderboard)",
            ">= 0.785",
            ">= 0.81",
            runs.figure("skab", detector, "x1.5", "F1_pooled"),
        ),
        Target(
            f"SKAB, own protocol, {how}, false alarms at that, %",
            "100 always",
            "Conv-AE 13.6, MSET 39.7 (leaderboard)",
            "<= 35",
            "<= 25",
            runs.figure("skab", detector, "x1.5", "FAR"),
            1,
        ),
    )


def _leaderboard(runs: Runs) -> Iterator[str]:
    rows = [
        ("l4e-sdk, rows back to back", BACK_TO_BACK, "x1.5", "1.5 x the calibration maximum"),
        ("l4e-sdk, rows back to back", BACK_TO_BACK, "pot1e-4", "pot"),
        ("l4e-sdk, rows on the clock", ENGINE, "x1.5", "1.5 x the calibration maximum"),
        ("l4e-sdk, rows on the clock", ENGINE, "pot1e-4", "pot"),
        ("flag every row (floor)", "always", "own", ""),
    ]
    for title, detector, threshold, how in rows:
        row = runs.row("skab", detector, threshold)
        yield _line([title, how, row["F1_pooled"], f"{float(row['FAR']):.1f}", f"{float(row['MAR']):.1f}"])
    for name, *figures in _LEADERBOARD:
        yield _line([f"{name} (leaderboard)", "set by its authors", *figures])


def _set(shared: Shared, runs: Runs, name: str) -> Iterator[str]:
    entities = runs.entities[(runs.entities["dataset"] == name) & (runs.entities["detector"] == ENGINE)]
    once = entities[entities["thr"] == "q0.995"]
    share = float(once["tp"].sum() + once["fn"].sum()) / float(once["rows"].sum())
    yield f"### {_NAMES[name]}"
    yield f"{len(once)} entities, {int(once['events'].sum())} events, {100 * share:.1f} % of the rows are abnormal."
    measured = [_protocol_row(runs, name, one) for one in (ENGINE, *FLOORS, *BASELINES)]
    surveyed = [_line([f"{cells[0]} (survey)", *cells[1:]]) for cells in shared.surveyed(name, SURVEYED)]
    yield _lines(_SURVEY_COLUMNS, [*measured, *surveyed])
    yield _lines(_ALARM_COLUMNS, _alarm_rows(runs, name))


def _protocol_row(runs: Runs, name: str, detector: str) -> str:
    own = detector == "always"
    q, pot = (runs.row(name, detector, "own" if own else one) for one in ("q0.995", "pot1e-4"))
    roots = f"{q['HR100']}/{q['HR150']}" if q["HR100"] else ""
    return _line(
        [
            f"**{detector}**" if detector == ENGINE else detector,
            q["VUSPR"],
            q["AUCPR"],
            q["bestF1"],
            *(cell for one in (q, pot) for cell in _alarm_cells(one)),
            roots,
            q["fit_s_M"],
            q["score_s_M"],
        ]
    )


def _alarm_cells(row: Mapping[str, str]) -> list[str]:
    return [row["F1"], row["F1_pooled"], row["FAR"], f"{row['ev_rec']}/{row['ev_prec']}", row["delay"]]


def _alarm_rows(runs: Runs, name: str) -> Iterator[str]:
    for detector, title in (
        (ALARMS, "rows that the engine calls anomalous"),
        (EVENTS, "rows in events that it reports"),
        ("always", "every row (floor)"),
    ):
        row = runs.row(name, detector, "own")
        columns = ("F1", "F1_pooled", "FAR", "ev_rec", "ev_prec", "delay", "FA_per_1k")
        yield _line([title, *(row[column] for column in columns)])


def _entities(runs: Runs, name: str) -> Iterator[str]:
    found = runs.entities[runs.entities["dataset"] == name].set_index(["detector", "thr", "entity"])
    for entity in found.loc[(ENGINE, "q0.995")].index:
        ours, chance = found.loc[(ENGINE, "pot1e-4", entity)], found.loc[("random", "q0.995", entity)]
        own = found.loc[(ALARMS, "own", entity)]
        yield _line(
            [
                entity,
                f"{ours['rows']:,}",
                ours["sensors"],
                f"{100 * ours['prev']:.1f}",
                *(_figure(one[column]) for column in ("vuspr", "aucpr") for one in (ours, chance)),
                *(f"{100 * one['fp'] / max(one['fp'] + one['tn'], 1):.2f}" for one in (ours, own)),
                f"{own['ev_hit']} of {own['events']}",
                _figure(ours["hr100"]),
                _figure(ours["hr_chance"]),
            ]
        )


def _risks(runs: Runs) -> tuple[tuple[str, str], list[str]]:
    head = _line(["risk", *(f"{name.upper()}: false alarms %, event recall" for name in SETS)])
    lines = []
    for spec in RISKS:
        rows = [runs.row(name, ENGINE, spec) for name in SETS]
        cells = [f"{float(row['FAR']):.2f}, {float(row['ev_rec']):.2f}" for row in rows]
        lines.append(_line([spec.removeprefix("pot"), *cells]))
    return (head, "|---|" + "--:|" * len(SETS)), lines


def _detection(rates: Mapping[str, Detection]) -> tuple[tuple[str, str], list[str]]:
    names = list(rates)
    head = _line(["fault", *names, f"{ENGINE}, mean of 5 rows"]), "|---|" + "--:|" * (len(names) + 1)
    ours = rates[ENGINE]
    lines = [
        _line(
            [
                f"{fault}{' *' if fault in INVISIBLE else ''}",
                *(f"{rates[name].raw[fault]:.3f}" for name in names),
                f"{ours.smooth[fault]:.3f}",
            ]
        )
        for fault in ours.raw
    ]
    mean = ["**mean of 18**", *(f"{rates[name].visible[0]:.3f}" for name in names), f"{ours.visible[1]:.3f}"]
    smooth = ["mean of 18, mean of 5 rows", *(f"{rates[name].visible[1]:.3f}" for name in names), ""]
    return head, [*lines, _line(mean), _line(smooth)]


def _roots(runs: Runs) -> tuple[tuple[str, str], list[str]]:
    head = (
        "| set | chance | l4e-sdk, HR100 | HR150 | squared z (`l2`), HR100 | PCA residual, HR100 |",
        "|---|" + "--:|" * 5,
    )
    lines = [
        _line(
            [
                name.upper(),
                _chance(runs, name),
                runs.row(name, ENGINE, "q0.995")["HR100"],
                runs.row(name, ENGINE, "q0.995")["HR150"],
                runs.row(name, "l2", "q0.995")["HR100"],
                runs.row(name, "pca_t2q", "q0.995")["HR100"],
            ]
        )
        for name in ("smd", "asd")
    ]
    return head, lines


def _chance(runs: Runs, name: str) -> str:
    found = runs.entities
    found = found[(found["dataset"] == name) & (found["detector"] == ENGINE) & (found["thr"] == "q0.995")]
    return f"{found['hr_chance'].mean():.2f}"


def _figure(value: float) -> str:
    return "" if value != value else f"{value:.3f}"  # noqa: PLR0124  # NaN is the one that differs from itself


def _words(name: str) -> str:
    return (_WORDS / f"{name}.md").read_text(encoding="utf-8")


def _lines(head: Iterable[str], lines: Iterable[str]) -> str:
    return "\n".join([*head, *lines])


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _machine() -> str:
    packages = ("l4e-sdk", "numpy", "polars", "pandas", "scipy", "scikit-learn", "pyarrow")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}; {platform.python_implementation()} {platform.python_version()}, {versions}"
