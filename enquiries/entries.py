"""Entries of the map that rooms of enquiries share: what visitors write, and what says nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from accounts.subjects import NotPersonal, Personal

ID = NotPersonal("A random id of the row.")
WORKSPACE = NotPersonal("Which workspace: always Proactivox's own.")
STATE = NotPersonal("A state of the row's own work; it names nobody.")
SECRET = NotPersonal("A hash of a random link, or until when it opens.")
PERSON = _("the person")


@dataclass(frozen=True)
class Asked:
    """What one kind of enquiry keeps of whoever sent it."""

    purpose: str
    basis: str
    retention: str

    def of_visitor(self, category: str, *, sealed: bool = False, origin: str = "") -> Personal:
        """A column about the visitor; `origin` is "provided" where they typed it."""
        return Personal(
            *(category, "visitor", PERSON, self.purpose, self.basis, self.retention),
            encrypted=sealed,
            origin=origin,
        )

    def of_staff(self) -> Personal:
        """A column that says which of our members it is about."""
        return Personal(
            *("pd:UID", "user", _("our servers"), self.purpose, self.basis, self.retention)
        )
