"""What the benchmark of monitors measures is what its table says."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks import MissingPiece
from benchmarks.__main__ import main
from benchmarks.watching.labelled import read_labelled
from benchmarks.watching.rules import against_last_week, beyond_three_sigma
from benchmarks.watching.simulating import FIRST, simulate


def write_series(folder: Path) -> Path:
    path = folder / "series.csv"
    lines = ["timestamp,value"]
    for at in range(60):
        day = date(2026, 1, 1) + timedelta(days=at)
        if at != 30:
            lines += [f"{day} 00:00:00,4", f"{day} 12:00:00,6"]
    path.write_text("\n".join(lines))
    return path


def test_times_are_summed_to_days_and_a_gap_stays_one(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("from,to\n2026-02-20,2026-02-22\n2026-01-02,2026-01-03\n")
    found = read_labelled(write_series(tmp_path), tmp_path / "labels.csv")
    assert found.panel.values[0, 0] == 10
    assert np.isnan(found.panel.values[0, 30])
    # Of the last ten days the first is 20 February: one window, hit on its second day.
    out = np.zeros(10, bool)
    out[[1, 5]] = True
    assert len(found.judgeable(10)) == 1
    assert found.score(out) == (1, 1, 7)


def test_a_file_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MissingPiece, match="cannot be read"):
        read_labelled(tmp_path / "nothing.csv", None)
    assert main(["sync_ads", "--csv", "x"]) == 1
    assert "takes no options" in capsys.readouterr().err


def test_the_naive_rules_do_what_they_are_called() -> None:
    drawn = simulate(100, 2, 60, 0.05, seed=1)
    from analytics.detection.panels import Panel

    panel = Panel(FIRST, drawn.counts)
    asked = drawn.counts[:, -3:].copy()
    asked[:, 1] = drawn.counts[:, -9] * 0.69
    called = against_last_week(panel, asked)
    assert called[:, 1].all()
    asked[:, 1] = 10_000
    assert beyond_three_sigma(panel, asked)[:, 1].all()
    assert not beyond_three_sigma(panel, drawn.counts[:, -3:]).any()
