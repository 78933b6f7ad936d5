"""How often strangers may write, and open links."""

from accounts.strangers.rates import Rates

RATES = Rates(
    "enquiries.tickets",
    {
        "form": "20/h/ip",
        # Nobody's mailbox is filled by way of our confirmations.
        "address": "5/h/key",
        "own": "10/h/key",
        "message": "20/h/key",
    },
)
too_many = RATES.too_many
