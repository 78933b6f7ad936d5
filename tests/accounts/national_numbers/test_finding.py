"""Danish CPR numbers are found however they are written, and other numbers are left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.national_numbers import MASK, finding, holds_number, mask, may_hold_number

# From the documentation of python-stdnum: nobody's.
KNOWN = "211062-5629"
# The same day, and a last digit by which the check digit is wrong, as since 2007.
UNCHECKED = "211062-5628"


@pytest.mark.parametrize(
    "text",
    [
        KNOWN,
        f"My number is {KNOWN}.",
        f"({KNOWN})",
        "CPR:2110625629",
        "2110625629",
        "211062 5629",
        "211062 - 5629",
        "211062\u20135629",
        "211062\u00a05629",
        UNCHECKED,
        f"{UNCHECKED}, thanks",
        "cpr-nr. 2110625628",
        "mit personnummer er 211062 5628",
        "811062-5629",
        "\u00e6\u00f8\u00e5 211062-5629 \u00e6",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    """Statement 6: free text and synced fields are scanned for Danish CPR numbers."""
    assert holds_number(text)
    assert MASK in mask(text).text
    assert may_hold_number(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No number at all",
        "2110625628",  # no hyphen, a wrong check digit, and nothing says what it is
        "321062-5629",  # there is no 32 October
        "211362-5629",  # nor a 13th month
        "300262-1234",  # nor 30 February
        "211052-5629",  # not born yet
        "4512345678",  # a telephone number behind the country's code
        "+45 21 10 62 56",
        "12110625629",
        "21106256291",
        "0035e00001ABCDE",
        "211062-56291",
        "1-211062-5629-3",
        "v211062-5629",
        "0.2110625629",
        "2026-11-27T19:45:05.000Z",
        "1732736705000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Statement 6: a finding is a number of a person, and no id, telephone or time."""
    assert not holds_number(text)
    assert mask(text).text == text


def test_only_the_number_leaves_the_text() -> None:
    """Statement 6: what stands around it stays as it was written."""
    masked = mask(f"I am {KNOWN}, my wife 010180-0004; call 33 92 00 00.")
    assert masked.text == f"I am {MASK}, my wife {MASK}; call 33 92 00 00."
    assert masked.numbers == ("2110625629", "0101800004")
    assert "2110625629" not in repr(masked)


@given(
    st.dates(min_value=date(1940, 1, 1), max_value=date(1999, 12, 31)),
    st.integers(0, 3999),
    st.text(" .;:!?()", max_size=5),
)
def test_every_birthday_is_found(day: date, sequence: int, around: str) -> None:
    """Statement 6: of every birthday; and the quick look at bytes never misses one."""
    number = f"{day:%d%m%y}-{sequence:04}"
    text = f"{around} {number} {around}"
    assert mask(text).numbers == (number.replace("-", ""),)
    assert may_hold_number(text.encode())


_PIECES = ("211062", "5629", "1", "-", " ", "\u2013", "\u00a0", "a", "Z", '"', ",", "\n", "\u00e6")


@given(st.lists(st.sampled_from(_PIECES), max_size=24).map("".join))
def test_the_quick_look_at_bytes_says_what_a_search_by_the_form_says(text: str) -> None:
    data = text.encode()
    assert may_hold_number(data) == (finding._IN_BYTES.search(data) is not None)
