"""Calendar files: what any program reads from them is what was meant, whatever was typed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiries.calendars import Event, calendar_file, folded

NOW = datetime(2026, 6, 3, 7, 0, tzinfo=UTC)
moments = st.integers(0, 10**8).map(lambda minutes: NOW + timedelta(minutes=minutes - 10**7))
texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=90)


@settings(max_examples=20)
@given(texts, texts, moments, moments, st.integers(0, 9), st.booleans())
def test_what_is_written_is_what_is_read(
    title: str, words: str, begins: datetime, ends: datetime, sequence: int, is_off: bool
) -> None:
    event = Event("key", sequence, begins, ends, title, words, "d@people.example", "", is_off)
    file = calendar_file(event, NOW)
    lines = file.text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in file.text.encode().replace(b"\r\n", b"")
    calendar: Any = icalendar.Calendar.from_ical(file.text)
    found: Any = calendar.walk("VEVENT")[0]
    assert not found.errors
    assert calendar["METHOD"] == ("CANCEL" if is_off else "REQUEST")
    assert (str(found["SUMMARY"]), str(found["DESCRIPTION"])) == (title, words)
    assert found["DTSTART"].dt == begins
    assert found["DTEND"].dt == ends
    assert found["SEQUENCE"] == sequence
    assert str(found["ATTENDEE"]) == "mailto:d@people.example"


def test_nothing_typed_begins_a_line_of_its_own() -> None:
    words = "Hello\r\nATTENDEE:mailto:bob@people.example\nEND:VEVENT\x00\x0b"
    event = Event("key", 0, NOW, NOW, words, words, "d@people.example\r\nX-EVIL:1", words)
    text = calendar_file(event, NOW).text
    assert text.count("\r\nEND:VEVENT\r\n") == 1
    assert not [line for line in text.split("\r\n") if line.startswith(("ATTENDEE:", "X-EVIL"))]
    (found,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(found["SUMMARY"]) == "Hello\nATTENDEE:mailto:bob@people.example\nEND:VEVENT"


def test_lines_are_cut_between_characters() -> None:
    parts = folded("SUMMARY:" + "ø" * 100).encode().split(b"\r\n")
    assert all(len(part) <= 75 for part in parts)
    assert "".join(part.decode().lstrip(" ") for part in parts) == "SUMMARY:" + "ø" * 100
