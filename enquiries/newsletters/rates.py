"""How often strangers may ask for news; the one-click link is not counted: mail servers use it."""

from accounts.strangers.rates import Rates

RATES = Rates(
    "newsletters",
    {
        "form": "30/h/ip",
        # Nobody's mailbox is filled by way of us.
        "address": "3/h/key",
        "link": "60/h/ip",
    },
)
too_many = RATES.too_many
