"""A domain of other letters is written in two ways: who is looked for is found by either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from accounts.readings import email_key, keys_of, known_numbers, numbers_of
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import Suppression
from integrations.restricting import restrict_person, restricted_as
from integrations.selectors import ids_of_person
from privacy.erasure.local import erase_here
from privacy.erasure.person import subject_of
from privacy.erasure.searching import needles_of, search_here
from privacy.registers import holdings as register_holdings
from privacy.registers.complaints.services import send_complaint
from privacy.requests.owned import own_requests
from privacy.retention.holds import holds_on, make_hold
from tests.budget import at_length
from tests.cast import Cast
from tests.privacy.erasure.people import Person, asked, crm, somebody

pytestmark = pytest.mark.django_db
READ, TYPED = "b\u00fccher.example", "xn--bcher-kva.example"


@dataclass(frozen=True)
class Reader(Person):
    """Somebody whose domain has a letter of its own."""

    domain: str = READ

    @property
    def email(self) -> str:
        return f"{self.token}@{self.domain}"


@pytest.mark.parametrize(("kept", "sought"), [(READ, TYPED), *at_length((TYPED, READ))])
def test_every_search_finds_either_spelling(
    cast: Cast, subtests: pytest.Subtests, kept: str, sought: str
) -> None:
    """Statements 33, 42, 46: kept in one spelling, asked for in the other."""
    dora = Reader(somebody().token, kept)
    crm(cast.acme, dora)
    asked(cast.acme, dora.email)
    subject = Subject(emails=(replace(dora, domain=sought).email,))
    with inside(cast.acme):
        numbers_of([email_key(dora.email)])
        make_hold(email=dora.email, ground="A dispute.", until=None)
        send_complaint(email=dora.email, text="Too slow.", is_uk=False)
        restrict_person(Subject(emails=(dora.email,)), person_id=cast.alice.pk)
        searches: Mapping[str, Callable[[], object]] = {
            "records": lambda: any(ids_of_person(subject).values()),
            "requests": lambda: own_requests(subject.emails[0]),
            "complaints": lambda: register_holdings.collect(subject),
            "logs": lambda: known_numbers(keys_of(subject)),
            "holds": lambda: holds_on(subject),
            "restrictions": lambda: restricted_as(subject),
            "sealed words": lambda: search_here(needles_of(subject)).residue["privacy.legalhold"],
        }
        for name, search in searches.items():
            with subtests.test(name):
                assert search()


def test_whoever_is_erased_by_one_spelling_stays_away_in_both(cast: Cast) -> None:
    """Statement 47: the source may write the domain in the other way with the next sync."""
    dora = Reader(somebody().token, TYPED)
    crm(cast.acme, dora)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        subject = subject_of(request, {})
        erase_here(subject)
        kept_out = Suppression.objects.exclude(identifier_hash=None).count()
        assert not search_here(needles_of(subject)).residue["integrations.lead"]
    assert (len(subject.emails), kept_out) == (2, 2)
