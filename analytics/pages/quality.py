"""What web analytics did to the visits of some days, in words."""

from typing import Any

from django.contrib.postgres.aggregates import BitOr
from django.utils.translation import gettext as _

from analytics.queries import Period
from integrations.models import TrafficDay

# The bits of TrafficDay.flags.
_SAMPLED, _THRESHOLDED, _PROVISIONAL, _OTHER_ROW, _CREDITING = 1, 2, 4, 16, 32


def quality_of(period: Period) -> list[str]:
    """Every reason for which a number of these days is an estimate, or will still change.

    Empty where there are no visits at all.
    """
    rows: Any = TrafficDay.objects.filter(on__range=(period.first_on, period.last_on))
    flags = rows.aggregate(all=BitOr("flags"))["all"]
    if flags is None:
        return []
    known = (
        (_SAMPLED, _("estimated from a sample on some days")),
        (_THRESHOLDED, _("small rows withheld on some days")),
        (_OTHER_ROW, _("small origins put together on some days")),
        (_PROVISIONAL, _("some days are still counting")),
        (_CREDITING, _("key events of the newest days may grow")),
    )
    return [text for bit, text in known if flags & bit] or [_("settled, and counted in full")]
