"""For which purposes each room of accounts, and the wiring, reads people's columns.

A room is a module or a package, by its dotted name; a purpose is the map's own word for it.
"""

from collections.abc import Mapping

from accounts.classifications import INVITE, SHOW_MEMBERS, SHOW_NAMES
from accounts.national_numbers import KEEP_APART
from accounts.readings import ANSWER_REQUEST

_SAFETY = "keep the login and the workspace safe"
_REACHED = "log in and be reached"
_APART = "tell logins apart"
_LOCK = "lock a login"
_LANGUAGE = "speak the person's language"
_ADDRESS = "know that the address is the person's"
_SINCE = "know since when the contract runs"
_MAIL = "deliver mail that survives an outage"
_LOGS = "show who read a person's data, who received it, when and for what"

READERS: Mapping[str, tuple[str, ...]] = {
    "accounts.adapters": (_SAFETY, _REACHED, SHOW_NAMES, _LANGUAGE),
    "accounts.api_keys": (_SAFETY, _LOCK, SHOW_MEMBERS),
    "accounts.audit": (_SAFETY,),
    "accounts.doors": (SHOW_MEMBERS,),
    "accounts.egress": (_LOGS,),
    "accounts.forms": (_SAFETY, _REACHED, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE),
    "accounts.instructions": (_SAFETY,),
    "accounts.jobs": (_MAIL,),
    "accounts.national_numbers": (KEEP_APART,),
    "accounts.notify": (_MAIL,),
    "accounts.personal_data": (ANSWER_REQUEST,),
    "accounts.readings": (_LOGS,),
    "accounts.sealed": (_SAFETY,),
    "accounts.second_step": (_SAFETY, SHOW_NAMES),
    "accounts.selectors": (
        *(_MAIL, INVITE, _SAFETY, _SINCE, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE, _APART),
    ),
    "accounts.services.api_keys": (_SAFETY, SHOW_MEMBERS),
    "accounts.services.house": (_ADDRESS, _REACHED, SHOW_MEMBERS),
    "accounts.services.invitations": (INVITE, _SAFETY, _REACHED, SHOW_MEMBERS, _LANGUAGE),
    "accounts.services.jobs": (_MAIL,),
    "accounts.services.members": (SHOW_MEMBERS,),
    "accounts.services.sweeps": (INVITE, _SAFETY, _LOGS),
    "accounts.services.workspaces": (SHOW_MEMBERS, SHOW_NAMES, _APART),
    "accounts.views.audit": (_SAFETY,),
    "accounts.views.invitations": (INVITE, _ADDRESS, _REACHED),
    "accounts.views.language": (_LANGUAGE,),
    "accounts.views.members": (INVITE, SHOW_MEMBERS),
    "accounts.views.profile": (_SAFETY,),
    # The wiring has no map of its own; it shows what accounts holds.
    "proactivox.demo": (SHOW_NAMES,),
    "proactivox.management": (_REACHED, SHOW_NAMES),
    "proactivox.navigation": (SHOW_MEMBERS,),
}
