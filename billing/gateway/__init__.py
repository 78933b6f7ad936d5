"""The only room that speaks to Stripe: values go in and come out, Stripe's own types stay inside.

Which version of the interface is spoken, and to whom, is said here once.
"""

from django.utils.translation import gettext_noop as _

from accounts.egress import Recipient, Transfer

# Pinned: a newer one is a change of ours, with its tests, never one that Stripe makes for us.
API_VERSION = "2026-10-28.endive"
STRIPE = Recipient(
    name="Stripe",
    hosts=("api.stripe.com",),
    purpose=_("Taking payments for Proactivox's own subscriptions, and making their invoices."),
    allows_sandbox=True,
    company="Stripe Payments Europe, Limited",
    country="IE",
    receives=_(
        "The name of the workspace, the address of the member who pays, what was bought, and what "
        "is typed on Stripe's own pages: card, business address, VAT number"
    ),
    transfer=Transfer.NONE,
)
