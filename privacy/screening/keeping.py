"""Reads and writes what lies in the repository: the map that was screened, and each screening."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from privacy.screening.diffing import COLUMN, Change
from privacy.screening.questions import QUESTIONS
from privacy.screening.snapshot import Map, as_text, digest

FOLDER = Path(__file__).parents[1] / "screenings"
_FILE = re.compile(r"\d{4}\.toml")


@dataclass(frozen=True)
class Screening:
    """One file: from which map to which, what changed, the answers, and what follows.

    `answers` are {key: (yes or no, why)}; empty where nothing that changed asks for them.
    `assessment` is the file of the impact assessment, where one is needed.
    """

    name: str
    before: str
    after: str
    changes: tuple[Mapping[str, Any], ...]
    reason: str
    answers: Mapping[str, tuple[str, str]]
    assessment: str

    @property
    def asks(self) -> bool:
        """Whether something changed that needs the questions answered."""
        return any(change["asks"] for change in self.changes)


def kept_map(folder: Path = FOLDER) -> str:
    """The text of the map that was screened last; empty before the first."""
    path = folder / "map.json"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def read_map(text: str) -> Map:
    """A map from its text."""
    found: Map = json.loads(text) if text else {}
    return found


def screenings(folder: Path = FOLDER) -> tuple[Screening, ...]:
    """All of them, the oldest first."""
    names = sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))
    return tuple(_read(path) for path in names)


def write(
    taken: Map, found: Iterable[Change], reason: str, on: date, folder: Path = FOLDER
) -> Path:
    """The next screening, with its questions open, and the map that it is about.

    Columns are counted alone: the difference of the map's own text names them.
    """
    before, text = kept_map(folder), as_text(taken)
    path = folder / f"{len(screenings(folder)) + 1:04}.toml"
    found = tuple(found)
    lines = [
        f"made_on = {on.isoformat()}",
        f"before = {_quoted(digest(before) if before else '')}",
        f"after = {_quoted(digest(text))}",
        f"reason = {_quoted(reason)}",
        'assessment = ""',
        f"columns = {sum(change.kind == COLUMN for change in found)}",
    ]
    if any(change.asks for change in found):
        lines += ["", *(line for question in QUESTIONS for line in _open(question))]
    for change in (one for one in found if one.kind != COLUMN):
        lines += ["", "[[changes]]", *_changed(change)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "map.json").write_text(text, encoding="utf-8")
    return path


def _open(question: Any) -> list[str]:
    return [
        f"[answers.{question.key}]",
        f"# {question.law}: {question.text}",
        'answer = ""  # yes or no',
        'why = ""',
        "",
    ]


def _changed(change: Change) -> list[str]:
    words = ("kind", "what", "before", "after")
    lines = [f"{word} = {_quoted(getattr(change, word))}" for word in words]
    return [*lines, f"asks = {str(change.asks).lower()}"]


def _quoted(text: str) -> str:
    # A JSON string is a basic string of TOML.
    return json.dumps(text, ensure_ascii=False)


def _read(path: Path) -> Screening:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    answers = {key: (one["answer"], one["why"]) for key, one in said.get("answers", {}).items()}
    return Screening(
        name=path.name,
        before=said["before"],
        after=said["after"],
        changes=tuple(said.get("changes", ())),
        reason=said["reason"],
        answers=answers,
        assessment=said["assessment"],
    )
