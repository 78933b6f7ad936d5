"""National identification numbers in what people write and sources send: found, and kept apart."""

from accounts.national_numbers.finding import MASK, Masked, holds_number, mask, may_hold_number

__all__ = ["MASK", "Masked", "holds_number", "mask", "may_hold_number"]
