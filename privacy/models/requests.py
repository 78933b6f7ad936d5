"""A data subject's request, what happened to it, and what was written; texts are sealed."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class Kind(models.TextChoices):
    """Which right is used."""

    ACCESS = "access", _("See the data about me")
    ERASURE = "erasure", _("Have data about me erased")
    RECTIFICATION = "rectification", _("Have data about me corrected")
    RESTRICTION = "restriction", _("Have the use of my data restricted")
    OBJECTION = "objection", _("Object to the use of my data")
    PORTABILITY = "portability", _("Get my data to take elsewhere")
    WITHDRAWAL = "withdrawal", _("Withdraw a consent")
    COMPLAINT = "complaint", _("Complain about how my data is handled")


class Channel(models.TextChoices):
    """How it arrived."""

    FORM = "form", _("Form")
    MAIL = "mail", _("E-mail")
    TELEPHONE = "telephone", _("Telephone")
    LETTER = "letter", _("Letter")
    LOGIN = "login", _("Logged in")
    PASSED = "passed", _("Passed on by Proactivox")


class State(models.TextChoices):
    """Unproven: sent by the form, and nobody has shown yet that the mailbox is theirs."""

    UNPROVEN = "unproven", _("Not confirmed")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """How it ended."""

    ANSWERED = "answered", _("Carried out")
    NOTHING_HELD = "nothing_held", _("We hold nothing")
    REFUSED = "refused", _("Refused: the law has an exception")
    UNFOUNDED = "unfounded", _("Refused: clearly unfounded or excessive")
    WITHDRAWN = "withdrawn", _("Taken back")
    PASSED_ON = "passed_on", _("Passed on to whom it concerns")
    NOT_OURS = "not_ours", _("About no customer of ours")


class Happening(models.TextChoices):
    """What can happen to a request; the first five are what its clock runs on."""

    RECEIVED = "received", _("Received")
    ASKED = "asked", _("Asked the person")
    ANSWERED = "answered", _("The person answered")
    EXTENDED = "extended", _("Extended")
    CLOSED = "closed", _("Closed")
    PROPOSED = "proposed", _("Proposed to refuse it as unfounded")
    DECLINED = "declined", _("Declined to refuse it as unfounded")
    PROVEN = "proven", _("The mailbox is the person’s")
    DOWNLOADED = "downloaded", _("The person fetched the copy")
    REMINDED = "reminded", _("Reminded those who answer for it")
    PASSED_ON = "passed_on", _("Passed on to whom it concerns")
    PASSED_IN = "passed_in", _("Passed on by Proactivox")
    KEPT = "kept", _("Found to be about our own data")
    NOT_OURS = "not_ours", _("Found to be about no customer of ours")


class Direction(models.TextChoices):
    """In: from the person. Out: to the person. Notes and drafts stay in the workspace."""

    IN = "in", _("From the person")
    OUT = "out", _("To the person")
    NOTE = "note", _("Reason on record")
    DRAFT = "draft", _("Draft of the answer")


class DataSubjectRequest(WorkspaceModel):
    """One request; its address is sealed, found by a keyed hash, and goes when it is forgotten.

    `number` is what people call it; only what is open gets one. `proof_hash` is of the mailed link
    that opens it, `link_hash` of the person's own page, whose secret is kept sealed for mails.
    `about` is the business that a person named to Proactivox, in their words, sealed.
    """

    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    rules = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="en")
    address = models.BinaryField(null=True)
    address_hash = models.BinaryField(max_length=16, null=True)
    about = models.BinaryField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    proof_hash = models.BinaryField(max_length=32, null=True)
    proof_until = models.DateTimeField(null=True)
    link = models.BinaryField(null=True)
    link_hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="request_number"),
            models.UniqueConstraint(fields=["workspace", "proof_hash"], name="request_proof"),
            models.UniqueConstraint(fields=["workspace", "link_hash"], name="request_link"),
            models.CheckConstraint(
                condition=models.Q(state="unproven") | models.Q(number__isnull=False),
                name="request_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | ~models.Q(state="closed") & models.Q(closed_at=None, outcome=""),
                name="request_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "address_hash"], name="request_address"),
            models.Index(fields=["workspace", "state", "received_at"], name="request_state"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class RequestEvent(WorkspaceModel):
    """Append-only: what happened when. It holds no words; `note_id` names the message with them.

    `detail` is the question's kind, the outcome, or the name of the notice; `actor_id` is the
    member who did it, null where it was the person or the clock. Of a request under the UK's rules
    `eu_due_on` and `uk_due_on` are the last lawful days by both laws as of this event, null while
    that clock stands still.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField()
    happening = models.CharField(max_length=20, choices=Happening.choices)
    detail = models.CharField(max_length=30, blank=True)
    months = models.PositiveSmallIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    actor_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    note_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    eu_due_on = models.DateField(null=True)
    uk_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "request", "detail"],
                condition=models.Q(happening="reminded"),
                name="request_reminded_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "request"],
                condition=models.Q(happening="received"),
                name="request_received_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "request", "at"], name="request_event")]

    def __str__(self) -> str:
        return f"{self.happening} at {self.at:%Y-%m-%d}"


class RequestMessage(WorkspaceModel):
    """What was written, sealed; `is_evidence` is deleted with the decision."""

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.CASCADE, related_name="messages"
    )
    at = models.DateTimeField(default=timezone.now)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    text = models.BinaryField()
    is_evidence = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["workspace", "request", "at"], name="request_message")]

    def __str__(self) -> str:
        return f"Message {self.id}"
