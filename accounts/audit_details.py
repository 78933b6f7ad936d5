"""What a line of the trail says besides its action, in words: names of details and their values."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit_words import value_words
from accounts.forms import SCOPE_LABELS
from accounts.jobs.registry import title_of
from accounts.models import Role

# A name that is not here is shown as it was written.
NAMES: Mapping[str, Any] = {
    "accounts": gettext_lazy("accounts"),
    "after": gettext_lazy("after"),
    "before": gettext_lazy("before"),
    "bytes": gettext_lazy("bytes"),
    "code": gettext_lazy("reason"),
    "connector": gettext_lazy("connector"),
    "count": gettext_lazy("number"),
    "csv": gettext_lazy("CSV file"),
    "currency": gettext_lazy("currency"),
    "day": gettext_lazy("day"),
    "days": gettext_lazy("days"),
    "email_domains": gettext_lazy("domains"),
    "failure": gettext_lazy("reason"),
    "field": gettext_lazy("field"),
    "fields": gettext_lazy("fields"),
    "filtered": gettext_lazy("filtered"),
    "first_on": gettext_lazy("first day"),
    "fiscal_year_starts": gettext_lazy("first month of the fiscal year"),
    "format": gettext_lazy("format"),
    "from_at": gettext_lazy("from"),
    "host": gettext_lazy("host"),
    "hours": gettext_lazy("hours"),
    "interval": gettext_lazy("how it is paid"),
    "key": gettext_lazy("name in formulas"),
    "keys": gettext_lazy("keys"),
    "kind": gettext_lazy("kind"),
    "kinds": gettext_lazy("what is told"),
    "language": gettext_lazy("language"),
    "metric": gettext_lazy("metric"),
    "metrics": gettext_lazy("metrics"),
    "minutes": gettext_lazy("minutes"),
    "months": gettext_lazy("months"),
    "most": gettext_lazy("at most"),
    "name": gettext_lazy("name"),
    "number_format": gettext_lazy("numbers"),
    "on": gettext_lazy("day"),
    "page": gettext_lazy("page"),
    "password": gettext_lazy("password"),
    "periods": gettext_lazy("periods"),
    "plan": gettext_lazy("plan"),
    "plan_key": gettext_lazy("plan"),
    "provider": gettext_lazy("provider"),
    "reason": gettext_lazy("reason"),
    "recipients": gettext_lazy("recipients"),
    "rejected": gettext_lazy("rejected rows"),
    "removed": gettext_lazy("removed"),
    "role": gettext_lazy("role"),
    "roles": gettext_lazy("roles"),
    "rows": gettext_lazy("rows"),
    "scopes": gettext_lazy("permissions"),
    "second_step": gettext_lazy("second step"),
    "severity": gettext_lazy("severity"),
    "share": gettext_lazy("share"),
    "shared": gettext_lazy("shared"),
    "since": gettext_lazy("from"),
    "source": gettext_lazy("source"),
    "state": gettext_lazy("state"),
    "status": gettext_lazy("state"),
    "step": gettext_lazy("step"),
    "streams": gettext_lazy("what is sent"),
    "task": gettext_lazy("work"),
    "tiles": gettext_lazy("tiles"),
    "time_zone": gettext_lazy("time zone"),
    "to_at": gettext_lazy("until"),
    "until": gettext_lazy("until"),
    "version": gettext_lazy("version"),
    "way": gettext_lazy("way"),
    "week_start": gettext_lazy("first day of the week"),
    "what": gettext_lazy("what is done"),
}


def details(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of each detail that a reader can use; ids are for the exports."""
    return [
        (str(NAMES.get(name, name)), _(title_of(value)) if name == "task" else _text(value))
        for name, value in sorted(data.items())
        if not _is_id(value)
    ]


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{NAMES.get(name, name)} {_text(one)}" for name, one in value.items())
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(localize(value))
    return str(_words().get(value, value))


def _words() -> dict[str, Any]:
    roles = {role.value: role.label for role in Role}
    return {
        **value_words(),
        **roles,
        **{scope.value: label for scope, label in SCOPE_LABELS.items()},
    }


def _is_id(value: Any) -> bool:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True
