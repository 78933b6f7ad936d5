"""How often strangers may book."""

from accounts.strangers.rates import Rates

RATES = Rates(
    "bookings",
    {
        "form": "20/h/ip",
        # Nobody's mailbox is filled by way of us, and nobody takes every slot.
        "address": "4/h/key",
        "link": "60/h/ip",
    },
)
too_many = RATES.too_many
