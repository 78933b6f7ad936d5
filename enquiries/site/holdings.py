"""What the public pages hold of people: nothing; how the service did, and what was said of it."""

from accounts.subjects import Classifications, Collected, Erased, Kept, NotPersonal, Subject

_ID = NotPersonal("An id of the row.")
_HOUSE = NotPersonal("Names Proactivox itself.")
_COUNT = NotPersonal("How often the service was measured and was well, and when.")
_SOURCES = NotPersonal("How many sources there are and are late, over all customers together.")
_SAID = NotPersonal("What Proactivox says to everybody of a disturbance; it names no person.")

CLASSIFICATIONS: Classifications = {
    "enquiries.healthday": {
        "id": _ID,
        "workspace": _HOUSE,
        "on": _COUNT,
        "measured": _COUNT,
        "well": _COUNT,
        "first_at": _COUNT,
        "last_at": _COUNT,
    },
    "enquiries.sourcecount": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("connector", "name", "sources", "late", "counted_at"), _SOURCES),
    },
    "enquiries.servicenotice": {
        "id": _ID,
        "workspace": _HOUSE,
        "impact": _SAID,
        "title_en": _SAID,
        "title_da": _SAID,
        "opened_at": _SAID,
        "resolved_at": _SAID,
    },
    "enquiries.noticeupdate": {
        "id": _ID,
        "workspace": _HOUSE,
        "notice": _ID,
        "at": _SAID,
        "text_en": _SAID,
        "text_da": _SAID,
    },
}
RETENTION: dict[str, Kept] = {}
READERS: dict[str, tuple[str, ...]] = {}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Nothing: no column of these points to a person."""
    return ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Nothing: no column of these points to a person."""
    return ()
