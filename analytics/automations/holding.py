"""Which things a rule leaves alone, so that what it does can be compared with doing nothing."""

from hashlib import blake2b

_WHOLE = 1 << 64


def is_held_out(rule: str, thing: str, percent: int) -> bool:
    """The same for a thing and a rule, whenever and wherever it is asked."""
    if percent <= 0:
        return False
    digest = blake2b(thing.encode(), key=rule.encode()[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big") * 100 < percent * _WHOLE
