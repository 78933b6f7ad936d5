"""The levers of Stripe: webhooks, cards, time, failures."""

from typing import Any, Literal

from sandbox.control.calling import Caller

Mode = Literal["now", "late", "twice", "hold", "drop"]
Order = Literal["same", "reversed", "shuffled"]


class StripeControl(Caller):
    """What tests turn at Stripe; see sandbox/stripe/README.md."""

    def stripe_state(self) -> dict[str, Any]:
        """now, counts of objects by kind, webhooks."""
        found: dict[str, Any] = self._call("GET", "/stripe/state").json()
        return found

    def stripe_clear(self) -> None:
        """An empty account; webhooks go out at once again."""
        self.post("/stripe/clear")

    def stripe_keep(self) -> None:
        self.post("/stripe/keep")

    def stripe_bring_back(self) -> None:
        """All that was there when `stripe_keep` was called."""
        self.post("/stripe/bring_back")

    def stripe_webhooks(self, mode: Mode = "now", **more: Any) -> None:
        """How events go out from now on: `seconds` for late, `url` of the product's endpoint."""
        self.post("/stripe/webhooks", {"mode": mode, **more})

    def stripe_release(self, order: Order = "same", **more: Any) -> list[dict[str, Any]]:
        """Send what was held back: `times`, `types`, `seed`; [{event, type, url, status}]."""
        found: list[dict[str, Any]] = self.post(
            "/stripe/webhooks/release", {"order": order, **more}
        )
        return found

    def stripe_lose(self) -> int:
        """Forget what was held back; how many events nobody will hear of."""
        return int(self.post("/stripe/webhooks/lose")["lost"])

    def stripe_settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way."""
        return bool(self.post("/stripe/webhooks/settle", {"seconds": seconds})["settled"])

    def stripe_deliveries(self) -> dict[str, list[dict[str, Any]]]:
        """What was sent and what is held, the oldest first."""
        found: dict[str, list[dict[str, Any]]] = self._call("GET", "/stripe/webhooks").json()
        return found

    def stripe_signed(self, event: str, *, forged: bool = False, age: int = 0) -> tuple[bytes, str]:
        """The body of an event and its Stripe-Signature, for a test that posts it by itself."""
        asked = {"event": event, "forged": forged, "age": age}
        found = self.post("/stripe/webhooks/sign", asked)
        return found["body"].encode(), found["signature"]

    def stripe_sign(self, body: str, *, forged: bool = False, age: int = 0) -> str:
        """The Stripe-Signature of any body."""
        asked = {"body": body, "forged": forged, "age": age}
        return str(self.post("/stripe/webhooks/sign", asked)["signature"])

    def stripe_send(self, event: str, *, forged: bool = False, age: int = 0) -> int:
        """Send one event to the product now, or one with a bad signature; its answer's status."""
        asked = {"event": event, "forged": forged, "age": age}
        return int(self.post("/stripe/webhooks/send", asked)["status"])

    def stripe_fault(self, kind: Literal["rate_limit", "api_error", "cut"], **more: Any) -> int:
        """The next API requests fail: `times`, `skip`, `path`."""
        return int(self.post("/stripe/faults", {"kind": kind, **more})["id"])

    def stripe_decline(self, customer: str, code: str | None = "generic_decline") -> None:
        """The bank refuses this customer's charges from now on; None: it pays again."""
        self.post(f"/stripe/customers/{customer}", {"declines": code})

    def stripe_expire_card(self, card: str, month: int = 1, year: int = 2020) -> None:
        self.post(f"/stripe/cards/{card}", {"exp_month": month, "exp_year": year})

    def stripe_advance(self, *, days: float = 0.0, seconds: int = 0) -> int:
        """All of Stripe's time goes on, and what is due then happens; the new now."""
        asked = {"seconds": int(days * 86_400) + seconds}
        return int(self.post("/stripe/advance", asked)["now"])

    def stripe_dunning(self, ends: Literal["cancel", "unpaid", "past_due"]) -> None:
        """What the last failed attempt leads to."""
        self.post("/stripe/settings", {"dunning_ends": ends})
