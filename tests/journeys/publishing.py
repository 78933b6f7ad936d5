"""What the house has to have before its public pages show anything: hours, a webinar, a letter."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.journeys.people import Person, settle


def host() -> Person:
    """Alice, who alone gives demos at Proactivox, from the coming hour on every day."""
    from accounts.models import Membership, Role, User
    from accounts.models.workspace import HOUSE_ID
    from accounts.tenancy import inside
    from enquiries.bookings.keeping import set_hours

    alice = settle("Alice", "Demos")
    user = User.objects.get(email=alice.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.MARKETER)
    with inside(HOUSE_ID):
        set_hours(
            zone="Europe/Copenhagen",
            weekly=[[["08:00", "18:00"]]] * 7,
            length_minutes=30,
            buffer_minutes=15,
            notice_hours=1,
            horizon_days=28,
            days_off=[],
            hosts=[user.pk],
            join_url="https://meet.example/demo",
        )
    return alice


def webinar() -> str:
    """A webinar that visitors see; the address of its public page."""
    from accounts.models.workspace import HOUSE_ID
    from accounts.tenancy import inside
    from enquiries.webinars.arranging import make_webinar, publish_webinar

    with inside(HOUSE_ID):
        made = make_webinar(
            title_en="What ads earn",
            title_da="Hvad annoncer tjener",
            description_en="One hour about it.",
            description_da="En time om det.",
            starts_at=timezone.now() + timedelta(days=9),
            length_minutes=45,
            seats=10,
            join_url="https://meet.example/ads",
        )
        publish_webinar(webinar_id=made.pk)
    return str(made.pk)


def letter() -> str:
    """A letter in the archive; its slug."""
    from accounts.models.workspace import HOUSE_ID
    from accounts.tenancy import inside, new_id
    from enquiries.models import Newsletter

    now, key = timezone.now(), new_id()
    with inside(HOUSE_ID):
        made = Newsletter.objects.create(
            id=key,
            topic="product",
            subject_en="A chart that tells why",
            text_en="## Look\n\nIt is **here**.",
            subject_da="Et diagram, der siger hvorfor",
            text_da="## Se\n\nDet er **her**.",
            slug=f"a-chart-{key.hex[-6:]}",
            started_at=now,
            finished_at=now,
        )
    return made.slug


def published() -> list[str]:
    """Addresses of pages that are there once something is published; demos have free times."""
    host()
    return [f"/webinars/{webinar()}/", f"/newsletter/archive/{letter()}/"]
