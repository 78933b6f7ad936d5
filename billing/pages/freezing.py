"""What a smaller plan would leave standing still or without: how many of each, and which."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import counted, names_beyond
from billing.models import UsedDay
from billing.plans import Feature, Plan, Resource
from billing.refusals import FEATURE_NAMES


@dataclass(frozen=True)
class Consequence:
    """One thing that would be otherwise, and what it would be about by name."""

    text: str
    names: tuple[str, ...] = ()


def consequences(now: Plan, then: Plan) -> tuple[Consequence, ...]:
    """Of moving from one plan to another, for the entered workspace; none where all fits."""
    return (*_sources(then), *_members(then), *_monitors(then), *_rows(then), *_features(now, then))


def _sources(then: Plan) -> Iterator[Consequence]:
    """The newest stand still whole, as the sync itself decides."""
    allowed, count = then.sources, counted(Resource.SOURCES).get(Resource.SOURCES, 0)
    if allowed is None or count <= allowed:
        return
    over = count - allowed
    text = ngettext(
        "%(over)d of %(count)d sources stands still, the newest: it keeps what it has, and reads "
        "nothing new.",
        "%(over)d of %(count)d sources stand still, the newest: they keep what they have, and read "
        "nothing new.",
        over,
    )
    names = tuple(names_beyond(Resource.SOURCES, allowed))
    yield Consequence(text % {"over": over, "count": count}, names)


def _monitors(then: Plan) -> Iterator[Consequence]:
    """The newest look no more, as the look itself decides."""
    names = () if then.monitors is None else names_beyond(Resource.MONITORS, then.monitors)
    if names:
        over, count = len(names), counted(Resource.MONITORS).get(Resource.MONITORS, 0)
        text = ngettext(
            "%(over)d of %(count)d monitors stands still, the newest: it keeps what it found.",
            "%(over)d of %(count)d monitors stand still, the newest: they keep what they found.",
            over,
        )
        yield Consequence(text % {"over": over, "count": count}, tuple(names))


def _members(then: Plan) -> Iterator[Consequence]:
    """The newest open nothing, owners always do, as the door itself decides."""
    names = () if then.members is None else names_beyond(Resource.MEMBERS, then.members)
    if names:
        over, count = len(names), counted(Resource.MEMBERS).get(Resource.MEMBERS, 0)
        text = ngettext(
            "%(over)d of %(count)d members is frozen, the newest: they can log in, and see nothing "
            "here until there is room.",
            "%(over)d of %(count)d members are frozen, the newest: they can log in, and see "
            "nothing here until there is room.",
            over,
        )
        yield Consequence(text % {"over": over, "count": count}, tuple(names))


def _rows(then: Plan) -> Iterator[Consequence]:
    newest = UsedDay.objects.order_by("-on").first()
    most = then.limit(Resource.ROWS)
    if newest is not None and most is not None and newest.rows > most:
        text = _("All %(count)s rows stay, and nothing new is read: the plan keeps %(most)s.")
        yield Consequence(text % {"count": _figure(newest.rows), "most": _figure(most)})


def _features(now: Plan, then: Plan) -> Iterator[Consequence]:
    lost = [str(FEATURE_NAMES[one]) for one in Feature if now.has(one) and not then.has(one)]
    if lost:
        yield Consequence(_("Not in the plan any more:"), tuple(lost))


def _figure(count: int) -> str:
    return str(number_format(count, force_grouping=True))
