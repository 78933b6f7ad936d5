"""A record of processing as a file: a page that stands alone, a table, or data for a program."""

import csv
import io
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy.records import Entry, Record
from privacy.selectors import Customer, Found

# For the file alone: it stands outside of our pages, and of their policy.
_STYLES = """<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
dl > div { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; padding: .25rem 0 }
dd { margin: 0; overflow-wrap: anywhere }
summary { font-weight: 600; margin-top: 1rem } .table-region { overflow: auto }
table { border-collapse: collapse }
th, td { border: 1px solid #ccc; padding: .4rem; text-align: start }
summary > span { display: inline-block; vertical-align: top }
.table__sub { display: block; font-weight: 400 } :root { color-scheme: light dark }
@media (max-width: 40rem) { dl > div { grid-template-columns: 1fr; gap: 0 } }
</style></head>"""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_html(found: Found, customer: Customer | None, on: date) -> bytes:
    """One page in the record's language that loads nothing."""
    with override(found.record.language):
        context = {"found": found, "record": found.record, "customer": customer, "on": on}
        page = render_to_string("privacy/record_file.html", context)
    return page.replace("</head>", _STYLES, 1).encode()


def to_csv(found: Found, customer: Customer | None, on: date) -> bytes:
    """One row an activity, with everything that Art. 30 asks for in it; UTF-8 with its mark."""
    record = found.record
    text = io.StringIO()
    writer = csv.writer(text)
    with override(record.language):
        writer.writerow(_head())
        for entry in record.entries:
            writer.writerow(map(_cell, _row(record, entry, customer, on)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_json(found: Found, customer: Customer | None, on: date) -> bytes:
    """The record as it is kept, the workspace's own facts, and by which version it was so."""
    content: dict[str, Any] = {
        "as_of": on,
        "kept_at": found.kept_at,
        "sha256": found.sha256 or None,
        "customer": asdict(customer) if customer else None,
        "record": asdict(found.record),
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


FORMATS = {
    "html": ("text/html; charset=utf-8", to_html),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
}


def _head() -> tuple[str, ...]:
    return (
        *(_("As of"), _("Who keeps the record"), _("For whom"), _("Purpose"), _("Legal basis")),
        *(_("Balancing test"), _("People"), _("Data"), _("Sources"), _("When it goes")),
        *(_("Recipients, countries and transfers"), _("Security"), _("Tables")),
    )


def _row(
    record: Record, entry: Entry, customer: Customer | None, on: date
) -> tuple[str | tuple[str, ...], ...]:
    whom = (customer.name, *customer.owners, *customer.officers) if customer else ()
    parties = tuple(
        ", ".join(filter(None, (party.name, party.company, party.country, party.transfer)))
        for party in record.parties
        if party.name in entry.recipients
    )
    return (
        *(on.isoformat(), tuple(f"{name}: {value}" for name, value in record.identity), whom),
        *(entry.purpose, entry.basis, entry.balancing, entry.subjects, entry.categories),
        *(entry.sources, entry.limits, parties, record.measures, entry.places),
    )


def no_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: str | tuple[str, ...]) -> str:
    return no_formula(value if isinstance(value, str) else "; ".join(value))
