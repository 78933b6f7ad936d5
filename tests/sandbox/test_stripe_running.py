"""What goes on by itself and what outlives the sandbox's process."""

from pathlib import Path

import pytest
import stripe

from sandbox.serving import running
from tests.sandbox.stripes import client_of, payer_of, price_of


@pytest.mark.torture
def test_the_account_outlives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path, leads=0, deals=1) as first:
        monkeypatch.setattr(stripe, "ca_bundle_path", first.ca_path)
        shop = client_of(first)
        customer = payer_of(shop)
        made = shop.v1.subscriptions.create(
            {"customer": customer, "items": [{"price": price_of(shop, 10000)}]}
        )
        first.control.stripe_advance(days=31)
        secrets = first.ready["clients"]["stripe"], first.ready["stripe_webhook_secret"]
    with running(tmp_path, leads=0, deals=1) as second:
        shop = client_of(second)
        assert (second.ready["clients"]["stripe"], second.ready["stripe_webhook_secret"]) == secrets
        assert shop.v1.subscriptions.retrieve(made.id).status == "active"
        assert len(shop.v1.invoices.list({"customer": customer}).data) == 2
        second.control.stripe_advance(days=31)
        assert len(shop.v1.invoices.list({"customer": customer}).data) == 3
