"""Who is told of changes by mail: asked for by a form, confirmed by a mailed link, left by one."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id
from privacy.models import ChangeSubscriber
from privacy.policies.mails import mail_confirmation
from privacy.policies.sealing import seal_subscriber

KEPT_UNCONFIRMED = timedelta(days=2)
_SALT = "privacy.policies.subscribing"


def ask_for_changes(*, email: str, language: str) -> None:
    """Mail the link; the same work and answer for whoever is told already."""
    with inside(HOUSE_ID):
        secret, row_id = new_secret(), new_id()
        sealed, digest = seal_subscriber(row_id, email)
        proof = {"proof_hash": hash_of(secret), "proof_until": timezone.now() + KEPT_UNCONFIRMED}
        known = ChangeSubscriber.objects.filter(address_hash=digest)
        if not known.update(**proof, language=language):
            ChangeSubscriber.objects.create(
                id=row_id, address=sealed, address_hash=digest, language=language, **proof
            )
        mail_confirmation(email, secret)


def confirm_address(secret: str) -> bool:
    """The link was followed, and its button pressed; whether it was still good."""
    with inside(HOUSE_ID):
        return bool(
            _waiting(secret).update(confirmed_at=timezone.now(), proof_hash=None, proof_until=None)
        )


def is_waiting(secret: str) -> bool:
    """Whether a link can still be confirmed."""
    with inside(HOUSE_ID):
        return _waiting(secret).exists()


def leave_token(row: ChangeSubscriber) -> str:
    """What stands in each mail's link to leave; opaque, and good for ever."""
    return signing.dumps(str(row.pk), salt=_SALT)


def leave_changes(token: str) -> bool:
    """The address goes; also the second time. False for a token that is none of ours."""
    try:
        row_id = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return False
    with inside(HOUSE_ID):
        ChangeSubscriber.objects.filter(pk=row_id).delete()
    return True


def _waiting(secret: str) -> "QuerySet[ChangeSubscriber]":
    return ChangeSubscriber.objects.filter(
        proof_hash=hash_of(secret), proof_until__gte=timezone.now()
    )
