"""A domain is proven by a TXT record that a name server tells, and lost with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import CompanyDomain, Workspace
from accounts.sso.dns import DnsUnclear, txt_records
from accounts.sso.domains import (
    check_domains,
    claim_domain,
    domain_of,
    record_name,
    record_value,
    verify_domain,
)
from accounts.tenancy import inside
from tests.accounts.conftest import deliver_mail
from tests.accounts.sso.conftest import NameServer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def claim(workspace: Workspace, name: str = "acme.example") -> CompanyDomain:
    with inside(workspace):
        return claim_domain(workspace=workspace, name=name)


def publish(server: NameServer, domain: CompanyDomain) -> None:
    server.records[record_name(domain)] = ["v=spf1 -all", record_value(domain)]


def test_a_long_answer_comes_by_tcp(name_server: NameServer) -> None:
    name_server.records["a.example"] = ["x" * 700, "second"]
    assert txt_records("a.example") == ["x" * 700, "second"]
    name_server.is_truncating = True
    assert txt_records("a.example") == ["x" * 700, "second"]
    assert txt_records("b.example") == []


def test_a_server_that_is_away_or_lies_says_nothing(
    name_server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.sso.dns._SECONDS", 0.1)
    name_server.records["a.example"] = ["yes"]
    name_server.is_lying = True
    with pytest.raises(DnsUnclear):
        txt_records("a.example")
    name_server.is_away = True
    with pytest.raises(DnsUnclear):
        txt_records("a.example")


def test_a_record_proves_it(cast: Cast, name_server: NameServer) -> None:
    domain = claim(cast.acme, "@ACME.example ")
    assert domain.name == "acme.example"
    with pytest.raises(Refused, match="no such record"):
        verify_domain(domain=domain)
    publish(name_server, domain)
    verify_domain(domain=domain)
    domain.refresh_from_db()
    assert domain.verified_at
    assert check_domains() == 0


def test_it_belongs_to_one_workspace_at_a_time(cast: Cast, name_server: NameServer) -> None:
    acmes, rivals = claim(cast.acme), claim(cast.rival)
    publish(name_server, acmes)
    verify_domain(domain=acmes)
    # Rival cannot prove it by Acme's record.
    with pytest.raises(Refused, match="no such record"):
        verify_domain(domain=rivals)
    name_server.records[record_name(acmes)] = [record_value(acmes), record_value(rivals)]
    with pytest.raises(Refused, match="Another workspace"):
        verify_domain(domain=rivals)
    # Sold: the new holder sets a record, the old one's is gone.
    name_server.records[record_name(acmes)] = [record_value(rivals)]
    verify_domain(domain=rivals)
    acmes.refresh_from_db()
    assert acmes.verified_at is None
    deliver_mail(cast.acme)
    assert "no longer proven" in mail.outbox[-1].subject


def test_a_record_that_is_gone_for_a_week_costs_the_domain(
    cast: Cast, name_server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = claim(cast.acme)
    publish(name_server, domain)
    verify_domain(domain=domain)
    monkeypatch.setattr("accounts.sso.dns._SECONDS", 0.1)
    name_server.is_away = True
    assert check_domains() == 0
    domain.refresh_from_db()
    assert domain.missing_since is None
    name_server.is_away = False
    name_server.records.clear()
    assert check_domains() == check_domains() == 0
    assert deliver_mail(cast.acme) == 1
    assert mail.outbox[-1].to == ["alice@acme.example"]
    week_ago = timezone.now() - timedelta(days=7, hours=1)
    CompanyDomain.objects.filter(pk=domain.pk).update(missing_since=week_ago)
    assert check_domains() == 1
    domain.refresh_from_db()
    assert domain.verified_at is None


@pytest.mark.parametrize(
    "name", ["", "acme", "a b.example", "-a.example", "x" * 64 + ".dk", "a..b"]
)
def test_what_is_no_domain_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        claim(cast.acme, name)


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@Acme.Example", "acme.example"),
        ("a@rødgrød.example", "xn--rdgrd-vuad.example"),
        ("nobody", ""),
        ('"a@evil.example"@acme.example', "acme.example"),
    ],
)
def test_the_domain_of_an_address(email: str, domain: Any) -> None:
    assert domain_of(email) == domain
