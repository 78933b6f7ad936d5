"""False alarms and catches of the detectors beside the naive rules, and how fast they judge."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from analytics.detection.deciding.replay import replay
from analytics.detection.forecasting.auto_ets import AutoEts, has_auto_ets
from analytics.detection.panels import Panel
from benchmarks.bench import MissingPiece
from benchmarks.result import Result, print_table
from benchmarks.watching.kernel import SERIES, measure_speed
from benchmarks.watching.labelled import read_labelled
from benchmarks.watching.rules import Rule, rules
from benchmarks.watching.simulating import FIRST, simulate

BENCHMARK = "false alarms and caught days of monitors, beside naive rules; series a second"
OPTIONS = "--csv FILE --labels FILE"
# It is arithmetic: no server has anything to do with it.
NEEDS_NOTHING = True
GOAL, CAUGHT_GOAL, SPEED_GOAL, MEMORY_GOAL = 0.01, 0.95, 15_000, 150
_RATES = (5, 20, 100, 1_000)
_SERIES, _DAYS, _LAST = 200, 150, 28
# How much days differ beyond chance, and what becomes of it all where they differ by more.
_SCATTER, _MORE_SCATTER = 0.05, 0.08
_FAULT_DAYS = 3


def main(words: list[str]) -> Result:
    """The false-alarm share of AutoETS at 100 a day; the table says what it catches."""
    asked = _parse(words)
    if not has_auto_ets():
        raise MissingPiece("statsforecast is not installed: ./run up installs what the lock names.")
    if asked.csv:
        _print_labelled(asked.csv, asked.labels)
    ours, caught, naive = _print_simulated(_SCATTER, _RATES)
    _print_simulated(_MORE_SCATTER, (100,))
    _print_incidents()
    speed = measure_speed()
    print(
        f"numpy detector, {SERIES:,} series: {speed.series_a_second:,.0f} a second of a core "
        f"(goal >= {SPEED_GOAL:,}), peak {speed.megabytes:.0f} MB (goal <= {MEMORY_GOAL})"
    )
    goal = f"<= {GOAL} with {CAUGHT_GOAL} of halved days caught; caught here: {caught:.3f}"
    return Result("monitors", ours, naive, "share of normal days called", ours, goal)


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench monitors")
    parser.add_argument("--csv", type=Path, help="a series: columns day or timestamp, and value")
    parser.add_argument("--labels", type=Path, help="its faults: lines from,to, or a JSON list")
    return parser.parse_args(words)


def _print_simulated(scatter: float, rates: tuple[int, ...]) -> tuple[float, float, float]:
    """(AutoETS' false share at 100 a day, what it catches there, the naive rule's false share)."""
    found: dict[str, list[str]] = {}
    at_hundred: list[tuple[float, float]] = []
    for rate in rates:
        for name, rule in rules(_LAST).items():
            share = _shares(rule, rate, scatter)
            found.setdefault(name, []).append(f"{100 * share[0]:.1f}, {100 * share[1]:.0f}")
            if rate == 100:
                at_hundred.append(share)
    print(f"% of normal days called, % of halved days called; days scatter by {scatter:.0%}")
    print_table(
        ("rule", *(f"{rate:,} a day" for rate in rates)), [[k, *v] for k, v in found.items()]
    )
    return *at_hundred[-1], at_hundred[0][0]


def _shares(rule: Rule, rate: int, scatter: float) -> tuple[float, float]:
    drawn = simulate(rate, _SERIES, _DAYS, scatter, seed=rate)
    panel = Panel(FIRST, drawn.counts)
    normal, halved = rule(panel, (drawn.counts[:, -_LAST:], drawn.halved[:, -_LAST:]))
    return float(normal.mean()), float(halved.mean())


def _print_incidents() -> None:
    """The whole rule: families, gates, two of three days, severe at once."""
    rows = []
    for rate in _RATES:
        drawn = simulate(rate, _SERIES // 2, _DAYS, _SCATTER, seed=rate + 1)
        normal = Panel(FIRST, drawn.counts)
        values = drawn.counts.copy()
        values[:, -_FAULT_DAYS:] = drawn.halved[:, -_FAULT_DAYS:]
        broken = Panel(FIRST, values)
        false = replay(normal, AutoEts(recent=_LAST)).opened(0.01)[:, -_LAST:]
        seen = replay(broken, AutoEts(recent=_FAULT_DAYS + 2)).opened(0.01)[:, -_FAULT_DAYS:]
        a_year = float(false.mean()) * 365
        caught = [float(np.mean(seen[:, : at + 1].any(axis=1))) for at in range(_FAULT_DAYS)]
        rows.append([f"{rate:,} a day", a_year, *(f"{100 * share:.0f}" for share in caught)])
    print("incidents of AutoETS by the whole rule; a fault that halves three days running")
    print_table(("", "false a year", "% told on day 1", "by day 2", "by day 3"), rows)


def _print_labelled(values: Path, labels: Path | None) -> None:
    series = read_labelled(values, labels)
    last = series.panel.days - 56
    if last < 1:
        raise MissingPiece(f"{values} has {series.panel.days} days; 57 are needed at least.")
    rows = []
    for name, rule in rules(last).items():
        out = rule(series.panel, (series.panel.values[:, -last:],))[0][0]
        hit, false, normal = series.score(out)
        rows.append([name, f"{hit} of {len(series.judgeable(last))}", f"{false} of {normal}"])
    print(f"{values.name}, {last} days judged one day ahead, from the 57th on")
    print_table(("rule", "windows hit", "false days"), rows)
