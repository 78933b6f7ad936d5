"""Who asked for news, the proof that they did, the letters, and to whom each one went."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Topic(models.TextChoices):
    """What one can have news about."""

    PRODUCT = "product", _("What is new in Proactivox")
    WEBINARS = "webinars", _("Webinars")
    TIPS = "tips", _("Tips for measuring marketing")


class Step(models.TextChoices):
    """What somebody did about their consent, or what was done for them."""

    ASKED = "asked", _("Asked for news")
    CONFIRMED = "confirmed", _("Confirmed the address")
    CHANGED = "changed", _("Changed what they get")
    ENDED = "ended", _("Left")


class Way(models.TextChoices):
    """How a step of a consent reached us."""

    FORM = "form", _("The public form")
    LINK = "link", _("The link in a mail")
    ONE_CLICK = "one_click", _("The mail program’s own button")
    SETTINGS = "settings", _("The settings of a login")
    OBJECTION = "objection", _("An objection")


class Subscriber(WorkspaceModel):
    """An address that asked for news; it gets them from `confirmed_at` until `ended_at`.

    The address is sealed and found by a keyed hash. `proof_hash` is of the mailed link that
    confirms; `link` opens the page of choices, sealed because each letter carries it; `stop_hash`
    is of what the one-click header carries, which ends the subscription and shows nothing.
    `undeliverable_at` is since when letters come back; none is sent until the person acts again.
    """

    address = models.BinaryField()
    address_hash = models.BinaryField(max_length=16)
    language = models.CharField(max_length=5)
    topics = ArrayField(models.CharField(max_length=20, choices=Topic.choices))
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undeliverable_at = models.DateTimeField(null=True)
    proof_hash = models.BinaryField(max_length=32, null=True)
    proof_until = models.DateTimeField(null=True)
    link = models.BinaryField()
    link_hash = models.BinaryField(max_length=32)
    stop_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "address_hash"], name="subscriber_once"),
            models.UniqueConstraint(fields=["workspace", "link_hash"], name="subscriber_link"),
            models.UniqueConstraint(fields=["workspace", "stop_hash"], name="subscriber_stop"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(confirmed_at__isnull=False), name="subscriber_ended"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "proof_hash"], name="subscriber_proof")]

    def __str__(self) -> str:
        return f"Subscriber {self.id}"


class SubscriptionEvent(WorkspaceModel):
    """One step of a consent, append-only: what was shown, in which version, when and how.

    `subject` is the address's keyed hash, by which a person who shows the address is told again.
    """

    subject = models.BinaryField(max_length=16)
    step = models.CharField(max_length=20, choices=Step.choices)
    way = models.CharField(max_length=20, choices=Way.choices)
    topics = ArrayField(models.CharField(max_length=20, choices=Topic.choices))
    version = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "subject", "at"], name="subscription_event"),
            models.Index(fields=["workspace", "at"], name="subscription_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.step} at {self.at:%Y-%m-%d}"


class Newsletter(WorkspaceModel):
    """A letter in both languages; its moments say where it stands.

    `scheduled_at` is when it is to go, `paused_at` that it goes on later, `finished_at` that it
    went to everybody who agreed; then it is in the public archive under `slug`.
    """

    topic = models.CharField(_("Topic"), max_length=20, choices=Topic.choices)
    subject_en = models.CharField(_("Subject in English"), max_length=120)
    text_en = models.TextField(_("Text in English"), max_length=20000)
    subject_da = models.CharField(_("Subject in Danish"), max_length=120)
    text_da = models.TextField(_("Text in Danish"), max_length=20000)
    slug = models.SlugField(max_length=80, db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    scheduled_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], name="newsletter_slug"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False),
                name="newsletter_finished",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-made_at"], name="newsletter_newest")]

    def __str__(self) -> str:
        return self.subject_en

    @property
    def subject(self) -> str:
        """In the language that is spoken now."""
        return self.subject_da if get_language() == "da" else self.subject_en


class Delivery(WorkspaceModel):
    """That a letter was queued for a subscriber, once whatever happens, and how it ended."""

    newsletter = WorkspaceForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="deliveries"
    )
    subscriber = WorkspaceForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")
    mail_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    # One of accounts.signals.MailEnd; empty while it is on its way.
    end = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "newsletter", "subscriber"], name="delivery_once"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "mail_id"], name="delivery_mail"),
            models.Index(fields=["workspace", "subscriber"], name="delivery_subscriber"),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id} to {self.subscriber_id}"
