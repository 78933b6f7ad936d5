"""How somebody comes to get news, changes what they get, and leaves; each step leaves its proof."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.models.workspace import HOUSE_ID
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id
from enquiries.models import Step, Subscriber, SubscriptionEvent, Way
from enquiries.newsletters.finding import linked, subscriber_of, waiting
from enquiries.newsletters.mails import mail_known, mail_proof
from enquiries.newsletters.purposes import SEND_NEWS
from enquiries.newsletters.sealing import SUBSCRIBER, address_of, seal_address
from enquiries.newsletters.stopping import stop_token
from enquiries.newsletters.wording import VERSION, shown_text
from enquiries.signals import news_ended

PROOF_KEPT = timedelta(days=2)


def ask_for_news(*, email: str, language: str, topics: Iterable[str]) -> None:
    """Mail the link that confirms, or to whoever gets news already the one to their choices.

    One mail in either case: the page that follows cannot tell, and nothing is sent before.
    """
    with inside(HOUSE_ID):
        known = _locked(subscriber_of(email))
        if known is not None and is_live(known):
            mail_known(known)
            return
        secret = new_secret()
        row = known or _new(email)
        row.language, row.topics, row.asked_at = language, list(topics), timezone.now()
        row.proof_hash, row.proof_until = hash_of(secret), row.asked_at + PROOF_KEPT
        row.save(force_insert=known is None)
        _note(row, Step.ASKED, Way.FORM)
        mail_proof(row, secret)


def confirm_news(*, secret: str) -> Subscriber | None:
    """Whoever follows the mailed link gets news from now on; None where the link is no good."""
    with inside(HOUSE_ID):
        row = _locked(waiting(secret))
        # Of two who follow a link at once, one finds it used.
        if row is None or row.proof_hash is None or bytes(row.proof_hash) != hash_of(secret):
            return None
        _begin(row, Way.LINK)
        return row


def agree_signed_in(*, email: str, language: str, topics: Iterable[str]) -> None:
    """What a person chooses in their settings: the log-in has shown that the mailbox is theirs."""
    with inside(HOUSE_ID):
        chosen = list(topics)
        known = _locked(subscriber_of(email))
        if known is not None and is_live(known):
            _change(known, chosen, language, Way.SETTINGS)
        elif chosen:
            row = known or _new(email)
            row.language, row.topics = language, chosen
            if known is None:
                row.save(force_insert=True)
            _begin(row, Way.SETTINGS)


def choose_news(*, secret: str, topics: Iterable[str], language: str) -> bool:
    """What the owner of a page of choices wants; False where the page is no more, or was left."""
    with inside(HOUSE_ID):
        row = _locked(linked(secret))
        if row is None or not is_live(row):
            return False
        _change(row, list(topics), language, Way.LINK)
        return True


def stop_news(*, token: str) -> None:
    """By the mail program's button; the second time, and for who is gone already, nothing."""
    with inside(HOUSE_ID):
        _leave(_locked(Subscriber.objects.filter(stop_hash=hash_of(token)).first()), Way.ONE_CLICK)


def end_for(*, email: str, way: Way) -> None:
    """Whoever has this address gets no more, whatever made it so."""
    with inside(HOUSE_ID):
        _leave(_locked(subscriber_of(email)), way)


def is_live(row: Subscriber) -> bool:
    """Whether they agreed, and have not left."""
    return row.confirmed_at is not None and row.ended_at is None


def _new(email: str) -> Subscriber:
    row = Subscriber(id=new_id(), workspace_id=HOUSE_ID)
    seal_address(row, email)
    secret = new_secret()
    SUBSCRIBER.seal(row, {"link": secret})
    row.link_hash = hash_of(secret)
    row.stop_hash = hash_of(stop_token(secret))
    return row


def _begin(row: Subscriber, way: Way) -> None:
    row.confirmed_at, row.ended_at, row.undeliverable_at = timezone.now(), None, None
    row.proof_hash = row.proof_until = None
    row.save()
    _note(row, Step.CONFIRMED, way)
    record("subscription.confirmed", row, way=way)


def _change(row: Subscriber, topics: list[str], language: str, way: Way) -> None:
    if not topics:
        _leave(row, way)
        return
    is_other = set(topics) != set(row.topics)
    # Whoever chooses is there: the next letter shows whether it arrives.
    row.topics, row.language, row.undeliverable_at = topics, language, None
    row.save(update_fields=["topics", "language", "undeliverable_at"])
    if is_other:
        _note(row, Step.CHANGED, way)
        record("subscription.choices_changed", row, way=way)


def _leave(row: Subscriber | None, way: Way) -> None:
    if row is None or not is_live(row):
        return
    row.ended_at = timezone.now()
    row.proof_hash = row.proof_until = None
    row.save(update_fields=["ended_at", "proof_hash", "proof_until"])
    _note(row, Step.ENDED, way)
    news_ended.send(sender=None, email=address_of(row, purpose=SEND_NEWS))
    record("subscription.ended", row, way=way)


def _locked(row: Subscriber | None) -> Subscriber | None:
    key: UUID | None = row.pk if row else None
    return Subscriber.objects.select_for_update(no_key=True).filter(pk=key).first() if key else None


def _note(row: Subscriber, step: Step, way: Way) -> None:
    SubscriptionEvent.objects.create(
        subject=row.address_hash,
        step=step,
        way=way,
        topics=list(row.topics),
        version=VERSION,
        text=shown_text(row.topics),
    )
