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
    "connector": gettext_lazy("connector"),
    "count": gettext_lazy("number"),
    "currency": gettext_lazy("currency"),
    "days": gettext_lazy("days"),
    "fields": gettext_lazy("fields"),
    "filtered": gettext_lazy("filtered"),
    "fiscal_year_starts": gettext_lazy("first month of the fiscal year"),
    "first_on": gettext_lazy("first day"),
    "format": gettext_lazy("format"),
    "from_at": gettext_lazy("from"),
    "host": gettext_lazy("host"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "minutes": gettext_lazy("minutes"),
    "number_format": gettext_lazy("numbers"),
    "page": gettext_lazy("page"),
    "rejected": gettext_lazy("rejected rows"),
    "role": gettext_lazy("role"),
    "rows": gettext_lazy("rows"),
    "scopes": gettext_lazy("permissions"),
    "share": gettext_lazy("share"),
    "streams": gettext_lazy("what is sent"),
    "task": gettext_lazy("work"),
    "time_zone": gettext_lazy("time zone"),
    "to_at": gettext_lazy("until"),
    "version": gettext_lazy("version"),
    "way": gettext_lazy("way"),
    "week_start": gettext_lazy("first day of the week"),
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
