"""For which purposes each room of integrations reads people's columns."""

from collections.abc import Mapping

from accounts.readings import ANSWER_REQUEST
from integrations.classifications import (
    ASK_ACCESS,
    CHANGE,
    COUNT,
    SHOW_CONNECTED,
    SHOW_PEOPLE,
    WRITE,
)

_STAFF = "say which member of the customer's staff owns a record, by id alone"
_MEMBERS = "say who may work in which workspace"
_NAMES = ("show colleagues who did what", "tell logins apart")
_KEPT_OUT = "keep an erased person from coming back with the next sync"
_QUARANTINE = "let the customer decide on a new record of a person who was erased"
_LET_IN = "show who let a record in"
_RESTRICTED = "keep a restricted person out of all use but storage"
_CORRECTED = "hold what was corrected until its source says so, too"

READERS: Mapping[str, tuple[str, ...]] = {
    "integrations.actions": (COUNT, _STAFF, ANSWER_REQUEST),
    "integrations.actions.campaigns": (CHANGE, WRITE, _STAFF, _MEMBERS),
    "integrations.actions.records": (WRITE, CHANGE, COUNT, _KEPT_OUT),
    "integrations.certificates": (ASK_ACCESS,),
    "integrations.correcting": (ANSWER_REQUEST,),
    "integrations.erasing": (ANSWER_REQUEST,),
    "integrations.loading": (COUNT, SHOW_PEOPLE, _CORRECTED, _RESTRICTED, _KEPT_OUT, _QUARANTINE),
    "integrations.personal_data": (ANSWER_REQUEST,),
    "integrations.restricting": (ANSWER_REQUEST,),
    "integrations.selectors.counts": (COUNT,),
    "integrations.selectors.formulas": (COUNT,),
    "integrations.selectors.identities": (COUNT,),
    "integrations.selectors.people": (SHOW_PEOPLE, COUNT),
    "integrations.selectors.actions": (WRITE,),
    "integrations.selectors.records": (WRITE, COUNT, _RESTRICTED),
    "integrations.selectors.retention": (COUNT,),
    "integrations.selectors.sources": (_STAFF,),
    "integrations.services": (ASK_ACCESS, _STAFF, _MEMBERS, SHOW_CONNECTED),
    "integrations.services.quarantine": (_KEPT_OUT, _QUARANTINE, _LET_IN),
    "integrations.subjects": (ANSWER_REQUEST,),
    "integrations.views": (_STAFF,),
    "integrations.views.acting": (CHANGE, WRITE, *_NAMES),
    "integrations.views.certificates": (ASK_ACCESS,),
    "integrations.views.quarantine": (_QUARANTINE,),
}
