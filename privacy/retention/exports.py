"""The retention schedule as a file, in the language that is spoken now."""

import csv
import io
from collections.abc import Sequence

import orjson
from django.utils.translation import gettext as _

from privacy.exports import no_formula
from privacy.retention.rules import InForce
from privacy.retention.showing import ShownLine, period_words


def to_csv(lines: Sequence[ShownLine], rules: Sequence[InForce]) -> bytes:
    """The map's retentions, then the workspace's own rules; UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Data"), _("People"), _("When it goes"), _("What makes it go"), _("Tables")])
    for line in lines:
        cells = [line.categories, line.subjects, line.retention, line.kept, "; ".join(line.places)]
        writer.writerow(map(no_formula, cells))
    for rule in rules:
        cells = [
            *(str(rule.kind.title), str(rule.kind.trigger), period_words(rule.months)),
            *(str(rule.kind.action), rule.kind.law),
        ]
        writer.writerow(map(no_formula, cells))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_json(lines: Sequence[ShownLine], rules: Sequence[InForce]) -> bytes:
    """The same for a program, with the names of the nightly services."""
    content = {
        "schedule": [
            {
                "retention": line.retention,
                "data": line.categories,
                "people": line.subjects,
                "tables": line.places,
                "services": line.sweeps,
                "carried_out_by": line.kept,
            }
            for line in lines
        ],
        "rules": [
            {
                "rule": rule.kind.key,
                "title": str(rule.kind.title),
                "trigger": str(rule.kind.trigger),
                "action": str(rule.kind.action),
                "ground": str(rule.kind.ground),
                "law": rule.kind.law,
                "months": rule.months,
                "default_months": rule.kind.default,
                "most_months": rule.kind.most,
                "set_at": rule.set_at,
            }
            for rule in rules
        ],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


FORMATS = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
}
