"""What is said of a key that is no metric: which ones are nearest to it, by key and by name."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from analytics.metrics import CATALOGUE

_MOST, _LEAST = 3, 0.6


def no_metric(key: str, known: Iterable[str] = ()) -> str:
    """A sentence that names at most three, of those `known` or of the whole catalogue."""
    shown = key.replace("\0", "")[:80]
    if near := nearest(shown, known):
        names = [f"{CATALOGUE[one].label} ({one})" for one in near]
        *some, last = names
        words = {
            "key": shown,
            "near": _("%(some)s or %(last)s") % {"some": ", ".join(some), "last": last}
            if some
            else last,
        }
        return _("“%(key)s” is no metric. Did you mean %(near)s?") % words
    text = _("“%(key)s” is no metric, and none is called like it: look it up in the catalogue.")
    return text % {"key": shown}


def nearest(key: str, known: Iterable[str] = ()) -> list[str]:
    """The keys whose own letters, or whose name's, are most like it; the likest first."""
    wanted = _plain(key)
    if not wanted:
        return []
    likes = {
        one: max(_like(wanted, _plain(one)), _like(wanted, _plain(str(CATALOGUE[one].label))))
        for one in known or CATALOGUE
    }
    found = sorted((one for one in likes if likes[one] >= _LEAST), key=lambda one: -likes[one])
    return found[:_MOST]


def _like(wanted: str, name: str) -> float:
    """Of 1; what is a part of a name is as like as most misspellings."""
    found = SequenceMatcher(None, wanted, name).ratio()
    is_part = len(wanted) > 2 and wanted in name
    return max(found, 0.75 + found / 4) if is_part else found


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").strip()
