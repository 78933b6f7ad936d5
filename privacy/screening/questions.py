"""The questions of a screening: whether a data protection impact assessment is needed (Art. 35)."""

from collections.abc import Mapping
from dataclasses import dataclass

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Question:
    """`law` says whose it is, and so how much one yes weighs."""

    key: str
    law: str
    text: str


# Art. 35(3): each alone is enough. WP 248 rev.01, taken over by the EDPB: two are enough. The list
# of Datatilsynet by Art. 35(4): each alone, or, "with", together with one more of the nine.
ALONE, NINE, LISTED, LISTED_WITH = "35(3)", "WP 248", "Datatilsynet", "Datatilsynet, with"
QUESTIONS = (
    Question("decisions", ALONE, "Does a systematic evaluation lead to decisions on people?"),
    Question("special", ALONE, "Special categories or criminal offences on a large scale?"),
    Question("public_area", ALONE, "Is a public area watched systematically on a large scale?"),
    Question("evaluation", NINE, "Are people evaluated, scored, profiled or predicted?"),
    Question("automated", NINE, "Does a program decide with legal or similarly strong effect?"),
    Question("monitoring", NINE, "Are people monitored systematically?"),
    Question("sensitive", NINE, "Is anything sensitive or highly personal?"),
    Question("large_scale", NINE, "Is it on a large scale: people, amount, duration, area?"),
    Question("matching", NINE, "Are data sets matched or combined that have other purposes?"),
    Question("vulnerable", NINE, "Are people concerned who cannot well defend themselves?"),
    Question("innovative", NINE, "Is a technology new, or used in a new way?"),
    Question("denial", NINE, "Can it keep people from a right, a service or a contract?"),
    Question("biometric", LISTED_WITH, "Are people told apart by biometric data?"),
    Question("genetic", LISTED_WITH, "Are genetic data processed?"),
    Question("location", LISTED_WITH, "Is it known where people are?"),
    Question("new_technology", LISTED_WITH, "Is new technology used on personal data?"),
    Question("access", LISTED, "Does a program, or a special category, decide who gets what?"),
    Question("profiling", LISTED, "Are people profiled on a large scale?"),
    Question("safety", LISTED, "Could a breach do harm to somebody's body or safety?"),
)


def is_assessment_needed(answers: Mapping[str, str]) -> bool:
    """Whether the answers make an impact assessment due before the release."""
    said = {question: answers.get(question.key) == YES for question in QUESTIONS}
    nine = sum(yes for question, yes in said.items() if question.law == NINE)
    enough = {ALONE: True, LISTED: True, LISTED_WITH: nine >= 1, NINE: nine >= 2}
    return any(yes and enough[question.law] for question, yes in said.items())
