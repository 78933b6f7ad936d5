"""What each column of accounts and of the packages it brings holds of people, and why."""

from accounts.classifications.companies import COMPANIES
from accounts.classifications.desk import OWN_DESK
from accounts.classifications.interests import LEGITIMATE_INTERESTS
from accounts.classifications.logs import LOGS
from accounts.classifications.outside import OUTSIDE
from accounts.classifications.packages import PACKAGES
from accounts.classifications.people import PEOPLE
from accounts.classifications.retention import RETENTION
from accounts.classifications.telling import TELLING
from accounts.classifications.words import (
    INVITE,
    PASS_ON,
    SAFETY,
    SHOW_MEMBERS,
    SHOW_NAMES,
    SHOW_USE,
    TELL,
)
from accounts.classifications.work import WORK
from accounts.subjects import Classifications

__all__ = [
    "CLASSIFICATIONS",
    "INVITE",
    "LEGITIMATE_INTERESTS",
    "PASS_ON",
    "RETENTION",
    "SAFETY",
    "SHOW_MEMBERS",
    "SHOW_NAMES",
    "SHOW_USE",
    "TELL",
]

CLASSIFICATIONS: Classifications = {
    **PEOPLE,
    **WORK,
    **OWN_DESK,
    **LOGS,
    **OUTSIDE,
    **COMPANIES,
    **TELLING,
    **PACKAGES,
}
