"""A letter as one person's mail: in their language, as plain text and as HTML."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.notify import Mail
from enquiries.models import Newsletter, Subscriber
from enquiries.newsletters.mails import choices_url
from enquiries.newsletters.markup import as_html, as_text
from enquiries.newsletters.purposes import SEND_NEWS
from enquiries.newsletters.sealing import address_of


@dataclass(frozen=True)
class Said:
    """What a letter says in one language."""

    subject: str
    html: SafeString
    text: str


def said(letter: Newsletter, language: str) -> Said:
    """The letter in Danish, or in English for every other language."""
    is_danish = language == "da"
    text = letter.text_da if is_danish else letter.text_en
    subject = letter.subject_da if is_danish else letter.subject_en
    return Said(subject, as_html(text), as_text(text))


def compose_letter(letter: Newsletter, row: Subscriber) -> Mail:
    """The mail to a subscriber; it loads nothing from anywhere and no link tells who follows it."""
    email = address_of(row, purpose=SEND_NEWS)
    return compose_for(letter, to=email, language=row.language, choices=choices_url(row))


def compose_for(letter: Newsletter, *, to: str, language: str, choices: str) -> Mail:
    """The letter for an address, with the page on which its owner chooses or leaves."""
    found = said(letter, language)
    with translation.override(language):
        values = {"letter": letter, "said": found, "choices_url": choices, "language": language}
        text = render_to_string("enquiries/newsletters/letter.txt", values).strip() + "\n"
        html = render_to_string("enquiries/newsletters/letter.html", values).strip() + "\n"
    return Mail(to, found.subject, text, html=html)
