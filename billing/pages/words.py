"""Where a workspace stands, in words: the state as a badge and a sentence, the facts below it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.offers import price_text
from billing.plans import FREE, Interval
from billing.standing import Phase, Standing


@dataclass(frozen=True)
class State:
    """A badge and a sentence."""

    label: str
    tone: str
    text: str


@dataclass(frozen=True)
class Fact:
    """One thing that is known, for components/facts.html."""

    label: str
    value: str
    hint: str = ""


def state_of(stands: Standing) -> State:
    """The phase in words."""
    label, tone, text = _states()[stands.phase]
    values = {
        "end": day_text(stands.current_period_end),
        "trial": day_text(stands.trial_ends_at),
        "grace": day_text(stands.grace_until),
        "free": FREE.name,
        "plan": stands.plan.name,
    }
    return State(label, tone, text % values)


def _states() -> dict[Phase, tuple[str, str, str]]:
    trial = _(
        "Everything of %(plan)s until %(trial)s, without a card. Then the workspace goes on with "
        "%(free)s, unless a plan is chosen."
    )
    over = _(
        "The workspace goes on with %(free)s. What is more than it holds stands still; nothing "
        "is deleted."
    )
    ends = _("Everything works until %(end)s, then the workspace goes on with %(free)s.")
    late = _("The last payment did not go through. Everything works until %(grace)s.")
    stopped = _("It was not paid in time. Nothing is lost; changes and new data wait for it.")
    ended = _("The subscription has ended, and the workspace goes on with %(free)s.")
    return {
        Phase.TRIAL: (_("Free trial"), "info", trial),
        Phase.FREE: (_("Free"), "none", _("For as long as you like, without a card")),
        Phase.TRIAL_OVER: (_("Trial over"), "warn", over),
        Phase.PAID: (_("Paid"), "good", _("It renews itself on %(end)s.")),
        Phase.ENDING: (_("Cancelled"), "warn", ends),
        Phase.GRACE: (_("Payment late"), "warn", late),
        Phase.READ_ONLY: (_("Read-only"), "bad", stopped),
        Phase.ENDED: (_("Ended"), "none", ended),
        Phase.OFFER: (_("By contract"), "good", _("With an invoice by contract")),
    }


def facts_of(stands: Standing) -> list[Fact]:
    """Price, seats, next invoice, trial: each only where there is one."""
    facts = [Fact(_("Plan"), str(stands.plan.name))]
    if price := price_of(stands):
        facts.append(price)
    if stands.seats is not None and stands.bought:
        seats = ngettext("%(n)s member", "%(n)s members", stands.seats) % {"n": stands.seats}
        facts.append(Fact(_("Paid for"), seats))
    if stands.phase is Phase.PAID and stands.current_period_end:
        facts.append(Fact(_("Next invoice"), day_text(stands.current_period_end)))
    if stands.phase is Phase.TRIAL and stands.trial_ends_at:
        facts.append(Fact(_("Left of the trial"), days_left(stands.trial_ends_at)))
    return facts


def price_of(stands: Standing) -> Fact | None:
    """What Stripe asks by the prices of the day on which it was bought; None until it is known."""
    if stands.price is None:
        return None
    is_yearly = stands.interval == Interval.YEAR
    value = _("%(amount)s a year") if is_yearly else _("%(amount)s a month")
    amount = price_text(stands.price, stands.currency)
    hint = _("before VAT, discounts and use beyond the plan")
    return Fact(_("Price"), value % {"amount": amount}, hint)


def days_left(at: datetime) -> str:
    """Whole days from now, at least one while it lasts."""
    days = max(1, -((timezone.now() - at).days))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def day_text(at: datetime | None) -> str:
    """A day in the workspace's zone; a dash where there is none."""
    return "–" if at is None else date_format(timezone.localtime(at), "DATE_FORMAT")
