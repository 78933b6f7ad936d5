"""For which purposes each room of billing reads people's columns."""

from collections.abc import Mapping

from accounts.classifications import SHOW_MEMBERS, SHOW_NAMES
from accounts.readings import ANSWER_REQUEST
from billing.classifications import KEEP_ACCOUNTS, REACH_PAYER

_REACHED = "log in and be reached"
_LANGUAGE = "speak the person's language"

READERS: Mapping[str, tuple[str, ...]] = {
    "billing.personal_data": (ANSWER_REQUEST,),
    "billing.services": (SHOW_MEMBERS, REACH_PAYER, KEEP_ACCOUNTS),
    "billing.services.buying": (
        *(_REACHED, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE, REACH_PAYER, KEEP_ACCOUNTS),
    ),
    "billing.standing": (KEEP_ACCOUNTS,),
}
