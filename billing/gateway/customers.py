"""Customers at Stripe: one for a workspace, named after it, with the address of who pays."""

from uuid import UUID

from billing.gateway.calling import stripe_api


def make_customer(*, workspace_id: UUID, name: str, email: str, language: str) -> str:
    """Its id; a second call for the same workspace and address gives the same one."""
    values = {
        "name": name,
        "email": email,
        "preferred_locales": [language],
        "metadata": {"workspace": str(workspace_id)},
    }
    with stripe_api() as stripe:
        key = {"idempotency_key": f"customer:{workspace_id}:{email}"}
        return str(stripe.customers.create(values, key).id)


def write_to(*, customer_id: str, email: str) -> None:
    """Have Stripe write to another address from now on."""
    with stripe_api() as stripe:
        stripe.customers.update(customer_id, {"email": email})


def workspace_named_by(customer_id: str) -> str:
    """Which workspace a customer was made for, as Stripe has it; "" for none."""
    with stripe_api() as stripe:
        found = stripe.customers.retrieve(customer_id).to_dict()
    return str((found.get("metadata") or {}).get("workspace", ""))
