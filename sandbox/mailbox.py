"""A readable mailbox: the messages that the product's file-based e-mail backend has written."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
# Django ends each message with a line of 79 dashes.
_BETWEEN = re.compile(rb"^-{79}\r?\n", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
SHOWN = 100


@dataclass(frozen=True)
class Mail:
    """One message as shown: newest first by `written_at` (seconds)."""

    subject: str
    sender: str
    to: str
    sent: str
    body: str
    written_at: float


def messages(folder: Path | None) -> list[Mail]:
    """All messages in a folder, newest first; unreadable files are passed over."""
    if folder is None or not folder.is_dir():
        return []
    found = [mail for path in folder.iterdir() if path.is_file() for mail in _read(path)]
    return sorted(found, key=lambda mail: mail.written_at, reverse=True)


def _read(path: Path) -> Iterator[Mail]:
    try:
        content, written_at = path.read_bytes(), path.stat().st_mtime
    except OSError:
        return
    for raw in _BETWEEN.split(content):
        if raw.strip():
            message = message_from_bytes(raw.lstrip(), policy=policy.default)
            yield _mail(message, written_at)


def _mail(message: EmailMessage, written_at: float) -> Mail:
    sent = str(message["Date"] or "")
    with contextlib.suppress(ValueError, TypeError):
        written_at = parsedate_to_datetime(sent).timestamp()
    part = message.get_body(preferencelist=("plain", "html"))
    body = part.get_content() if part is not None else ""
    return Mail(
        subject=str(message["Subject"] or "(no subject)"),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        sent=sent,
        body=str(body).strip(),
        written_at=written_at,
    )


@routes.add("GET", "/mail")
def inbox(world: World, request: Request) -> Response:
    mails = messages(world.mail_dir)
    articles = "".join(_article(mail) for mail in mails[:SHOWN])
    if not articles:
        articles = "<p>No mail yet. Reload this page after the product has sent some.</p>"
    intro = '<p class="note">Mail that the product sent on this machine. None of it left it.</p>'
    return html_response(
        page(f"Mail ({len(mails)})", f"<h1>Mail</h1>{intro}{articles}", is_wide=True)
    )


def _article(mail: Mail) -> str:
    return (
        f"<article><h2>{text(mail.subject)}</h2>"
        f'<p class="note">To {text(mail.to)} · from {text(mail.sender)} · {text(mail.sent)}</p>'
        f"<pre>{_with_links(mail.body)}</pre></article>"
    )


def _with_links(body: str) -> str:
    parts, position = [], 0
    for match in _LINK.finditer(body):
        link = text(match[0])
        parts.append(text(body[position : match.start()]))
        parts.append(f'<a href="{link}" rel="noreferrer">{link}</a>')
        position = match.end()
    return "".join([*parts, text(body[position:])])
