"""From a page of CSV bytes to rows of ours: one COPY, one merge statement, one transaction."""

from integrations.loading.pages import Loaded, load_page
from integrations.loading.people import rewriter_for
from integrations.loading.removals import mark_deleted, mark_missing
from integrations.loading.target import Target

__all__ = ["Loaded", "Target", "load_page", "mark_deleted", "mark_missing", "rewriter_for"]
