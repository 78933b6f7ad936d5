"""Products: what is sold, at whatever price."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

_NAMES = (
    "active name description metadata images marketing_features statement_descriptor tax_code "
    "unit_label url shippable"
)
_TEXTS = ("description", "statement_descriptor", "tax_code", "unit_label", "url")


def new_product(stripe: Stripe, name: str, product_id: str | None = None) -> Obj:
    """An active product; raises resource_already_exists where the id is taken."""
    if product_id in stripe.table("product"):
        raise StripeError("Product already exists.", code="resource_already_exists", param="id")
    return stripe.add(
        "product",
        {
            **dict.fromkeys(_TEXTS),
            "active": True,
            "default_price": None,
            "images": [],
            "marketing_features": [],
            "metadata": {},
            "name": name,
            "package_dimensions": None,
            "shippable": None,
            "type": "service",
            "updated": stripe.now(),
        },
        id=product_id,
    )


@api("POST", "/v1/products", f"{_NAMES} id default_price_data")
def create(stripe: Stripe, asked: Asked) -> Obj:
    from sandbox.stripe.prices import new_price

    made = new_product(stripe, asked.required("name"), asked.text("id"))
    _write(stripe, made, asked)
    happened(stripe, "product.created", made)
    if "default_price_data" in asked:
        price = new_price(stripe, made, asked.part("default_price_data"))
        made["default_price"] = price["id"]
    return made


@api("GET", "/v1/products", "(page) active ids shippable url type")
def products(stripe: Stripe, asked: Asked) -> Obj:
    found = stripe.some("product")
    if "active" in asked:
        found = [one for one in found if one["active"] == asked.flag("active")]
    if "ids" in asked:
        found = [one for one in found if one["id"] in asked.texts("ids")]
    return page_of(stripe, asked, found, "/v1/products")


@api("GET", "/v1/products/{product_id}")
def retrieve(stripe: Stripe, asked: Asked, product_id: str) -> Obj:
    return stripe.get("product", product_id)


@api("POST", "/v1/products/{product_id}", f"{_NAMES} default_price")
def update(stripe: Stripe, asked: Asked, product_id: str) -> Obj:
    found = stripe.get("product", product_id)
    with telling(stripe, "product.updated", found):
        _write(stripe, found, asked)
        if price := asked.text("default_price"):
            found["default_price"] = stripe.get("price", price, "default_price")["id"]
    return found


@api("DELETE", "/v1/products/{product_id}")
def delete(stripe: Stripe, asked: Asked, product_id: str) -> Obj:
    found = stripe.get("product", product_id)
    if stripe.some("price", product=product_id):
        text = "This product cannot be deleted because it has one or more user-created prices."
        raise StripeError(text)
    happened(stripe, "product.deleted", found)
    found["deleted"] = True
    return found


def _write(stripe: Stripe, product: Obj, asked: Asked) -> None:
    for name in _TEXTS:
        if name in asked:
            product[name] = asked.text(name)
    product["name"] = asked.text("name", product["name"])
    product["active"] = asked.flag("active", product["active"])
    product["metadata"] = asked.metadata(product["metadata"])
    if "images" in asked:
        product["images"] = asked.texts("images")
    if "marketing_features" in asked:
        features = [{"name": one.required("name")} for one in asked.parts("marketing_features")]
        product["marketing_features"] = features
    product["updated"] = stripe.now()
