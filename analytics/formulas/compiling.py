"""From a formula over metrics to one over the sums that rollups hold, with its unit."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import gettext as _

from analytics.built_in import BUILT_IN
from analytics.formulas.quotients import Quotient, quotient_of
from analytics.formulas.reading import read_formula
from analytics.formulas.totals import ONE
from analytics.formulas.trees import Name, NoFormula, Tree, names_of
from analytics.formulas.units import (
    COUNT,
    DAYS,
    DAYS_EACH,
    EACH,
    MONEY,
    PLAIN,
    check_readable,
    dimension_of,
)
from analytics.metrics import OWN, Metric, Unit

_UNITS = {
    MONEY: Unit.MONEY,
    EACH: Unit.MONEY,
    COUNT: Unit.COUNT,
    DAYS: Unit.DURATION,
    DAYS_EACH: Unit.DURATION,
}


@dataclass(frozen=True)
class Compiled:
    """A formula that can be reckoned; `unit` is None where it is a plain ratio, however shown."""

    tree: Tree
    numerator: str
    denominator: str
    unit: Unit | None

    def unit_as(self, wanted: str) -> Unit:
        """Its unit; of a ratio the wanted one, which is a share or so many times."""
        if self.unit is not None:
            return self.unit
        return Unit.RATE if wanted == Unit.RATE else Unit.RATIO


def compile_formula(text: str) -> Compiled:
    """What a formula over our own metrics comes to; raises NoFormula."""
    tree = read_formula(text)
    found = dimension_of(tree, lambda name: _metric(name).dimension)
    check_readable(found)
    made = quotient_of(tree, _quotient)
    if not (made.top.keys or made.bottom.keys):
        advice = _("Name at least one metric, such as spend.")
        raise NoFormula(_("Nothing is counted here."), 0, advice)
    below = "" if made.bottom == ONE else str(made.bottom)
    return Compiled(tree, str(made.top), below, None if found == PLAIN else _UNITS[found])


# A formula is read anew wherever a workspace is entered; what it comes to never changes.
compiled = lru_cache(maxsize=1_000)(compile_formula)


def names_in(tree: Tree) -> list[str]:
    """The metrics that a formula names, each once."""
    return list(dict.fromkeys(name.key for name in names_of(tree)))


def _metric(name: Name) -> Metric:
    if name.key in BUILT_IN:
        return BUILT_IN[name.key]
    if name.key.startswith(OWN):
        message = _("Metrics of your own cannot stand in a formula.")
        raise NoFormula(message, name.at, _("Write its formula in brackets instead."))
    near = get_close_matches(name.key, BUILT_IN, 1)
    if near:
        advice = _("Did you mean %(near)s?") % {"near": near[0]}
    else:
        advice = _("These are: %(known)s.") % {"known": ", ".join(BUILT_IN)}
    raise NoFormula(_("“%(key)s” is no metric.") % {"key": name.key}, name.at, advice)


def _quotient(name: Name) -> Quotient:
    metric = _metric(name)
    return Quotient(metric.top, metric.bottom or ONE)
