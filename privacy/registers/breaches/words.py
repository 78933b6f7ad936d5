"""What the register of breaches calls its risks, roles, fields and grounds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from privacy.registers.breaches.standing import BOTH, CONTROLLER, PROCESSOR, Risk

RISK_WORDS: Mapping[str, Any] = {
    Risk.NONE: gettext_lazy("Unlikely"),
    Risk.RISK: gettext_lazy("A risk"),
    Risk.HIGH: gettext_lazy("A high risk"),
}
ROLE_WORDS = {
    CONTROLLER: gettext_lazy("as controller"),
    PROCESSOR: gettext_lazy("as processor"),
    BOTH: gettext_lazy("as controller and as processor"),
}
FIELDS: Mapping[str, Any] = {
    "what": gettext_lazy("What happened"),
    "people": gettext_lazy("Whose data"),
    "people_count": gettext_lazy("How many people, about"),
    "categories": gettext_lazy("Which data"),
    "record_count": gettext_lazy("How many records, about"),
    "consequences": gettext_lazy("What it may lead to"),
    "measures": gettext_lazy("What was done about it"),
    "reasons": gettext_lazy("Reasons of the assessment"),
    "notice": gettext_lazy("Told to the authority"),
    "reference": gettext_lazy("The authority’s reference"),
    "late_reasons": gettext_lazy("Reasons why it was late"),
    "people_notice": gettext_lazy("Told to the people concerned"),
    "people_reasons": gettext_lazy("Why the people concerned were not told"),
    "controller_notice": gettext_lazy("Told to customers"),
    "notice_to_us": gettext_lazy("Told by Proactivox"),
    "lessons": gettext_lazy("What was learned"),
}
GROUND_WORDS = {
    "no_high_risk": gettext_lazy("the risk is not high"),
    "protected": gettext_lazy("the data is unintelligible to others, Art. 34(3)(a)"),
    "averted": gettext_lazy("the high risk is averted since, Art. 34(3)(b)"),
    "public": gettext_lazy("by a public notice instead, Art. 34(3)(c)"),
}
