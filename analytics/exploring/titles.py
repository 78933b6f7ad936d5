"""What a chart or a table shows, in a few words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from analytics.exploring.leaves import DIMENSIONS
from analytics.queries.dimensions import Breakdown


def split_title(metrics: str, parts: Iterable[Breakdown]) -> str:
    """ "Spend by channel"; without parts the metrics alone."""
    names = [_inside(str(DIMENSIONS[one])) for one in parts]
    if not names:
        return metrics
    return _("%(metrics)s by %(dimensions)s") % {"metrics": metrics, "dimensions": ", ".join(names)}


def _inside(name: str) -> str:
    """As it is written inside of a sentence; CRM stays what it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
