"""Units of formulas: what may be added to what, and what comes of multiplying and dividing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.formulas.trees import Name, Negative, NoFormula, Number, Pair, Tree


@dataclass(frozen=True)
class Dimension:
    """How often money, a number of things and days are factors; below zero they divide."""

    money: int = 0
    count: int = 0
    days: int = 0

    def times(self, other: "Dimension", sign: int = 1) -> "Dimension":
        """Of a product; with a sign of -1 of a quotient."""
        return Dimension(
            self.money + sign * other.money,
            self.count + sign * other.count,
            self.days + sign * other.days,
        )

    def __str__(self) -> str:
        return _words().get(self) or _("a product of units")


PLAIN = Dimension()
MONEY, EACH = Dimension(money=1), Dimension(money=1, count=-1)
COUNT = Dimension(count=1)
DAYS, DAYS_EACH = Dimension(days=1), Dimension(days=1, count=-1)


def _words() -> dict[Dimension, str]:
    return {
        PLAIN: _("a plain number"),
        MONEY: _("an amount of money"),
        EACH: _("money a piece"),
        COUNT: _("a number of things"),
        DAYS: _("days"),
        DAYS_EACH: _("days a piece"),
    }


Known = Callable[[Name], Dimension]


def dimension_of(tree: Tree, known: Known) -> Dimension:
    """The unit of a tree; raises NoFormula where unlike units are added."""
    if isinstance(tree, Number):
        return PLAIN
    if isinstance(tree, Name):
        return known(tree)
    if isinstance(tree, Negative):
        return dimension_of(tree.part, known)
    left, right = dimension_of(tree.left, known), dimension_of(tree.right, known)
    if tree.sign == "*":
        return left.times(right)
    if tree.sign == "/":
        return left.times(right, -1)
    if left != right:
        raise _unlike(tree, left, right)
    return left


def _unlike(tree: Pair, left: Dimension, right: Dimension) -> NoFormula:
    words = {"left": left, "right": right}
    if tree.sign == "+":
        message = _("%(left)s and %(right)s cannot be added.") % words
    else:
        message = _("From %(left)s one cannot take %(right)s.") % words
    if PLAIN in (left, right):
        advice = _("A plain number has no unit: multiply by it, or divide by it.")
    else:
        advice = _("Divide first, so that both are of one unit.")
    return NoFormula(message[:1].upper() + message[1:], tree.at, advice)


def check_readable(found: Dimension, at: int = 0) -> None:
    """Raise NoFormula for a unit in which nobody reads a number."""
    if found in _words():
        return
    if PLAIN.times(found, -1) in _words():
        advice = _("Turn the division around.")
    else:
        advice = _("What comes out has to be money, a number, days, or a ratio of like units.")
    raise NoFormula(_("What comes out has no unit that one could read."), at, advice)
