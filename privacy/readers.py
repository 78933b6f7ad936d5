"""For which purposes each room of privacy reads people's columns; most are there for rights."""

from collections.abc import Mapping

from accounts.national_numbers import KEEP_APART
from accounts.readings import ANSWER_REQUEST
from privacy.consent.purposes import KNOW_CHOICE, MEASURE_USAGE
from privacy.policies.purposes import ACCEPT, OBJECT, SHOW_TEXT, TELL_CHANGES
from privacy.registers.purposes import KEEP_REGISTER
from privacy.retention.purposes import KEEP_HELD

_MEMBERS = "say who may work in which workspace"
_SAFETY = "keep the login and the workspace safe"
_LOGS = "show who read a person's data, who received it, when and for what"
_APART = "tell logins apart"

READERS: Mapping[str, tuple[str, ...]] = {
    "privacy.access": (ANSWER_REQUEST,),
    "privacy.closing": (
        *(_SAFETY, _MEMBERS, "send the owners the proof that their workspace is gone"),
    ),
    "privacy.consent": (KNOW_CHOICE, MEASURE_USAGE),
    "privacy.consent.holdings": (ANSWER_REQUEST,),
    "privacy.erasure": (ANSWER_REQUEST,),
    "privacy.inbound": (ANSWER_REQUEST,),
    "privacy.instructions": (_SAFETY,),
    "privacy.numbers": (KEEP_APART,),
    "privacy.policies": (*(SHOW_TEXT, ACCEPT, OBJECT, TELL_CHANGES, ANSWER_REQUEST, _MEMBERS),),
    "privacy.own": (ANSWER_REQUEST,),
    "privacy.optouts": ("send nothing to whoever objected or left", ANSWER_REQUEST),
    "privacy.readings": (_LOGS, _APART),
    "privacy.recipients": (ANSWER_REQUEST,),
    "privacy.rectifications": (ANSWER_REQUEST,),
    "privacy.registers": (
        *(KEEP_REGISTER, _MEMBERS, "acknowledge a complaint in its language"),
        *("find the person's complaints", "show who took which step in a register"),
    ),
    "privacy.requests": (ANSWER_REQUEST,),
    "privacy.restrictions": (ANSWER_REQUEST,),
    "privacy.retention": (
        *(KEEP_HELD, "show on which ground a hold was made"),
        "show who set rules of retention and holds",
    ),
    "privacy.selectors": (_MEMBERS, _SAFETY),
}
