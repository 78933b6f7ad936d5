"""A ticket: what somebody wrote to Proactivox, what was answered, the files; words are sealed."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class TicketTopic(models.TextChoices):
    """What somebody writes about."""

    GENERAL = "general", _("A question")
    SALES = "sales", _("Plans and prices")
    SUPPORT = "support", _("Help with Proactivox")
    PRESS = "press", _("Press")


class TicketChannel(models.TextChoices):
    """How it arrived."""

    FORM = "form", _("Form")
    LOGIN = "login", _("Logged in")
    MAIL = "mail", _("E-mail")


class TicketState(models.TextChoices):
    """Who has to write next, or how it ended."""

    OURS = "ours", _("Waits for us")
    THEIRS = "theirs", _("Waits for the asker")
    CLOSED = "closed", _("Closed")
    SPAM = "spam", _("Spam")


class TicketDirection(models.TextChoices):
    """In: from the asker. Out: to the asker. Notes stay among staff."""

    IN = "in", _("From the asker")
    OUT = "out", _("To the asker")
    NOTE = "note", _("Note among staff")


class Ticket(WorkspaceModel):
    """One matter of one asker. Its secret link opens it to them; a keyed hash finds their address.

    `asker_id` is the login and `customer_id` the workspace of whoever asked logged in. `closed_at`
    is when it was closed, or marked as spam; `answered_at` when the first answer went out.
    """

    reference = models.CharField(max_length=12)
    topic = models.CharField(max_length=20, choices=TicketTopic.choices)
    channel = models.CharField(max_length=10, choices=TicketChannel.choices)
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.OURS)
    language = models.CharField(max_length=5, default="en")
    address = models.BinaryField()
    address_hash = models.BinaryField(max_length=16)
    name = models.BinaryField(null=True)
    company = models.BinaryField(null=True)
    asker_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    customer_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    assignee_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    link = models.BinaryField()
    link_hash = models.BinaryField(max_length=32)
    received_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reference"], name="ticket_reference"),
            models.UniqueConstraint(fields=["workspace", "link_hash"], name="ticket_link"),
            models.CheckConstraint(
                condition=models.Q(state__in=["ours", "theirs"], closed_at=None)
                | models.Q(state__in=["closed", "spam"], closed_at__isnull=False),
                name="ticket_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "address_hash"], name="ticket_address"),
            models.Index(fields=["workspace", "state", "written_at"], name="ticket_state"),
            models.Index(fields=["workspace", "asker_id"], name="ticket_asker"),
        ]

    def __str__(self) -> str:
        return self.reference


class TicketMessage(WorkspaceModel):
    """What was written, sealed; `author_id` is the member who did, null where it was the asker."""

    ticket = WorkspaceForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField(default=timezone.now)
    direction = models.CharField(max_length=10, choices=TicketDirection.choices)
    text = models.BinaryField()
    author_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "ticket", "at"], name="ticket_message")]

    def __str__(self) -> str:
        return f"Message {self.id}"


class TicketFile(WorkspaceModel):
    """A file that came with a message; its name is sealed, its bytes lie in pieces."""

    message = WorkspaceForeignKey(TicketMessage, on_delete=models.CASCADE, related_name="files")
    name = models.BinaryField()
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "message"], name="ticket_file")]

    def __str__(self) -> str:
        return f"File {self.id}"


class TicketFilePiece(WorkspaceModel):
    """A piece of a file, sealed with its number, so that none can be moved or left out."""

    file = WorkspaceForeignKey(TicketFile, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    is_last = models.BooleanField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "file", "number"], name="ticket_file_piece"
            ),
        ]

    def __str__(self) -> str:
        return f"Piece {self.number}"


class TicketMail(WorkspaceModel):
    """Which mails were taken, each once: a keyed hash of its own id and sender."""

    ticket = WorkspaceForeignKey(Ticket, on_delete=models.CASCADE, related_name="mails")
    at = models.DateTimeField(default=timezone.now)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="ticket_mail_once"),
        ]
        indexes = [models.Index(fields=["workspace", "ticket"], name="ticket_mail")]

    def __str__(self) -> str:
        return f"Mail {self.id}"
