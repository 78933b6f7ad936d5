"""One total over another: what every formula comes to, however it is written.

Whatever a formula divides by is a factor of what ends up below the line: so where one of these is
0, the whole is null, and never a number that nobody could reckon by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from django.utils.translation import gettext as _

from analytics.formulas.totals import ONE, Total, number
from analytics.formulas.trees import Name, Negative, NoFormula, Number, Pair, Tree

_MOST_TERMS, _MOST_FACTORS = 60, 6


@dataclass(frozen=True)
class Quotient:
    """`top` over `bottom`; a bottom that is a plain number is always 1."""

    top: Total
    bottom: Total = ONE


Known = Callable[[Name], Quotient]


def quotient_of(tree: Tree, known: Known) -> Quotient:
    """What a tree comes to; `known` says what its names stand for. Raises NoFormula."""
    if isinstance(tree, Number):
        return Quotient(number(tree.value))
    if isinstance(tree, Name):
        return known(tree)
    if isinstance(tree, Negative):
        part = quotient_of(tree.part, known)
        return Quotient(part.top.times(Fraction(-1)), part.bottom)
    left, right = quotient_of(tree.left, known), quotient_of(tree.right, known)
    found = {"+": _plus, "-": _minus, "*": _times, "/": _over}[tree.sign](left, right, tree)
    terms, factors = map(max, zip(found.top.size, found.bottom.size, strict=True))
    if terms > _MOST_TERMS or factors > _MOST_FACTORS:
        message = _("This becomes too long when it is worked out.")
        raise NoFormula(message, tree.at, _("Make two metrics of it."))
    return _whole(found)


def _plus(left: Quotient, right: Quotient, _tree: Pair) -> Quotient:
    if left.bottom == right.bottom:
        return Quotient(left.top + right.top, left.bottom)
    top = left.top * right.bottom + right.top * left.bottom
    return Quotient(top, left.bottom * right.bottom)


def _minus(left: Quotient, right: Quotient, tree: Pair) -> Quotient:
    return _plus(left, Quotient(right.top.times(Fraction(-1)), right.bottom), tree)


def _times(left: Quotient, right: Quotient, _tree: Pair) -> Quotient:
    return Quotient(left.top * right.top, left.bottom * right.bottom)


def _over(left: Quotient, right: Quotient, tree: Pair) -> Quotient:
    if not right.top.terms:
        raise NoFormula(_("This divides by nothing."), tree.at, _("Divide by what can be counted."))
    # What the divisor itself is divided by stays below the line, too: see above.
    kept = right.bottom if right.bottom.keys else ONE
    top = left.top * right.bottom * kept
    return Quotient(top, left.bottom * right.top * kept)


def _whole(found: Quotient) -> Quotient:
    """The same with factors that have nothing in common; a plain number below goes up."""
    if (constant := found.bottom.constant) is not None:
        return Quotient(found.top.times(1 / constant))
    factors = [factor for one in (found.top, found.bottom) for _key, factor in one.terms]
    by = Fraction(
        lcm(*(one.denominator for one in factors)), gcd(*(one.numerator for one in factors))
    )
    return Quotient(found.top.times(by), found.bottom.times(by))
