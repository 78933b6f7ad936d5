"""What the address of the pipeline says; wrong words give the default, days to come are today."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from analytics.pipeline.cohorts import WITHIN, Span, Step
from analytics.pipeline.question import DealFilters, PipelineQuery
from analytics.queries.periods import DAY, a_year_before
from analytics.queries.question import MOST_FILTERS

DAYS = (30, 90, 180, 365)
# {word: how to come to the day with which is compared}
AGAINST = ("week", "month", "quarter", "year", "none")
FILTERS = ("lead_source", "channel", "crm_campaign", "source")
_NAMES = frozenset(("on", "against", "days", "step", "by", "within", *FILTERS))
_BACK = {"week": 7, "quarter": 91}
_OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class PipelineAddress:
    """The state of the page; `with_` gives the query of a neighbour."""

    query: PipelineQuery
    against: str
    step: Step
    span: Span
    within: int
    given: Mapping[str, list[str]] = field(default_factory=dict, compare=False)

    @property
    def before(self) -> PipelineQuery | None:
        """The same question of the day with which is compared."""
        on = self.query.on
        if self.against == "none":
            return None
        if self.against == "year":
            return replace(self.query, on=a_year_before(on))
        if self.against == "month":
            first = on.replace(day=1) - DAY
            return replace(self.query, on=first.replace(day=min(on.day, first.day)))
        return replace(self.query, on=on - DAY * _BACK[self.against])

    def with_(self, **changes: Any) -> str:
        """The query of the address with some words changed; None takes a word away."""
        words: dict[str, Any] = {**self.given}
        for name, value in changes.items():
            words.pop(name, None)
            if value not in (None, "", []):
                words[name] = value
        return "?" + urlencode(words, doseq=True)

    def hidden(self, *names: str) -> list[dict[str, str]]:
        """What a GET form has to carry along, without the names that it sets itself."""
        return [
            {"name": name, "value": value}
            for name, values in self.given.items()
            if name not in names
            for value in values
        ]


def read_pipeline_address(given: QueryDict, today: date) -> PipelineAddress:
    """The address of a request, by today's date in the workspace's zone."""
    return PipelineAddress(
        query=PipelineQuery(_day(given, today), _one_of(given, "days", DAYS, 90), _filters(given)),
        against=_word(given, "against", AGAINST, "month"),
        step=Step(_word(given, "step", tuple(Step), Step.WON)),
        span=Span(_word(given, "by", tuple(Span), Span.MONTH)),
        within=_one_of(given, "within", WITHIN, 90),
        given={name: given.getlist(name) for name in given if name in _NAMES},
    )


def _filters(given: QueryDict) -> DealFilters:
    return DealFilters(
        lead_sources=_texts(given, "lead_source", 255),
        channels=_texts(given, "channel", 80),
        campaigns=_uuids(given, "crm_campaign"),
        sources=_uuids(given, "source"),
    )


def _day(given: QueryDict, today: date) -> date:
    try:
        day = date.fromisoformat(given.get("on", ""))
    except ValueError:
        return today
    return min(day, today) if day >= _OLDEST else today


def _one_of(given: QueryDict, name: str, known: tuple[int, ...], default: int) -> int:
    text = given.get(name, "")
    found = {str(value): value for value in known}
    return found.get(text, default)


def _word(given: QueryDict, name: str, known: tuple[str, ...], default: str) -> str:
    text = given.get(name, "")
    return text if text in known else default


def _texts(given: QueryDict, name: str, longest: int) -> tuple[str, ...]:
    texts = (text.replace("\0", "")[:longest] for text in given.getlist(name))
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST_FILTERS]


def _uuids(given: QueryDict, name: str) -> tuple[UUID, ...]:
    found = []
    for text in given.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))[:MOST_FILTERS]
