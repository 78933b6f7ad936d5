"""Times a question over HTTP, its statements alone, and a request that asks nothing, in turn."""

import statistics
import time
from dataclasses import dataclass

from benchmarks.dashboard.asking import Browser
from benchmarks.dashboard.business import Business
from benchmarks.dashboard.statements import BareConnection, statements_of, without
from benchmarks.exploring.questions import Question

_WARM_UP, _LEAST, _MOST = 3, 11, 60
# What a question is asked for at most, in seconds, once it was asked often enough.
_PATIENCE = 12.0


@dataclass(frozen=True)
class Timed:
    """Medians in milliseconds, and how many bytes were answered."""

    question: Question
    http: float
    bare: float
    nothing: float
    statements: int
    size: int

    @property
    def limit(self) -> float:
        return self.bare + self.nothing

    @property
    def ratio(self) -> float:
        return self.http / self.limit


def time_question(url: str, database: str, business: Business, question: Question) -> Timed:
    """One question, asked in turn by all three ways, so that a busy moment is shared."""
    path, nothing = question.path(business.workspace.slug), _nothing(business)
    asked = without(statements_of(business, path), statements_of(business, nothing))
    browser = Browser(url, business.session)
    bare = BareConnection(database, business, prepare_after=5)
    size = len(browser.get(path).body)
    rounds: list[tuple[float, float, float]] = []
    begin = time.perf_counter()
    while _goes_on(len(rounds), time.perf_counter() - begin):
        rounds.append(
            (browser.get(path).milliseconds, bare.run(asked), browser.get(nothing).milliseconds)
        )
    bare.close()
    http, alone, empty = map(statistics.median, zip(*rounds[_WARM_UP:], strict=True))
    return Timed(question, http, alone, empty, len(asked), size)


def _goes_on(rounds: int, seconds: float) -> bool:
    if rounds < _WARM_UP + _LEAST:
        return True
    return rounds < _WARM_UP + _MOST and seconds < _PATIENCE


def _nothing(business: Business) -> str:
    return f"/w/{business.workspace.slug}/nothing"
