"""Entries of the map that tables of this app share: random ids, the workspace, who did what."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from accounts.subjects import NotPersonal, Personal

ID = NotPersonal("A random id of the row.")
WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
IDS_ALONE = _("as long as the workspace; ids alone")
HELP_TO_ANSWER = _("28(3)(e): help the customer to answer requests, and to show that it did")


@dataclass(frozen=True)
class Work:
    """What one kind of work keeps of people: from where, on which basis, and for how long."""

    source: str
    basis: str
    retention: str

    def of_person(
        self,
        category: str,
        purpose: str,
        *,
        sealed: bool = False,
        subject: str = "customer_contact",
    ) -> Personal:
        """A column about the person whom it is about."""
        return Personal(
            *(category, subject, self.source, purpose, self.basis, self.retention, "processor"),
            encrypted=sealed,
        )

    def of_member(self, purpose: str, retention: str = "") -> Personal:
        """A column that says which member did something."""
        kept = retention or self.retention
        return Personal(
            *("pd:UID", "customer_staff", _("our servers"), purpose, self.basis),
            *(kept, "processor"),
        )
