"""For which purposes each room of accounts, and the wiring, reads people's columns.

A room is a module or a package, by its dotted name; a purpose is the map's own word for it.
"""

from collections.abc import Mapping

from accounts.classifications import INVITE, PASS_ON, SHOW_MEMBERS, SHOW_NAMES, SHOW_USE, TELL
from accounts.national_numbers import KEEP_APART
from accounts.readings import ANSWER_REQUEST

_SAFETY = "keep the login and the workspace safe"
_REACHED = "log in and be reached"
_APART = "tell logins apart"
_LOCK = "lock a login"
_STAFF = "tell our own staff from customers"
_LANGUAGE = "speak the person's language"
_WRITE = "know where to write"
_ADDRESS = "know that the address is the person's"
_SINCE = "know since when the contract runs"
_MAIL = "deliver mail that survives an outage"
_LOGS = "show who read a person's data, who received it, when and for what"

READERS: Mapping[str, tuple[str, ...]] = {
    "accounts.access_log": (_SAFETY, ANSWER_REQUEST),
    "accounts.adapters": (_SAFETY, _REACHED, SHOW_NAMES, _LANGUAGE),
    "accounts.anchors": (_SAFETY,),
    "accounts.announcements": (_WRITE, _REACHED, _LANGUAGE, _LOCK, SHOW_MEMBERS, _SAFETY),
    "accounts.api_audit": (_SAFETY,),
    "accounts.api_members": (SHOW_MEMBERS,),
    "accounts.api_keys": (_SAFETY, _LOCK, SHOW_MEMBERS),
    "accounts.audit": (_SAFETY,),
    "accounts.audit_lines": (_SAFETY,),
    "accounts.doors": (SHOW_MEMBERS, _LANGUAGE),
    "accounts.egress": (_LOGS,),
    "accounts.freezing": (SHOW_MEMBERS,),
    "accounts.joining": (SHOW_MEMBERS,),
    "accounts.forms": (_SAFETY, _REACHED, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE),
    "accounts.instructions": (_SAFETY,),
    "accounts.languages": (_LANGUAGE, _REACHED),
    "accounts.jobs": (_MAIL,),
    "accounts.maintenance": (_SAFETY,),
    "accounts.national_numbers": (KEEP_APART,),
    "accounts.notify": (_MAIL,),
    "accounts.personal_data": (ANSWER_REQUEST,),
    "accounts.readings": (_LOGS,),
    "accounts.sealed": (_SAFETY,),
    "accounts.entry": (SHOW_USE, SHOW_MEMBERS),
    "accounts.second_step": (_SAFETY, SHOW_NAMES),
    "accounts.session_activity": (_SAFETY,),
    "accounts.security": (_SAFETY, SHOW_NAMES, SHOW_MEMBERS, _REACHED, _LANGUAGE, _APART),
    "accounts.selectors": (
        *(_MAIL, INVITE, _SAFETY, _SINCE, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE, _APART, _REACHED),
    ),
    "accounts.letters.returning_to_users": (_REACHED, _APART),
    "accounts.services.announcements": (_SAFETY, _WRITE),
    "accounts.services.maintenance": (_SAFETY,),
    "accounts.services.api_keys": (_SAFETY, SHOW_MEMBERS),
    "accounts.services.house": (_ADDRESS, _REACHED, SHOW_MEMBERS),
    "accounts.services.invitations": (INVITE, _SAFETY, _REACHED, SHOW_MEMBERS),
    "accounts.services.jobs": (_MAIL,),
    "accounts.services.members": (SHOW_MEMBERS, INVITE, _SAFETY, _REACHED, _APART),
    "accounts.services.unreachable": (_REACHED,),
    "accounts.services.switches": (_SAFETY,),
    "accounts.services.sweeps": (INVITE, _SAFETY, _LOGS),
    "accounts.services.workspaces": (SHOW_MEMBERS, SHOW_NAMES, _APART, _LANGUAGE),
    "accounts.services.support": (_SAFETY, SHOW_MEMBERS, _LOCK, _STAFF, _REACHED),
    "accounts.support": (_SAFETY, _LOCK, _LANGUAGE, _REACHED, SHOW_MEMBERS, SHOW_NAMES),
    "accounts.sso": (
        *(_SAFETY, _REACHED, _ADDRESS, _WRITE, _LOCK, SHOW_MEMBERS, SHOW_NAMES, _LANGUAGE),
    ),
    "accounts.scim": (
        *(_SAFETY, _REACHED, _ADDRESS, _WRITE, _LANGUAGE),
        *(SHOW_MEMBERS, SHOW_NAMES),
    ),
    "accounts.telling": (TELL, _SAFETY, SHOW_MEMBERS),
    "accounts.views.directory": (_SAFETY, SHOW_MEMBERS),
    "accounts.views.sso": (SHOW_MEMBERS,),
    "accounts.views.sso_settings": (SHOW_MEMBERS,),
    "accounts.views.audit": (_SAFETY,),
    "accounts.views.invitations": (INVITE, _ADDRESS, _REACHED),
    "accounts.views.language": (_LANGUAGE,),
    "accounts.views.members": (INVITE, SHOW_MEMBERS),
    "accounts.views.profile": (_SAFETY,),
    "accounts.webhooks": (PASS_ON, SHOW_MEMBERS),
    "accounts.templatetags": (_SAFETY,),
    "accounts.views.security": (_SAFETY, SHOW_NAMES, _APART),
    "accounts.views.support": (_SAFETY,),
    # The wiring has no map of its own; it shows what accounts holds.
    "proactivox.desk": (_REACHED, SHOW_MEMBERS, SHOW_NAMES, _SAFETY, _MAIL),
    "proactivox.demo": (SHOW_NAMES,),
    "proactivox.management": (_REACHED, SHOW_NAMES),
    "proactivox.navigation": (SHOW_MEMBERS,),
}
