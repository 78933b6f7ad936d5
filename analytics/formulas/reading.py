"""Reads a formula: numbers, names, + - * / and brackets; * and / bind closer than + and -.

spend / (leads + mql)
1 - sql / mql
"""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

from analytics.formulas.trees import Name, Negative, NoFormula, Number, Pair, Tree

LONGEST = 500
_DEEPEST = 20
_TOKEN = re.compile(r"\s*(?:(\d[\d.,]*)|([^\W\d]\w*)|([-+*/()×÷−·:]))")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?")
# As people write them who have them on their keyboard.
_SIGNS = {"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-"}
_Token = tuple[str, int]


def read_formula(text: str) -> Tree:
    """The tree of a text; raises NoFormula, which says what is wrong and where."""
    if len(text) > LONGEST:
        message = _("A formula has at most %(count)d letters.") % {"count": LONGEST}
        raise NoFormula(message, LONGEST, _("Make two metrics of it."))
    reader = _Reader(_tokens(text), len(text.rstrip()))
    found = reader.sum(0)
    if reader.rest:
        word, at = reader.rest[0]
        advice = _("Between two numbers stands one of + - * /.")
        raise NoFormula(_("“%(word)s” is not expected here.") % {"word": word}, at, advice)
    return found


def _tokens(text: str) -> list[_Token]:
    found, place, end = [], 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            message = _("“%(word)s” means nothing in a formula.") % {"word": text[at]}
            raise NoFormula(message, at, _("Use names of metrics, numbers, + - * / and brackets."))
        group = match.lastindex or 0
        word = match[group]
        found.append((_SIGNS.get(word, word), match.start(group)))
        place = match.end()
    return found


class _Reader:
    """What is left to be read; `end` is where the text ends."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.rest = tokens
        self._end = end

    def sum(self, depth: int) -> Tree:
        found = self._product(depth)
        while (sign := self._took("+", "-")) is not None:
            found = Pair(sign[0], found, self._product(depth), sign[1])
        return found

    def _product(self, depth: int) -> Tree:
        found = self._one(depth)
        while (sign := self._took("*", "/")) is not None:
            found = Pair(sign[0], found, self._one(depth), sign[1])
        return found

    def _one(self, depth: int) -> Tree:
        word, at = self._next()
        if depth >= _DEEPEST:
            raise NoFormula(_("Too many brackets in each other."), at, _("Take some away."))
        if word == "-":
            return Negative(self._one(depth + 1), at)
        if word == "(":
            found = self.sum(depth + 1)
            if self._took(")") is None:
                message = _("A bracket is opened here and never closed.")
                raise NoFormula(message, at, _("Write ) where it ends."))
            return found
        if word[0].isdigit():
            return Number(_number(word, at), at)
        if word[0].isalpha() or word[0] == "_":
            return Name(word.lower(), at)
        advice = _("Here stands a name, a number or an opening bracket.")
        raise NoFormula(_("“%(word)s” is not expected here.") % {"word": word}, at, advice)

    def _took(self, *words: str) -> _Token | None:
        if self.rest and self.rest[0][0] in words:
            found, *self.rest = self.rest
            return found
        return None

    def _next(self) -> _Token:
        if not self.rest:
            message = _("The formula ends where something is missing.")
            advice = _("Write a name, a number or an opening bracket.")
            raise NoFormula(message, self._end, advice)
        found, *self.rest = self.rest
        return found


def _number(word: str, at: int) -> Fraction:
    if _NUMBER.fullmatch(word) is None:
        message = _("“%(word)s” is no number.") % {"word": word[:40]}
        raise NoFormula(message, at, _("Write it without marks between thousands: 1000 or 2.5."))
    return Fraction(word)
