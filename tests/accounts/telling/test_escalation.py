"""What nobody sees to is told to somebody else: after its time, once, and not when it is taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ChannelPost, Escalated, Escalation, InboxItem, Severity, Told
from accounts.telling import Said, take, tell
from accounts.telling.channels.keeping import add_channel
from accounts.telling.escalating.keeping import add_escalation
from accounts.telling.escalating.sweeps import escalate_untaken
from accounts.telling.leaving import forget_told_to
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/escalation/"


def tell_of(
    key: str = "7", *, severity: Severity = Severity.SEVERE, resolved: bool = False
) -> None:
    tell(
        kind="incident",
        key=key,
        title=Said("Clicks fell"),
        text=Said(""),
        url="/w/acme/",
        severity=severity,
        resolved=resolved,
    )


def an_hour_ago() -> None:
    before = timezone.now() - timedelta(minutes=61)
    Told.objects.update(first_told=before)
    Escalation.objects.update(created_at=before - timedelta(minutes=1))


def escalated_to(cast: Cast) -> int:
    with inside(cast.acme):
        return InboxItem.objects.filter(kind="escalation", user=cast.alice).count()


def test_what_nobody_takes_is_told_to_another_once(cast: Cast) -> None:
    with inside(cast.acme):
        add_escalation(least=Severity.SEVERE, after_minutes=60, user_id=cast.alice.pk)
        tell_of()
    assert escalate_untaken() == 0
    with inside(cast.acme):
        an_hour_ago()
    assert (escalate_untaken(), escalate_untaken()) == (1, 0)
    assert escalated_to(cast) == 1
    with inside(cast.acme):
        assert not InboxItem.objects.filter(kind="escalation", user=cast.bob).exists()


def test_what_is_taken_over_or_slight_is_not_escalated(cast: Cast) -> None:
    with inside(cast.acme):
        add_escalation(least=Severity.SEVERE, after_minutes=60, user_id=cast.alice.pk)
        for key in ("taken", "over"):
            tell_of(key)
        tell_of("slight", severity=Severity.WARNING)
        take(kind="incident", key="taken", user=cast.bob)
        tell_of("over", resolved=True)
        an_hour_ago()
    assert escalate_untaken() == 0


def test_what_was_there_before_the_rule_is_not_escalated(cast: Cast) -> None:
    with inside(cast.acme):
        tell_of()
        an_hour_ago()
        add_escalation(least=Severity.NOTE, after_minutes=15, user_id=cast.alice.pk)
    assert escalate_untaken() == 0


def test_what_begins_anew_is_escalated_anew(cast: Cast) -> None:
    with inside(cast.acme):
        add_escalation(least=Severity.SEVERE, after_minutes=60, user_id=cast.alice.pk)
        tell_of()
        an_hour_ago()
    escalate_untaken()
    with inside(cast.acme):
        tell_of(resolved=True)
        tell_of()
        assert not Escalated.objects.exists()
        an_hour_ago()
    assert escalate_untaken() == 1
    assert escalated_to(cast) == 2


def test_a_channel_can_be_told(cast: Cast) -> None:
    with inside(cast.acme):
        channel = add_channel(
            kind="slack",
            name="#late",
            address="https://hooks.slack.com/services/T/B/x",
            kinds=["budget"],
            least=Severity.SEVERE,
        )
        add_escalation(least=Severity.SEVERE, after_minutes=60, channel_id=channel.pk)
        tell_of()
        an_hour_ago()
    escalate_untaken()
    with inside(cast.acme):
        assert "Nobody sees to it: Clicks fell" in ChannelPost.objects.get().body


def test_i_see_to_it_in_the_inbox_ends_it(cast: Cast, browser: Browser) -> None:
    with inside(cast.acme):
        add_escalation(least=Severity.SEVERE, after_minutes=60, user_id=cast.alice.pk)
        tell_of()
        an_hour_ago()
        item = InboxItem.objects.get(user=cast.bob)
    browser(cast.bob).post("/w/acme/inbox/change/", {"do": f"take {item.pk}"})
    with inside(cast.acme):
        assert Told.objects.get().taken_by == cast.bob
    assert escalate_untaken() == 0


def test_admins_make_rules_for_their_own_people_and_channels_alone(
    cast: Cast, browser: Browser
) -> None:
    alice = browser(cast.alice)
    said = {"least": "3", "after_minutes": "60", "whom": f"user:{cast.charlie.pk}"}
    assert alice.post(PAGE, said).status_code == 200
    with inside(cast.acme):
        assert not Escalation.objects.exists()
    assert alice.post(PAGE, {**said, "whom": f"user:{cast.bob.pk}"}).status_code == 302
    assert "Bob" in alice.get(PAGE).content.decode()
    with inside(cast.acme):
        rule = Escalation.objects.get()
        forget_told_to([cast.bob.pk])
        assert not Escalation.objects.filter(pk=rule.pk).exists()
