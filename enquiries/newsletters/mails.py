"""The mails about a subscription itself; they are asked for, carry no news and no list headers."""

from django.urls import reverse
from django.utils import translation

from accounts.notify import compose_mail, queue_mail
from enquiries.models import Subscriber
from enquiries.newsletters.purposes import SEND_NEWS
from enquiries.newsletters.sealing import address_of, link_of
from enquiries.newsletters.stopping import stop_token
from enquiries.site.addresses import absolute


def mail_proof(row: Subscriber, secret: str) -> None:
    """The link that confirms; without it nothing more is ever sent."""
    _mail(row, "proof", _page(row, "newsletter_confirm", secret))


def mail_known(row: Subscriber) -> None:
    """To whoever asks for what they have: the link to their choices."""
    _mail(row, "known", choices_url(row))


def choices_url(row: Subscriber) -> str:
    """The subscriber's own page."""
    secret = link_of(row, purpose=SEND_NEWS)
    return _page(row, "newsletter_choices", secret)


def one_click_url(row: Subscriber) -> str:
    """What a mail program posts to."""
    token = stop_token(link_of(row, purpose=SEND_NEWS))
    return absolute(reverse("enquiries:newsletter_stop", args=[token]))


def _page(row: Subscriber, name: str, secret: str) -> str:
    return absolute(reverse(f"enquiries:{name}", args=[secret]), row.language)


def _mail(row: Subscriber, news: str, url: str) -> None:
    email = address_of(row, purpose=SEND_NEWS)
    with translation.override(row.language):
        values = {"news": news, "url": url}
        queue_mail(compose_mail("enquiries/newsletters/asked", to=email, values=values))
