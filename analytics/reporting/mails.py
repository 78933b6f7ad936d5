"""The mail that carries a report: its first page as a picture, all of it as a PDF."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import User, Workspace
from accounts.notify import Attachment, Mail
from analytics.models import Report
from analytics.reporting.setting.document import Card, Cards, Document

_PICTURE = "report"
_MOST_CARDS = 12


def compose_report(
    *,
    report: Report,
    document: Document,
    pdf: bytes,
    picture: bytes,
    user: User,
    workspace: Workspace,
) -> Mail:
    """The mail to a recipient, in the language that counts around it.

    The picture lies in the mail, so that no server is asked for it and nobody learns who reads.
    """
    home = settings.PUBLIC_URL.rstrip("/")
    names = {"slug": workspace.slug, "report_id": report.pk}
    leave = home + reverse("analytics:leave_sent_report", kwargs=names)
    values = {
        "report": report,
        "document": document,
        "workspace": workspace,
        "cards": _cards(document),
        "picture": _PICTURE,
        "public_url": home,
        "report_url": home + reverse("analytics:sent_report", kwargs=names),
        "leave_url": leave,
    }
    text = render_to_string("emails/report_message.txt", values).strip() + "\n"
    html = render_to_string("emails/report_message.html", values).strip() + "\n"
    subject = render_to_string("emails/report_subject.txt", values)
    return Mail(
        user.email,
        " ".join(subject.split()),
        text,
        html=html,
        headers={"List-Unsubscribe": f"<{leave}>"},
        attachments=(
            Attachment.of_bytes("report.png", picture, "image/png", _PICTURE),
            Attachment.of_bytes(file_name(report.name), pdf, "application/pdf"),
        ),
    )


def file_name(name: str) -> str:
    """What a report's PDF is called where it is kept."""
    return f"{slugify(name) or 'report'}.pdf"


def _cards(document: Document) -> tuple[Card, ...]:
    """The numbers of the report, for who reads no picture."""
    found = [card for block in document.blocks if isinstance(block, Cards) for card in block.cards]
    return tuple(found[:_MOST_CARDS])
