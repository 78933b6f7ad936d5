"""A browser's family and its kind of device, from what it says of itself; no version, no more."""

import re

_BOT = re.compile(r"bot\b|crawl|spider|slurp|curl|wget|python|httpx|monitor|preview", re.IGNORECASE)
_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_PHONE = re.compile(r"iPhone|Mobile|Android")
# The first that matches: each browser also claims to be those that stand below it.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome")),
    ("Safari", "Safari"),
)


def device_of(agent: str) -> str:
    """bot, phone, tablet, computer, or unknown."""
    if not agent:
        return "unknown"
    kinds = ((_BOT, "bot"), (_TABLET, "tablet"), (_PHONE, "phone"))
    return next((kind for sign, kind in kinds if sign.search(agent)), "computer")


def browser_of(agent: str) -> str:
    """Its family; empty for what is none that we know."""
    return next((name for sign, name in _BROWSERS if sign in agent), "")
