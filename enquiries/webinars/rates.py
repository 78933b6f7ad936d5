"""How often strangers may register."""

from accounts.strangers.rates import Rates

RATES = Rates("webinars", {"form": "20/h/ip", "address": "6/h/key", "link": "60/h/ip"})
too_many = RATES.too_many
