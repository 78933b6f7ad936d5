"""From a page of CSV bytes to rows of ours: one COPY, one merge statement, one transaction."""

from integrations.loading.columns import can_be_filled, fill_columns
from integrations.loading.pages import Loaded, load_page
from integrations.loading.people import rewriter_for
from integrations.loading.removals import mark_deleted, mark_missing
from integrations.loading.target import Target

__all__ = [
    "Loaded",
    "Target",
    "can_be_filled",
    "fill_columns",
    "load_page",
    "mark_deleted",
    "mark_missing",
    "rewriter_for",
]
