"""Fails `manage.py check` on activities without one basis, balancing test or whole recipients."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from accounts.egress import ANY_PURPOSE, Recipient
from accounts.subjects import Balancing
from privacy import manifest
from privacy.activities import CONTROLLER, PROCESSOR, ROLES, Activity, activities
from privacy.terms import CATEGORIES, SUBJECTS

_LETTER = re.compile(r"6\(1\)\(([a-z])\)")
_INSTRUCTION = re.compile(r"28\(3\)\([a-h]\)")
_LETTERS = set("abcdef")
_ANSWERS = ("interest", "necessity", "weighing")


def check_activities(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The activities of what is installed, their recipients and balancing tests."""
    recipients, interests = manifest.recipients(), manifest.interests()
    return faults(activities(), recipients, interests)


def check_subprocessors(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production somebody runs the servers, and the records have to say who."""
    if manifest.recipients().get(ANY_PURPOSE):
        return []
    return [
        Error(
            "SUBPROCESSORS names nobody who runs the servers or carries the mail.",
            hint="The README says how; the records of processing (Art. 30) print them.",
            id="privacy.E012",
        )
    ]


def faults(
    found: Sequence[Activity],
    recipients: Mapping[str, tuple[Recipient, ...]],
    interests: Mapping[str, Balancing],
) -> list[CheckMessage]:
    """One error for each fault, by what is declared wrongly."""
    return [
        *_several_bases(found),
        *_bases(found),
        *_balancing(found),
        *_recipients(recipients),
        *_left_over(found, recipients, interests),
        *_without_words(found),
    ]


def _several_bases(found: Sequence[Activity]) -> Iterator[Error]:
    counts = Counter((activity.role, activity.purpose) for activity in found)
    for (role, purpose), count in counts.items():
        if count > 1:
            yield Error(
                f"{purpose!r} stands on {count} legal bases as {role}.",
                hint="Choose one of them, or say two purposes.",
                id="privacy.E006",
            )


def _bases(found: Sequence[Activity]) -> Iterator[Error]:
    for activity in found:
        if activity.role not in ROLES:
            yield Error(f"{activity.purpose!r} has the role {activity.role!r}.", id="privacy.E007")
        elif not _is_one_basis(activity):
            yield Error(
                f"{activity.purpose!r} names not exactly one legal basis: {activity.basis!r}.",
                hint="A controller's begins with one letter of 6(1), a processor's with 28(3).",
                id="privacy.E007",
            )


def _is_one_basis(activity: Activity) -> bool:
    letters = _LETTER.findall(activity.basis)
    if activity.role == PROCESSOR:
        return bool(_INSTRUCTION.match(activity.basis)) and not letters
    begins = bool(_LETTER.match(activity.basis))
    return begins and len(letters) == 1 and set(letters) <= _LETTERS


def _balancing(found: Sequence[Activity]) -> Iterator[Error]:
    for activity in found:
        if activity.role != CONTROLLER or not activity.basis.startswith("6(1)(f)"):
            continue
        missing = [word for word in _ANSWERS if not _answer(activity.balancing, word)]
        if missing:
            yield Error(
                f"{activity.purpose!r} leans on {activity.basis!r} and its balancing test lacks "
                f"{', '.join(missing)}.",
                hint="Write it in LEGITIMATE_INTERESTS beside the basis.",
                id="privacy.E008",
            )


def _answer(balancing: Balancing | None, word: str) -> str:
    return str(getattr(balancing, word, "")).strip()


def _recipients(recipients: Mapping[str, tuple[Recipient, ...]]) -> Iterator[Error]:
    for recipient in dict.fromkeys(one for every in recipients.values() for one in every):
        if recipient.lacks:
            yield Error(
                f"The recipient {recipient.name!r} is declared without "
                f"{', '.join(recipient.lacks)}.",
                hint="accounts.egress.recipients says what the records need.",
                id="privacy.E009",
            )


def _left_over(
    found: Sequence[Activity],
    recipients: Mapping[str, tuple[Recipient, ...]],
    interests: Mapping[str, Balancing],
) -> Iterator[Error]:
    purposes = {activity.purpose for activity in found} | {ANY_PURPOSE}
    for purpose in sorted(set(recipients) - purposes):
        yield Error(
            f"Recipients are declared for {purpose!r}, for which nothing is kept.",
            id="privacy.E010",
        )
    for basis in sorted(set(interests) - {activity.basis for activity in found}):
        yield Error(f"{basis!r} has a balancing test and nothing leans on it.", id="privacy.E010")


def _without_words(found: Sequence[Activity]) -> Iterator[Error]:
    terms = {term for activity in found for term in (*activity.categories, *activity.subjects)}
    for term in sorted(terms - set(CATEGORIES) - set(SUBJECTS)):
        yield Error(
            f"The term {term!r} has no words for the records.",
            hint="Add them to privacy.terms.",
            id="privacy.E011",
        )
