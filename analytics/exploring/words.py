"""A question in words, as one would say it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels.names import channel_name
from analytics.exploring.address import ExploreAddress
from analytics.exploring.language import number_text
from analytics.exploring.leaves import DIMENSIONS
from analytics.metrics import CATALOGUE, Unit
from analytics.pages.charts import in_words
from analytics.queries.dimensions import Breakdown
from analytics.queries.names import platform_name
from analytics.queries.periods import compared
from analytics.queries.where import Clause, Condition, Every, Not, Operator, Range, tests_of
from integrations.models import Campaign, Source

Names = Mapping[str, str]


def question(address: ExploreAddress, names: Names, currency: str) -> str:
    """What is asked, in one sentence."""
    parts = [_joined([str(CATALOGUE[key].label) for key in address.metrics])]
    if address.by:
        parts[0] = _("%(metrics)s by %(dimensions)s") % {
            "metrics": parts[0],
            "dimensions": _joined([str(DIMENSIONS[one]) for one in address.by]),
        }
    parts.append(in_words(address.period))
    if before := compared(address.period, address.comparison):
        parts.append(_("compared with %(days)s") % {"days": in_words(before)})
    if address.where is not None:
        parts.append(_("only where %(filter)s") % {"filter": clause_words(address.where, names)})
    if address.having is not None:
        words = clause_words(address.having, names, currency)
        parts.append(_("rows with %(ranges)s") % {"ranges": words})
    return ", ".join(parts)


def names_in(where: Clause | None) -> Names:
    """{id: name} of the campaigns and sources that a tree names by their ids."""
    ids = {value for test in tests_of(where) for value in test.values if _is_id(value)}
    if not ids:
        return {}
    found: dict[str, str] = {}
    for model in (Campaign, Source):
        found |= {
            str(key): name
            for key, name in model.objects.filter(id__in=ids).values_list("id", "name")
        }
    return found


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def clause_words(
    clause: Clause, names: Names, currency: str = "", *, is_inner: bool = False
) -> str:
    """A tree in words; brackets where and and or meet."""
    if isinstance(clause, Condition):
        return _condition(clause, names, is_not=False)
    if isinstance(clause, Range):
        return _range(clause, currency)
    if isinstance(clause, Not):
        if isinstance(clause.part, Condition):
            return _condition(clause.part, names, is_not=True)
        inner = clause_words(clause.part, names, currency, is_inner=True)
        return _("not %(inner)s") % {"inner": inner}
    word = _("and") if isinstance(clause, Every) else _("or")
    parts = (clause_words(part, names, currency, is_inner=True) for part in clause.parts)
    text = f" {word} ".join(parts)
    return f"({text})" if is_inner else text


def _condition(test: Condition, names: Names, *, is_not: bool) -> str:
    texts = {
        (Operator.IS, False): _("%(name)s is %(values)s"),
        (Operator.IS, True): _("%(name)s is not %(values)s"),
        (Operator.CONTAINS, False): _("%(name)s contains %(values)s"),
        (Operator.CONTAINS, True): _("%(name)s does not contain %(values)s"),
        (Operator.STARTS, False): _("%(name)s starts with %(values)s"),
        (Operator.STARTS, True): _("%(name)s does not start with %(values)s"),
    }
    values = [value_name(test, value, names) for value in test.values]
    return texts[test.operator, is_not] % {
        "name": DIMENSIONS[test.dimension],
        "values": _joined([f"“{value}”" for value in values], _("or")),
    }


def value_name(test: Condition, value: str, names: Names) -> str:
    """What people call a value of a test."""
    if test.operator is not Operator.IS:
        return value
    if test.dimension is Breakdown.PLATFORM:
        return platform_name(value)
    if test.dimension is Breakdown.CHANNEL:
        return channel_name(value)
    return names.get(value, value) or _("nothing")


def _range(one: Range, currency: str) -> str:
    unit = CATALOGUE[one.metric].unit
    number = f"{currency}\u00a0{number_text(one)}" if unit is Unit.MONEY else number_text(one)
    return f"{CATALOGUE[one.metric].label} {one.compare} {number}"


def _joined(texts: Iterable[str], word: str = "") -> str:
    *first, last = texts
    if not first:
        return last
    return f"{', '.join(first)} {word or _('and')} {last}"


def rows_words(count: int, shown: int) -> str:
    """How many rows there are, and how many of them are shown."""
    if count <= shown:
        return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}
    return _("%(shown)d of %(count)d rows, and all others together") % {
        "shown": shown,
        "count": count,
    }
