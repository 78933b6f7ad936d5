"""Looks for subscribers and letters; everything here is inside the house workspace."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.strangers.links import hash_of
from enquiries.models import Delivery, Newsletter, Subscriber, Topic
from enquiries.newsletters.sealing import hashes_of


def live() -> "QuerySet[Subscriber]":
    """Whoever agreed, and has not left."""
    return Subscriber.objects.filter(confirmed_at__isnull=False, ended_at=None)


def reachable() -> "QuerySet[Subscriber]":
    """Of those, whoever letters still arrive at."""
    return live().filter(undeliverable_at=None)


def unreachable() -> int:
    """How many agree to something, and get nothing because letters came back."""
    return live().filter(undeliverable_at__isnull=False).count()


def subscriber_of(email: str) -> Subscriber | None:
    """Whoever has this address, in whatever state."""
    return Subscriber.objects.filter(address_hash__in=hashes_of(email)).first()


def waiting(secret: str) -> Subscriber | None:
    """Who is to be confirmed by this mailed link; None once it was used or is too old."""
    rows = Subscriber.objects.filter(proof_hash=hash_of(secret), proof_until__gt=timezone.now())
    return rows.first()


def linked(secret: str) -> Subscriber | None:
    """Whose own page this secret opens."""
    return Subscriber.objects.filter(link_hash=hash_of(secret)).first()


def agreed_since(email: str, topic: str) -> datetime | None:
    """Since when an address agrees to a topic: the gate that accounts.marketing asks.

    None, too, where letters to it come back.
    """
    known = reachable().filter(address_hash__in=hashes_of(email), topics__contains=[topic])
    return known.values_list("confirmed_at", flat=True).first()


def still_to_get(letter: Newsletter) -> "QuerySet[Subscriber]":
    """Who agrees to the letter's topic and has no delivery of it, the longest known first."""
    had = Delivery.objects.filter(newsletter=letter, subscriber=OuterRef("pk"))
    return reachable().filter(topics__contains=[letter.topic]).exclude(Exists(had)).order_by("pk")


def opt_ins() -> Mapping[str, int]:
    """{topic: how many agree to it now}, by one statement."""
    counts = {topic: Count("pk", filter=Q(topics__contains=[topic])) for topic in Topic.values}
    return reachable().aggregate(**counts)


def ends_of(letters: "list[Newsletter]") -> Mapping[UUID, Mapping[str, int]]:
    """{letter: {end: how many}}; "" for those on their way."""
    rows = Delivery.objects.filter(newsletter__in=letters).order_by()
    found: dict[UUID, dict[str, int]] = {letter.pk: {} for letter in letters}
    for row in rows.values("newsletter_id", "end").annotate(count=Count("pk")):
        found[row["newsletter_id"]][row["end"]] = row["count"]
    return found


def archived() -> "QuerySet[Newsletter]":
    """What went to everybody, the newest first."""
    return Newsletter.objects.filter(finished_at__isnull=False).order_by("-finished_at")
