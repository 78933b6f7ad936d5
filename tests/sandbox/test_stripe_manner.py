"""Keys, pages, expansion, idempotency and refusals, as stripe-python meets them."""

from typing import Any

import httpx
import pytest
import stripe

from sandbox.serving import Running
from tests.sandbox.stripes import client_of, payer_of, price_of


def test_a_wrong_key_and_no_key_open_nothing(served: Running, shop: stripe.StripeClient) -> None:
    stranger = client_of(served, key="sk_test_of_somebody_else")
    with pytest.raises(
        stripe.AuthenticationError, match="Invalid API Key provided: sk_test_"
    ) as no:
        stranger.v1.customers.list()
    assert no.value.http_status == 401
    assert str(no.value.request_id).startswith("req_")
    bare = httpx.get(f"{served.origin}/stripe/v1/customers", verify=False, trust_env=False)  # noqa: S501
    assert bare.status_code == 401


def test_lists_come_in_pages_the_newest_first(shop: stripe.StripeClient) -> None:
    made = [shop.v1.customers.create({"name": f"Customer {n}"}).id for n in range(5)]
    first = shop.v1.customers.list({"limit": 2})
    assert ([one.id for one in first.data], first.has_more) == ([made[4], made[3]], True)
    second = shop.v1.customers.list({"limit": 3, "starting_after": made[3]})
    assert ([one.id for one in second.data], second.has_more) == (made[2::-1], False)
    before = shop.v1.customers.list({"limit": 2, "ending_before": made[1]})
    assert [one.id for one in before.data] == [made[3], made[2]]
    walked = [one.id for one in shop.v1.customers.list({"limit": 2}).auto_paging_iter()]
    assert walked == made[::-1]
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        shop.v1.customers.list({"starting_after": "cus_nobody"})


def test_a_key_gives_the_same_answer_and_refuses_another_question(
    shop: stripe.StripeClient,
) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "once"}
    first = shop.v1.customers.create({"name": "Acme"}, options)
    again = shop.v1.customers.create({"name": "Acme"}, options)
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(shop.v1.customers.list().data) == 1
    with pytest.raises(stripe.IdempotencyError) as refused:
        shop.v1.customers.create({"name": "Rival"}, options)
    assert refused.value.http_status == 400


def test_a_cut_answer_is_asked_for_again_and_done_once(
    served: Running, shop: stripe.StripeClient
) -> None:
    served.control.stripe_fault("cut", path="POST /stripe/v1/customers")
    options: stripe.RequestOptions = {"idempotency_key": "cut"}
    with pytest.raises(stripe.APIConnectionError):
        shop.v1.customers.create({"name": "Acme"}, options)
    shop.v1.customers.create({"name": "Acme"}, options)
    assert len(shop.v1.customers.list().data) == 1


def test_what_is_wrong_is_named(served: Running, shop: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as gone:
        shop.v1.customers.retrieve("cus_nobody")
    assert (gone.value.http_status, gone.value.code) == (404, "resource_missing")
    customer = payer_of(shop)
    with pytest.raises(stripe.InvalidRequestError) as wrong:
        shop.v1.subscriptions.create({"customer": customer, "items": [{"price": "price_none"}]})
    assert (wrong.value.http_status, wrong.value.param) == (400, "items[0][price]")
    blue: Any = {"colour": "blue"}
    with pytest.raises(stripe.InvalidRequestError) as strange:
        shop.v1.customers.create(blue)
    assert (strange.value.code, strange.value.param) == ("parameter_unknown", "colour")
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        shop.v1.customers.retrieve(customer, {"expand": ["name"]})
    with pytest.raises(stripe.InvalidRequestError) as form:
        shop.v1.customers.tax_ids.create(customer, {"type": "eu_vat", "value": "DK1"})
    assert form.value.code == "tax_id_invalid"
    impatient = client_of(served, max_network_retries=0)
    served.control.stripe_fault("rate_limit")
    with pytest.raises(stripe.RateLimitError):
        impatient.v1.customers.list()
    served.control.stripe_fault("api_error")
    with pytest.raises(stripe.APIError):
        impatient.v1.customers.list()


def test_a_refused_card_says_why_and_leaves_nothing(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    customer = shop.v1.customers.create({"email": "alice@acme.example"}).id
    with pytest.raises(stripe.CardError) as refused:
        shop.v1.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": customer})
    assert (refused.value.http_status, refused.value.code) == (402, "card_declined")
    later = payer_of(shop, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError):
        shop.v1.subscriptions.create(
            {
                "customer": later,
                "items": [{"price": price}],
                "payment_behavior": "error_if_incomplete",
            }
        )
    assert shop.v1.subscriptions.list({"customer": later, "status": "all"}).data == []
    assert shop.v1.invoices.list({"customer": later}).data == []


def test_metadata_is_merged_and_taken_away(shop: stripe.StripeClient) -> None:
    made = shop.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    found = shop.v1.customers.update(made.id, {"metadata": {"a": "", "c": "3"}})
    assert found.metadata is not None
    assert found.metadata.to_dict() == {"b": "2", "c": "3"}
    shop.v1.customers.delete(made.id)
    assert shop.v1.customers.retrieve(made.id).deleted is True
