"""Webhooks on their way: signed, sent by a thread of their own, as the levers say."""

import threading
import time
from collections.abc import Callable

from sandbox.stripe.keys import webhook_secret
from sandbox.stripe.sending import Sending, body_of, post, signature
from sandbox.stripe.state import Obj, Stripe
from sandbox.world import World

MODES = ("now", "late", "twice", "hold", "drop")
RETRIES = (1.0, 5.0, 30.0)  # seconds; Stripe's are hours


class Deliveries:
    """The queue of what is to be sent, what is held back, and what was sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stripe = world.part(Stripe)
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None
        self.reset(grants=False)
        self.stripe.listeners.append(self.take)

    def reset(self, *, grants: bool) -> None:
        with self.changed:
            self.mode, self.seconds = "now", 0.0
            self.url = self.world.stripe_webhook
            self.waiting: list[Sending] = []
            self.held: list[Sending] = []
            self.log: list[Sending] = []
            self.is_busy = False

    def take(self, events: list[Obj]) -> None:
        """Events of a change that was kept."""
        for event in events:
            for url, secret in self._addresses(event["type"]):
                self.add(Sending(event["id"], event["type"], body_of(event), url, secret))

    def _addresses(self, kind: str) -> list[tuple[str, str]]:
        found = []
        if self.url.startswith("http"):
            found.append((self.url, webhook_secret(self.world.clients["stripe"])))
        registered = self.stripe.some("webhook_endpoint", status="enabled")
        wanted = [one for one in registered if {"*", kind} & set(one["enabled_events"])]
        return [*found, *((one["url"], one["_secret"]) for one in wanted)]

    def add(self, sending: Sending) -> None:
        with self.changed:
            if self.mode == "hold":
                self.held.append(sending)
            elif self.mode != "drop":
                sending.at = time.monotonic() + (self.seconds if self.mode == "late" else 0)
                self.waiting.append(sending)
                if self.mode == "twice":
                    self.waiting.append(Sending(**{**vars(sending), "statuses": []}))
                self._start()

    def _start(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self._work, daemon=True)
            self.thread.start()
        self.changed.notify_all()

    def _work(self) -> None:
        while True:
            with self.changed:
                self.is_busy = False
                self.changed.notify_all()
                while not (due := [s for s in self.waiting if s.at <= time.monotonic()]):
                    nearest = min((s.at for s in self.waiting), default=None)
                    self.changed.wait(nearest and max(0.01, nearest - time.monotonic()))
                self.waiting.remove(due[0])
                self.is_busy = True
            self._try(due[0])

    def _try(self, sending: Sending) -> None:
        status = self.send(sending)
        if not 200 <= status < 300 and sending.attempts <= len(RETRIES):
            sending.at = time.monotonic() + RETRIES[sending.attempts - 1]
            with self.changed:
                self.waiting.append(sending)

    def send(self, sending: Sending, header: str | None = None) -> int:
        """One attempt; the status of the answer, 0 without one."""
        at = int(self.world.clock.seconds())
        sending.attempts += 1
        status = post(
            sending.url, sending.body, header or signature(sending.body, sending.secret, at)
        )
        sending.statuses.append(status)
        with self.changed:
            self.log.append(sending)
            del self.log[:-2000]
        return status

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is on its way; whether that came in time."""

        def is_done() -> bool:
            return not self.waiting and not self.is_busy

        with self.changed:
            return self.changed.wait_for(is_done, seconds)

    def release(self, choose: Callable[[list[Sending]], list[Sending]]) -> list[Obj]:
        """Send what was held back, one after another in the chosen order; what was answered."""
        with self.changed:
            chosen = choose(self.held)
            self.held = [one for one in self.held if not any(one is other for other in chosen)]
        return [self.told(one, self.send(one)) for one in chosen]

    def told(self, one: Sending, status: int) -> Obj:
        return {"event": one.event, "type": one.kind, "url": one.url, "status": status}


def stripe_of(world: World) -> Stripe:
    """The world's Stripe, with somebody who sends its events."""
    world.part(Deliveries)
    return world.part(Stripe)
