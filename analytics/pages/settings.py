"""The ways between the pages on which a workspace says what belongs together."""

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.pages.table_cells import Tab


def mapping_tabs(slug: str, current: str) -> list[Tab]:
    """Ad campaigns to campaigns of the CRM, and everything to channels."""
    pages = {"matches": _("Ad campaigns to the CRM"), "channels": _("Channels by rule")}
    return [
        Tab(label, reverse(f"analytics:{name}", kwargs={"slug": slug}), name == current)
        for name, label in pages.items()
    ]
