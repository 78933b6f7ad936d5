"""Opens Stripe for a few calls, and says what went wrong in our own words."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Refused, Trouble

log = logging.getLogger(__name__)


class StripeAway(Trouble):
    """It did not answer, or was too busy: the same may be asked later."""

    code = "stripe_away"


class Unknown(Trouble):
    """Stripe has no such object."""

    code = "stripe_unknown"


@contextmanager
def stripe_api() -> Iterator[Any]:
    """Stripe's `v1`; raises Refused, StripeAway, Unknown, or Trouble for what else it refuses."""
    if not settings.STRIPE_SECRET_KEY:
        raise Refused(
            _("Nothing can be bought here: this installation has no account at Stripe."),
            code="no_stripe",
        )
    from billing.gateway import library

    transport = library.Egress()
    try:
        yield library.open_stripe(transport).v1
    except library.stripe.StripeError as error:
        raise _in_our_words(library.stripe, error) from error
    finally:
        transport.close()


def plain(found: Any) -> dict[str, Any]:
    """An object of the library as a dict of plain values."""
    return dict(found.to_dict())


def _in_our_words(stripe: Any, error: Any) -> Trouble:
    if isinstance(error, stripe.CardError):
        return Refused(
            error.user_message or _("The card was refused."),
            advice=_("Use another card, or ask your bank."),
            code=error.code or "card_refused",
        )
    if isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError)):
        return _away()
    if isinstance(error, stripe.InvalidRequestError):
        if error.code == "resource_missing":
            return Unknown(_("Stripe does not know it any more."))
        log.warning("Stripe refused %s (%s).", error.code, error.param)
        return Trouble(
            error.user_message or _("Stripe did not accept it."),
            code=error.code or "stripe_refused",
        )
    status = error.http_status or 0
    if status >= 500:
        return _away()
    log.error("Stripe refused us: %s.", type(error).__name__)
    return Trouble(_("Stripe refused our key."), code="stripe_key")


def _away() -> StripeAway:
    return StripeAway(
        _("Stripe does not answer."), permanent=False, advice=_("Try again in a minute.")
    )
