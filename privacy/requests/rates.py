"""How often strangers may ask the privacy centre."""

from accounts.strangers.rates import Rates

RATES = Rates(
    "privacy",
    {
        "form": "30/h/ip",
        # Whatever workspace is asked: nobody's mailbox is filled by way of us.
        "address": "5/h/key",
        "link": "60/h/ip",
        "own": "10/h/key",
        "message": "20/h/key",
    },
)
too_many = RATES.too_many
