"""Values of our own columns as people read them; what a source wrote stays as it is there."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from integrations.selectors import sources_of_people
from privacy.moments import moment_words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def source_names() -> dict[str, str]:
    """{our id of a source: its name}: a person reads that and not our number for it."""
    return {str(one.pk): one.name for one in sources_of_people()}


def value_words(
    store: str, field: str, value: str | None, sources: Mapping[str, str]
) -> str | None:
    """Sources, yes and no, moments and choices in words; all else, and any source's, as it is."""
    if not value or value in sources:
        return value and sources[value]
    if "." not in store:
        return value
    if value in ("True", "False"):
        return _("yes") if value == "True" else _("no")
    if _MOMENT.fullmatch(value):
        return moment_words(value)
    return str(_choices(store, field).get(value, value))


@cache
def _choices(store: str, field: str) -> dict[str, Any]:
    try:
        found = apps.get_model(store)._meta.get_field(field)
    except (LookupError, FieldDoesNotExist):
        return {}
    return dict(getattr(found, "flatchoices", ()))
