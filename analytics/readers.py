"""For which purposes each room of analytics reads people's columns; most read none."""

from collections.abc import Mapping

from accounts.readings import ANSWER_REQUEST

_COUNT = "count leads, deals and what led to them, for the customer"
_RESTRICTED = "keep a restricted person out of all use but storage"
_DECIDED = "show in the workspace who mapped campaigns and set rules"
_WATCHED = "show in the workspace who watches numbers and what was done about incidents"
_CHANGED = "change campaigns in the customer's own advertising accounts, as its members ask"
_NAMES, _APART = "show colleagues who did what", "tell logins apart"
_TELL, _MAILED = "tell members what happens in their workspace", "log in and be reached"
_MEMBERS, _LANGUAGE = "say who may work in which workspace", "speak the person's language"
_LOCK, _MAIL = "lock a login", "deliver mail that survives an outage"
_STAFF = "say which member of the customer's staff owns a record, by id alone"

READERS: Mapping[str, tuple[str, ...]] = {
    "analytics.monitors": (_WATCHED, _NAMES),
    "analytics.pages.deeds": (_CHANGED, _NAMES),
    "analytics.pages.incidents": (_WATCHED,),
    # Of a source's identity its zone and currency; the user's id stands beside them.
    "analytics.annotations": (_DECIDED,),
    "analytics.automations": (_DECIDED, _WATCHED, _CHANGED),
    "analytics.budgets": (_DECIDED,),
    "analytics.dashboards": (_DECIDED,),
    "analytics.formulas": (_DECIDED, _WATCHED),
    "analytics.passports": (_STAFF,),
    "analytics.personal_data": (ANSWER_REQUEST,),
    "analytics.programs": (_DECIDED, _WATCHED, _TELL, _MEMBERS),
    "analytics.reporting": (
        *(_DECIDED, _TELL, _NAMES, _MAILED, _MEMBERS, _LANGUAGE, _LOCK, _MAIL, _APART),
    ),
    "analytics.reports": (_DECIDED,),
    "analytics.sharing": (_DECIDED,),
    "analytics.rollups": (_COUNT, _RESTRICTED),
    "analytics.services": (_DECIDED, _WATCHED, _APART),
    "analytics.trust": (_STAFF,),
    "analytics.views": (_WATCHED,),
}
