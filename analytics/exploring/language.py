"""Filters as text, as addresses and people write them: a tree of tests from it, and back.

    platform is google_ads and (campaign contains "brand" or not channel is (Display, Direct))
    spend >= 1000 and ctr < 2%

`and` binds closer than `or`. Values of several words stand in quotes.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.exploring.leaves import range_of, test_of
from analytics.figures import MICROS
from analytics.metrics import CATALOGUE, Unit
from analytics.queries.where import (
    MOST_TESTS,
    Clause,
    Compare,
    Condition,
    Every,
    Not,
    Operator,
    Range,
    Some,
    leaves_of,
)

LONGEST = 2_000
_DEEPEST = 12
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([(),])|([<>]=?|=)|([^\s(),"<>=]+))')
_PLAIN = re.compile(r"[\w.-]+")
_RESERVED = frozenset({"and", "or", "not", "is", "contains", "starts", "does", "with"})


class NoFilter(ValueError):
    """A text that is no filter: what is wrong, and how to mend it."""


def filter_of(text: str) -> Clause | None:
    """The tests of a text, None of an empty one; raises NoFilter."""
    return _read(text, _Reader.test)


def ranges_of(text: str) -> Clause | None:
    """The ranges of a text; raises NoFilter."""
    return _read(text, _Reader.range)


def text_of(clause: Clause | None) -> str:
    """The text of a tree, from which the same tree is read."""
    return "" if clause is None else _written(clause)


def _read(text: str, leaf: "Callable[[_Reader], Clause]") -> Clause | None:
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise NoFilter(_("At most %(count)d letters.") % {"count": LONGEST})
    reader = _Reader(_tokens(text), leaf)
    found = reader.some(0)
    if reader.rest:
        raise NoFilter(_("“%(word)s” is not expected here.") % {"word": _bare(reader.rest[0])})
    if sum(1 for _leaf in leaves_of(found)) > MOST_TESTS:
        raise NoFilter(_("At most %(count)d conditions.") % {"count": MOST_TESTS})
    return found


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    text = text.replace("\0", "").rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            message = _("A quotation mark is not closed: %(text)s")
            raise NoFilter(message % {"text": text[place : place + 40].strip()})
        found.append(match[match.lastindex or 0])
        place = match.end()
    return found


def _bare(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


class _Reader:
    """What is left to be read; `leaf` reads a test or a range."""

    def __init__(self, tokens: list[str], leaf: "Callable[[_Reader], Clause]") -> None:
        self.rest = tokens
        self._leaf = leaf

    def some(self, depth: int) -> Clause:
        parts = [self._every(depth)]
        while self._took("or"):
            parts.append(self._every(depth))
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _every(self, depth: int) -> Clause:
        parts = [self._one(depth)]
        while self._took("and"):
            parts.append(self._one(depth))
        return Every(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Clause:
        if depth > _DEEPEST:
            raise NoFilter(_("Too many brackets in each other."))
        if self._took("not"):
            return Not(self._one(depth + 1))
        if self._took("("):
            found = self.some(depth + 1)
            self._need(")")
            return found
        return self._leaf(self)

    def test(self) -> Clause:
        word = self._next(_("a dimension, such as campaign"))
        is_not, operator = self._operator(word)
        found = test_of(word, operator, self._values())
        if isinstance(found, str):
            raise NoFilter(found)
        return Not(found) if is_not else found

    def range(self) -> Clause:
        metric = self._next(_("a metric, such as spend"))
        sign = self._next(_("one of %(signs)s") % {"signs": " ".join(Compare)})
        number = self._next(_("a number"))
        found = range_of(metric, sign, number)
        if isinstance(found, str):
            raise NoFilter(found)
        return found

    def _operator(self, word: str) -> tuple[bool, Operator]:
        if self._took("is"):
            return self._took("not"), Operator.IS
        is_not = self._took("does")
        if is_not:
            self._need("not")
        for operator, words in {Operator.CONTAINS: "contain", Operator.STARTS: "start"}.items():
            if self._took(words) or self._took(f"{words}s"):
                if operator is Operator.STARTS:
                    self._took("with")
                return is_not, operator
        text = _("After “%(word)s” comes is, is not, contains, does not contain, starts with.")
        raise NoFilter(text % {"word": _bare(word)})

    def _values(self) -> tuple[str, ...]:
        if not self._took("("):
            return (_bare(self._next(_("a value"))),)
        values = [_bare(self._next(_("a value")))]
        while self._took(","):
            values.append(_bare(self._next(_("a value"))))
        self._need(")")
        return tuple(dict.fromkeys(values))

    def _took(self, word: str) -> bool:
        if self.rest and self.rest[0].lower() == word:
            self.rest = self.rest[1:]
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._took(word):
            found = _bare(self.rest[0]) if self.rest else _("the end")
            raise NoFilter(
                _("“%(word)s” is expected, not %(found)s.") % {"word": word, "found": found}
            )

    def _next(self, wanted: str) -> str:
        if not self.rest or self.rest[0] in "(),":
            found = self.rest[0] if self.rest else _("the end")
            raise NoFilter(
                _("Expected is %(wanted)s, not %(found)s.") % {"wanted": wanted, "found": found}
            )
        word, *self.rest = self.rest
        return word


def _written(clause: Clause, is_inner: bool = False) -> str:
    if isinstance(clause, Condition):
        return _test(clause, is_not=False)
    if isinstance(clause, Range):
        return f"{clause.metric} {clause.compare} {number_text(clause)}"
    if isinstance(clause, Not):
        if isinstance(clause.part, Condition):
            return _test(clause.part, is_not=True)
        return f"not {_written(clause.part, is_inner=True)}"
    word = " and " if isinstance(clause, Every) else " or "
    text = word.join(_written(part, is_inner=True) for part in clause.parts)
    return f"({text})" if is_inner else text


_WORDS = {
    Operator.IS: ("is", "is not"),
    Operator.CONTAINS: ("contains", "does not contain"),
    Operator.STARTS: ("starts with", "does not start with"),
}


def _test(test: Condition, *, is_not: bool) -> str:
    values = ", ".join(map(quoted, test.values))
    several = f"({values})" if len(test.values) > 1 else values
    return f"{test.dimension} {_WORDS[test.operator][is_not]} {several}"


def quoted(value: str) -> str:
    """A value as the language writes it."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def number_text(one: Range) -> str:
    """The number of a range as people write it: money in whole units, rates in per cent."""
    unit = CATALOGUE[one.metric].unit
    if unit is Unit.RATE:
        return f"{_plain(one.number * 100)}%"
    return _plain(one.number / MICROS if unit is Unit.MONEY else one.number)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
