"""The titles of all apps' tasks as the jobs' page shows them: a task's name, for the catalogue."""

from django.utils.translation import gettext_noop

TITLES = (
    gettext_noop("Assign channels"),
    gettext_noop("Backfill source"),
    gettext_noop("Build package"),
    gettext_noop("Carry out erasure"),
    gettext_noop("Control source"),
    gettext_noop("Correct upstream"),
    gettext_noop("Erase suppressed"),
    gettext_noop("Gather package"),
    gettext_noop("Export workspace"),
    gettext_noop("Import file"),
    gettext_noop("Keep alive"),
    gettext_noop("Learn settling"),
    gettext_noop("Pass request on"),
    gettext_noop("Read everything"),
    gettext_noop("Rebuild rollups"),
    gettext_noop("Refresh formulas"),
    gettext_noop("Restrict objector"),
    gettext_noop("Revoke credential"),
    gettext_noop("Run retention"),
    gettext_noop("Send invitation"),
    gettext_noop("Send mail"),
    gettext_noop("Start sync"),
    gettext_noop("Sync source"),
    gettext_noop("Take census"),
    gettext_noop("Tell customer"),
)
