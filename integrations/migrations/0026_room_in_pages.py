"""Leaves room in the pages of rows that change: a new version beside the old one touches no index.

What a sync changes of a record or a day is seldom what an index is made of. Where the page has no
room the new version goes to another one, and each index of the table is written once more.
"""

from django.db import migrations

_FULL = {
    85: ("company", "contact", "lead", "opportunity"),
    90: ("campaignday", "campaignmember", "opportunitycontact", "trafficday"),
}


def _fill(setting: str) -> str:
    return ";".join(
        f"ALTER TABLE integrations_{table} {setting.format(share)}"
        for share, tables in _FULL.items()
        for table in tables
    )


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0025_pauses_of_two"),
    ]

    operations = [migrations.RunSQL(_fill("SET (fillfactor = {})"), _fill("RESET (fillfactor)"))]
