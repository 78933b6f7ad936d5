"""A look-alike of Stripe Billing: catalogue, checkout, subscriptions, invoices, webhooks."""

from sandbox.stripe import answering, checkout_page, invoice_pages, portal_page
from sandbox.stripe import balance_api as balance_api
from sandbox.stripe import checkout as checkout
from sandbox.stripe import clocks as clocks
from sandbox.stripe import coupons as coupons
from sandbox.stripe import customers as customers
from sandbox.stripe import happenings as happenings
from sandbox.stripe import invoice_items as invoice_items
from sandbox.stripe import meters as meters
from sandbox.stripe import payment_methods as payment_methods
from sandbox.stripe import portal as portal
from sandbox.stripe import previews as previews
from sandbox.stripe import prices as prices
from sandbox.stripe import tax_ids as tax_ids
from sandbox.stripe import taxes as taxes
from sandbox.stripe import usage as usage
from sandbox.stripe import webhook_endpoints as webhook_endpoints

# A preview's address would be taken for the id of an invoice, so these come after it.
from sandbox.stripe import invoices as invoices  # isort: skip
from sandbox.stripe import stopping as stopping  # isort: skip
from sandbox.stripe import subscriptions as subscriptions  # isort: skip
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
for module in (checkout_page, portal_page, invoice_pages, answering):
    routes.include(module.routes)
for method in ("GET", "POST", "DELETE"):
    routes.add(method, "/v1/.*")(answering.no_address)

__all__ = ["routes"]
