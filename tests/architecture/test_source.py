"""The import contracts hold, and every task that a service asks for by name exists."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from accounts.jobs import JobTask, resolve

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy", "proactivox")
# accounts.jobs hands on names that others gave to it.
HANDS_ON = {"accounts/jobs/queue.py"}


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.py"))


def enqueued(source: str) -> Iterator[tuple[int, str | None]]:
    """(line, dotted name) of each call of enqueue; None where the name is not written there."""
    if "enqueue" not in source:
        return
    tree = ast.parse(source)
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "enqueue":
            yield node.lineno, _text(node.args[0], constants) if node.args else None


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, {})
            if text is not None:
                yield node.targets[0].id, text


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return constants.get(node.id) if isinstance(node, ast.Name) else None


def all_enqueued() -> list[tuple[str, str | None]]:
    return [
        (f"{path.relative_to(ROOT)}:{line}", name)
        for path in sources()
        if str(path.relative_to(ROOT)) not in HANDS_ON
        for line, name in enqueued(path.read_text())
    ]


def test_every_task_that_is_asked_for_exists() -> None:
    asked = all_enqueued()
    assert len(asked) >= 2
    for place, name in asked:
        assert name is not None, f"{place}: write the task's dotted name where it is asked for"
        assert isinstance(resolve(name), JobTask), place


def test_the_scan_sees_names_and_their_absence() -> None:
    code = 'C = "a.tasks.c"\nenqueue("a.tasks.b", 1)\njobs.enqueue(name)\nenqueue()\nenqueue(C)\n'
    found = [(2, "a.tasks.b"), (3, None), (4, None), (5, "a.tasks.c")]
    assert list(enqueued(code)) == found


def test_a_name_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(LookupError):
        resolve("accounts.tasks.no_such_task")


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "0 broken" in done.stdout
