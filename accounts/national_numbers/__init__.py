"""National identification numbers in what people write and sources send: found, and kept apart."""

from accounts.national_numbers.finding import MASK, Masked, holds_number, mask, may_hold_number
from accounts.national_numbers.keeping import (
    keep_apart,
    note_left_out,
    number_place,
    numbers_of,
    of_rows,
)
from accounts.national_numbers.purposes import KEEP_APART, NUMBERS
from accounts.national_numbers.refusing import without_number

__all__ = [
    "KEEP_APART",
    "MASK",
    "NUMBERS",
    "Masked",
    "holds_number",
    "keep_apart",
    "mask",
    "may_hold_number",
    "note_left_out",
    "number_place",
    "numbers_of",
    "of_rows",
    "without_number",
]
