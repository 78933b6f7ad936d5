"""What privacy holds of people: nothing; its records of processing speak of kinds of people."""

from accounts.subjects import Classifications, Collected, Erased, NotPersonal, Subject

_VERSION = NotPersonal("What the code says of purposes and recipients; it names no person.")

CLASSIFICATIONS: Classifications = {
    "privacy.recordversion": dict.fromkeys(("id", "kept_at", "sha256", "content"), _VERSION)
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Nothing: no column of privacy points to a person."""
    return ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Nothing: no column of privacy points to a person."""
    return ()
