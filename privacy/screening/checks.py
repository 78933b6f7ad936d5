"""Fails `manage.py check`, and with it a deployment, while a change of the map is not screened."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from privacy.screening.diffing import changes
from privacy.screening.keeping import FOLDER, Screening, kept_map, read_map, screenings
from privacy.screening.questions import NO, QUESTIONS, YES, is_assessment_needed
from privacy.screening.snapshot import Map, digest, take

_HINT = "Run ./run manage privacy_diff --screen, and answer what the file that it writes asks."


def check_screened(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The map of this code, each screening, and whom this installation names."""
    return [*faults(take()), *unscreened(settings.SUBPROCESSORS)]


def faults(taken: Map, folder: Path = FOLDER) -> Iterator[Error]:
    """Changes that nobody screened, and screenings that are not finished or do not follow."""
    text = kept_map(folder)
    found = changes(read_map(text), taken)
    if found:
        words = "\n".join(f"    {change}" for change in found[:20])
        more = f"\n    and {len(found) - 20} more" if len(found) > 20 else ""
        yield Error(
            f"The map of personal data changed and nobody screened it:\n{words}{more}",
            hint=_HINT,
            id="privacy.E017",
        )
    every = screenings(folder)
    yield from _chain(every, digest(text) if text else "")
    for screening in every:
        for fault in _unfinished(screening, folder):
            yield Error(f"{screening.name} {fault}.", id="privacy.E018")


def unscreened(subprocessors: Sequence[dict[str, str]]) -> Iterator[Error]:
    """Recipients whom an installation adds by itself: each says when and how it was screened."""
    for words in subprocessors:
        if not words.get("screened", "").strip():
            yield Error(
                f"SUBPROCESSORS does not say how {words.get('name', '')!r} was screened.",
                hint='Add "screened": the day, whether an impact assessment is needed, and why.',
                id="privacy.E019",
            )


def _chain(every: Sequence[Screening], newest: str) -> Iterator[Error]:
    ends = ["", *(screening.after for screening in every)]
    for screening, before in zip(every, ends, strict=False):
        if screening.before != before:
            yield Error(
                f"{screening.name} does not begin where the screening before it ended.",
                hint="Take the map of the branch that was first, and screen again.",
                id="privacy.E018",
            )
    if ends[-1] != newest:
        yield Error("map.json is not what was screened last.", hint=_HINT, id="privacy.E018")


def _unfinished(screening: Screening, folder: Path) -> Iterator[str]:
    if not screening.reason.strip():
        yield "does not say why the map changed"
    if not screening.asks:
        return
    said = screening.answers
    open_ones = [one.key for one in QUESTIONS if not _is_answered(said.get(one.key, ("", "")))]
    if open_ones:
        yield f"does not answer {', '.join(open_ones)}"
        return
    is_needed = is_assessment_needed({key: answer for key, (answer, _why) in said.items()})
    if is_needed and not screening.assessment:
        yield "needs an impact assessment by its own answers, and names none"
    if screening.assessment and not (folder / screening.assessment).is_file():
        yield f"names {screening.assessment}, which is not there"


def _is_answered(said: tuple[str, str]) -> bool:
    answer, why = said
    return answer in (YES, NO) and bool(why.strip())
