"""Why a rule decided so, in words."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.automations.words import WITHIN, written
from analytics.channels.names import channel_name

_TEXTS: Mapping[str, Any] = {
    "met": gettext_lazy("All that it asks for is met."),
    "met_channel": gettext_lazy("Its channel %(name)s meets all that the rule asks for."),
    "unmet": gettext_lazy("It asks for something else: %(metric)s."),
    "missing": gettext_lazy("Not known of it: %(metric)s. What is missing is not taken for zero."),
    "no_campaign": gettext_lazy("The incident is not about one campaign that could be changed."),
    "floor": gettext_lazy("Too little to go by: less than %(least)s %(metric)s."),
    "differs": gettext_lazy(
        "The source tells other sums than are stored, of %(count)s of these days; the last is "
        "%(day)s."
    ),
    "removed": gettext_lazy("It was removed at its platform."),
    "not_active": gettext_lazy("It is not running."),
    "not_paused": gettext_lazy("It is not paused."),
    "stopped": gettext_lazy("Automations or changes were stopped, or the rule was changed."),
    "standstill": gettext_lazy(
        "The workspace came to a standstill, in which nothing happens by itself."
    ),
    "cooling": gettext_lazy("It was looked after on %(day)s; %(days)s days have to pass."),
    "other_rule": gettext_lazy("“%(name)s” changed it on the same day: one change for one thing."),
    "by_hand": gettext_lazy(
        "A member changed it on %(day)s; for %(days)s days that is not touched."
    ),
    "held_out": gettext_lazy("One of the %(share)s of 100 that are left alone, to compare."),
    "cap": gettext_lazy("It has acted %(count)s times within a day, which is the most."),
    "no_desk": gettext_lazy("It cannot be changed from here; change it where it runs."),
    "not_on": gettext_lazy("Its source may not be changed from here; an admin can allow it."),
    "not_mapped": gettext_lazy("It is mapped to no campaign of the CRM."),
    "other_crm": gettext_lazy("Its campaign is in another CRM than the field."),
    "no_records": gettext_lazy("No record of it may be written to."),
    "records": gettext_lazy(
        "All that it asks for is met. Records asked for: %(asked)s of %(count)s; standing so "
        "already: %(same)s; not possible: %(failed)s. %(text)s"
    ),
    "records_same": gettext_lazy("All %(same)s records that were looked at stand so already."),
    "no_field": gettext_lazy("The field may not be set from here any more."),
    "no_budget": gettext_lazy("It has no daily budget of its own that could be set."),
    "bound": gettext_lazy("Its budget has reached the bound."),
}


def reason_words(reason: str, details: Mapping[str, Any], currency: str) -> str:
    """The sentence of a reason with its values."""
    if reason == "trouble":
        return str(details.get("text", ""))
    if reason not in _TEXTS:
        return _("For a reason that is not told any more.")
    words = dict(details)
    if "least" in words:
        words["least"] = written(str(words["metric"]), Fraction(words["least"]), currency)
    if "metric" in words:
        words["metric"] = WITHIN[words["metric"]]
    if reason == "met_channel":
        words["name"] = channel_name(str(words["name"]))
    if "day" in words:
        day = words["day"]
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
        words["day"] = date_format(on, "SHORT_DATE_FORMAT")
    return str(_TEXTS[reason]) % words
