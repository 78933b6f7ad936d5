"""The web knows monitors without what only workers need."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What loads numpy; jobs import it inside of their functions.
HEAVY = (
    *("evaluating", "judging", "panels", "trying", "budgeting", "keeping", "watches", "sources"),
    *("fields", "pacing", "asking", "looking", "writing", "recalling", "reading", "growing"),
    *("abreast", "lively", "remembering"),
)
PURE = "analytics.detection.explaining"


def _imported(path: Path) -> set[str]:
    """By the module itself, not inside of a function."""
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_doors_pages_and_services_import_no_detector() -> None:
    heavy = {f"analytics.monitors.{name}" for name in HEAVY} | {"numpy", "scipy"}
    places = [
        *ROOT.glob("analytics/views/*.py"),
        *ROOT.glob("analytics/pages/*.py"),
        *ROOT.glob("analytics/services/*.py"),
        *(ROOT / "analytics").glob("*.py"),
        *(p for p in ROOT.glob("analytics/monitors/*.py") if p.stem not in HEAVY),
    ]
    assert len(places) > 40
    for path in places:
        names = _imported(path)
        assert not names & heavy, path
        detectors = {one for one in names if one.startswith("analytics.detection")}
        assert all(one.startswith(PURE) for one in detectors), path
