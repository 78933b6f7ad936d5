"""Keeps to the share of a customer's API budget that we may use, and says when that is used up."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.jobs import Later
from integrations.connectors.refusals import Parked
from integrations.models import Source
from integrations.services.syncing.runs import Run

_LOOK_AGAIN = timedelta(hours=1)
DAILY_LIMIT = "REQUEST_LIMIT_EXCEEDED"


def keep_to_share(client: Any, run: Run) -> None:
    """Raise Parked when the organisation has used up what is not left to others."""
    usage = getattr(client, "usage", None)
    if usage is None or usage.used * 100 < usage.limit * run.api_share:
        return
    parked = Parked(run.connector.label, _LOOK_AGAIN, "share")
    parked.text = _(
        "%(used)s of %(limit)s API requests of the last 24 hours are used, and we stop at "
        "%(share)d %%. The sync goes on by itself as soon as there are more; we look every hour."
    ) % {
        "used": number_format(usage.used),
        "limit": number_format(usage.limit),
        "share": run.api_share,
    }
    raise parked


def note_usage(client: Any, run: Run) -> None:
    """Remember for the source's page what the vendor said of the budget."""
    if said := usage_of(client):
        source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=run.source_id)
        source.identity |= said
        source.save(update_fields=["identity"])


def usage_of(client: Any) -> dict[str, Any]:
    """What the vendor said of the budget, for Source.identity; nothing where it says nothing."""
    usage = getattr(client, "usage", None)
    if usage is None:
        return {}
    now = timezone.now().isoformat()
    return {"api_usage": {"used": usage.used, "limit": usage.limit, "at": now}}


def parked_for_the_day(run: Run, later: Later) -> Later:
    """A daily limit is asked about again tomorrow, in the organisation's own calendar."""
    if later.why != DAILY_LIMIT or later.delay < _LOOK_AGAIN:
        return later
    now = timezone.now().astimezone(run.zone)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(0, 1), run.zone)
    parked = Parked(run.connector.label, max(_LOOK_AGAIN, tomorrow - now), DAILY_LIMIT)
    parked.text = _(
        "Your organisation’s API requests for today are used up. The sync goes on by itself on "
        "%(when)s."
    ) % {"when": date_format(tomorrow, "DATETIME_FORMAT")}
    return parked
