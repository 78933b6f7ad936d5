"""Says at sign-up which privacy policy stands, and to each person which they were shown."""

from typing import Any

from django import template
from django.template.context import Context

from privacy.models import PolicyKind
from privacy.policies.addresses import reader_locale
from privacy.policies.reading import in_force
from privacy.policies.showing import FIELD, shown_to

register = template.Library()


@register.inclusion_tag("privacy/policies/_signup.html")
def signup_notice() -> dict[str, Any]:
    """The version in force, in the reader's language."""
    return {"row": in_force(PolicyKind.PRIVACY, reader_locale()), "field": FIELD}


@register.inclusion_tag("privacy/policies/_shown.html", takes_context=True)
def policies_shown(context: Context) -> dict[str, Any]:
    """What the person who is logged in was shown, with the way to the very text."""
    return {"shown": shown_to(context["request"].user.pk)}
