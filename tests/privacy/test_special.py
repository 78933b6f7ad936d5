"""Special categories of Art. 9 are neither declared nor written without their condition."""

from dataclasses import replace

import pytest
from django.db import transaction

from accounts import special
from accounts.models import User
from accounts.special import SpecialCategory, guard_model, refuse_special, register_lacking
from accounts.subjects import Personal
from accounts.tenancy import inside
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.loading import load_page
from integrations.loading.target import target_for
from privacy.special import check_special, faults, lacking
from tests.analytics.crm import crm_source
from tests.cast import Cast

FAITH = Personal("pd:Religion", "user", "the person", "celebrate", "6(1)(a): consent", "until then")
HELD = replace(FAITH, condition="9(2)(a): explicit consent")


def test_what_is_installed_holds_none_without_its_condition() -> None:
    """Statement 6: the map as it is."""
    assert check_special(None) == []


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        (FAITH, 1),
        (replace(FAITH, condition="because we can"), 1),
        (replace(FAITH, condition="9(2)(k): there is no such letter"), 1),
        (replace(FAITH, condition="9(2)(a): "), 1),
        (HELD, 0),
        (replace(HELD, category="pd:Name"), 1),
        (replace(FAITH, category="pd:Name"), 0),
    ],
)
def test_the_check_names_what_lacks_its_condition(entry: Personal, count: int) -> None:
    """Statement 6: an Art. 9(2) condition, in words, and nowhere else."""
    assert len(list(faults({"app.model": {"faith": entry}}))) == count


@pytest.mark.django_db
def test_writing_raises_by_whichever_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 6: a save, a creation and an update of a guarded column."""
    field = User._meta.get_field("name")
    monkeypatch.setattr(field, "get_db_prep_save", field.get_db_prep_save)
    monkeypatch.setattr(special, "_maps", [])
    guard_model(User, ["name"])
    cast.alice.save()
    register_lacking(lambda: lacking({"accounts.user": {"name": FAITH}}))
    with pytest.raises(SpecialCategory, match=r"accounts\.user\.name"), transaction.atomic():
        cast.alice.save()
    with pytest.raises(SpecialCategory), transaction.atomic():
        User.objects.filter(pk=cast.alice.pk).update(name="Alice")
    with pytest.raises(SpecialCategory), transaction.atomic():
        User.objects.bulk_create([User(email="dora@people.example", name="Dora")])
    User.objects.filter(pk=cast.alice.pk).update(name="", language="da")


@pytest.mark.django_db
def test_a_sync_raises_before_it_stages_anything(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 6: pages are written by SQL, and held to the same."""
    monkeypatch.setattr(special, "_maps", [])
    register_lacking(lambda: lacking({"integrations.lead": {"lead_source": FAITH}}))
    with inside(cast.acme):
        target = target_for(
            workspace_id=cast.acme.pk,
            source_id=crm_source().pk,
            stream=BY_NAME["Lead"],
            fields=("Id", "SystemModstamp", "LeadSource"),
            currency="USD",
        )
        with pytest.raises(SpecialCategory, match=r"integrations\.lead\.lead_source"):
            load_page(target, Page(b'"Id"\n', 0, ""))


def test_what_has_its_condition_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 6: nothing is refused for being special alone."""
    monkeypatch.setattr(special, "_maps", [])
    register_lacking(lambda: lacking({"accounts.user": {"name": HELD}}))
    refuse_special(["accounts.user.name"])
