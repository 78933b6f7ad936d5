"""Reading personal data: for a purpose of the map alone, and with a line in an append-only log."""

from accounts.readings.people import (
    LOGGED,
    email_key,
    forget_person,
    keys_of,
    known_numbers,
    logged_hashes,
    numbers_of,
    record_key,
    request_key,
    user_key,
)
from accounts.readings.purposes import (
    ANSWER_REQUEST,
    UnregisteredPurpose,
    check_purpose,
    is_of_people,
    register_map,
)
from accounts.readings.writing import note_reading, note_readings

__all__ = [
    "ANSWER_REQUEST",
    "LOGGED",
    "UnregisteredPurpose",
    "check_purpose",
    "email_key",
    "forget_person",
    "is_of_people",
    "keys_of",
    "known_numbers",
    "logged_hashes",
    "note_reading",
    "note_readings",
    "numbers_of",
    "record_key",
    "register_map",
    "request_key",
    "user_key",
]
