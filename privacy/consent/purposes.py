"""What people are asked to agree to: each purpose by itself, in a version that asks again."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# The map's own words for why rows are kept, and read.
KNOW_CHOICE = gettext_noop("know what a person agreed to, and show that they did")
MEASURE_USAGE = gettext_noop("learn which features are used and for how long")


@dataclass(frozen=True)
class Purpose:
    """An optional purpose, in few words for the banner and in all for the page.

    Who changes what it means raises its version: all are asked again.
    """

    key: str
    version: int
    name: Any
    summary: Any
    text: Any

    @property
    def mark(self) -> str:
        """The purpose as it was agreed to, in this version."""
        return f"{self.key}:{self.version}"


USAGE = "usage"
PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        USAGE,
        1,
        _("Usage analytics"),
        _("which features are used, which actions are taken and for how long"),
        _(
            "We count which features you use, which actions you take and how much time you spend "
            "on them, to learn what to improve. The counts are kept by day on our own servers for "
            "25 months at most. When you are logged in, your answer holds for your login wherever "
            "you use it, and you see what is counted of you. Our staff sees sums alone."
        ),
    ),
)


def mark_of(key: str) -> str:
    """A purpose as it is asked for now; empty for one that is not asked for."""
    return next((one.mark for one in PURPOSES if one.key == key), "")
