"""Values of our own columns as people read them; what a source wrote stays as it is there."""

import re
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def value_words(store: str, field: str, value: str) -> str:
    """Yes and no, moments and choices in words; all else, and any source's, as it is."""
    if "." not in store:
        return value
    if value in ("True", "False"):
        return _("yes") if value == "True" else _("no")
    if _MOMENT.fullmatch(value):
        at = localtime(datetime.fromisoformat(value))
        return f"{date_format(at, 'DATETIME_FORMAT')} {at:%Z}"
    return str(_choices(store, field).get(value, value))


@cache
def _choices(store: str, field: str) -> dict[str, Any]:
    try:
        found = apps.get_model(store)._meta.get_field(field)
    except (LookupError, FieldDoesNotExist):
        return {}
    return dict(getattr(found, "flatchoices", ()))
