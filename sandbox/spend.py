"""The business's daily ad spend, as the file a marketer would export."""

import csv
import io
import sqlite3

HEADER = ("date", "platform", "campaign", "impressions", "clicks", "spend", "currency")
_SQL = (
    "SELECT day, platform, campaign, impressions, clicks, printf('%.2f', spend), currency"
    " FROM _spend ORDER BY day, platform, campaign"
)


def spend_csv(db: sqlite3.Connection) -> str:
    """One line per day and campaign; campaigns are named as in Salesforce."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(db.execute(_SQL))
    return text.getvalue()
