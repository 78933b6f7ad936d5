"""A rule as the sentence that one would say, and what holds it back as the sentences after it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.automations.fields import set_words
from analytics.automations.measures import NUMBERS
from analytics.automations.rule import Approval, By, Criterion, Do, On, Rule
from analytics.automations.things import Evidence
from analytics.automations.words import TESTS, WITHIN, days_words, sums_words, written
from analytics.channels.names import channel_name
from analytics.exploring.language import NoFilter, filter_of
from analytics.exploring.words import clause_words, names_in
from analytics.figures import money
from analytics.queries.where import Compare

Names = Mapping[str, str]


def sentence(rule: Rule, currency: str, monitors: Names, endpoints: Names) -> str:
    """When this, then that; in the language of whoever reads it."""
    words = {"thing": _thing(rule), "deed": deed(rule, currency, endpoints)}
    trigger = rule.trigger
    if trigger.tests:
        words |= {"tests": _joined(_test(one, currency) for one in trigger.tests)}
        words |= {"days": _days(rule)}
    if trigger.on is On.METRIC:
        return _("When %(thing)s has %(tests)s over %(days)s, %(deed)s.") % words
    if trigger.on is On.SCHEDULE:
        words |= {"when": _when(rule)}
        if trigger.tests:
            text = _(
                "%(when)s, for each of these: %(thing)s with %(tests)s over %(days)s: %(deed)s."
            )
            return text % words
        return _("%(when)s, for each of these: %(thing)s: %(deed)s.") % words
    words |= {"monitor": _monitor(rule, monitors)}
    if trigger.tests:
        text = _(
            "When %(monitor)s opens an incident about %(thing)s, which has %(tests)s over "
            "%(days)s, %(deed)s."
        )
        return text % words
    return _("When %(monitor)s opens an incident about %(thing)s, %(deed)s.") % words


def limits_of(rule: Rule, currency: str) -> list[str]:
    """What holds it back, a sentence each."""
    found = [*_guards(rule, currency), *_limits(rule)]
    if rule.action.is_asked:
        approval = {
            Approval.ALWAYS: _("Each change waits until a second member approves it."),
            Approval.LIMITS: _("What is beyond the workspace’s limits waits for a second member."),
        }
        found.append(approval[rule.limits.approval])
    if rule.action.do is Do.FIELD:
        most = ngettext(
            "At most %(count)d record of a campaign at a time.",
            "At most %(count)d records of a campaign at a time.",
            rule.action.most,
        )
        found += [most % {"count": rule.action.most}, _("Nobody who is restricted or erased.")]
    return found


def _guards(rule: Rule, currency: str) -> Iterable[str]:
    guards = rule.guards
    least = {
        "clicks": guards.least_clicks,
        "spend": guards.least_spend,
        "conversions": guards.least_conversions,
    }
    floors = [
        f"{written(key, Fraction(number), currency)} {WITHIN[key]}"
        for key, number in least.items()
        if number
    ]
    if floors:
        yield _("Not with less than %(floors)s.") % {"floors": _joined(floors, _("or"))}
    if guards.settled and rule.trigger.tests:
        yield _("It waits until days are settled.")
    if guards.trusted:
        yield _("Not by days of which the source tells other sums.")


def _limits(rule: Rule) -> Iterable[str]:
    limits = rule.limits
    per_day = ngettext("At most once a day.", "At most %(count)d times a day.", limits.per_day)
    yield per_day % {"count": limits.per_day}
    if limits.cool_days:
        cool = ngettext(
            "The same campaign again after %(count)d day at the earliest.",
            "The same campaign again after %(count)d days at the earliest.",
            limits.cool_days,
        )
        yield cool % {"count": limits.cool_days}
    if limits.hold_out:
        text = _("%(share)d of 100 campaigns are left alone, to compare.")
        yield text % {"share": limits.hold_out}


def deed(rule: Rule, currency: str, endpoints: Names) -> str:
    """What is done, as it ends a sentence; by channel it is done to each of its campaigns."""
    action = rule.action
    if rule.trigger.by is By.CHANNEL and action.is_asked:
        words = {"deed": deed(one_by_one(rule), currency, endpoints)}
        return _("do this with each of its campaigns: %(deed)s") % words
    if action.do in (Do.RAISE, Do.LOWER):
        return _moved(rule)
    if action.do is Do.FIELD:
        return set_words(action)
    texts = {
        Do.PAUSE: _("pause it"),
        Do.RESUME: _("resume it"),
        Do.TASK: _("make a task about its campaign in the CRM"),
        Do.NOTIFY: _("tell the members"),
    }
    if action.do in texts:
        return texts[action.do]
    host = endpoints.get(action.endpoint) or _("one that is gone")
    return _("call the webhook at %(host)s") % {"host": host}


def one_by_one(rule: Rule) -> Rule:
    """The same said of a single campaign."""
    return replace(rule, trigger=replace(rule.trigger, by=By.CAMPAIGN))


def _moved(rule: Rule) -> str:
    action = rule.action
    texts = {
        (Do.RAISE, False): _("raise its daily budget by %(percent)d%%"),
        (Do.RAISE, True): _(
            "raise its daily budget by %(percent)d%%, to at most %(bound)s in its account’s "
            "currency"
        ),
        (Do.LOWER, False): _("lower its daily budget by %(percent)d%%"),
        (Do.LOWER, True): _(
            "lower its daily budget by %(percent)d%%, to no less than %(bound)s in its account’s "
            "currency"
        ),
    }
    has_bound = action.bound_micros is not None
    # A bound is in the currency of the campaign's account, which may be another for each.
    bound = money(action.bound_micros or 0)
    return texts[action.do, has_bound] % {"percent": action.percent, "bound": bound}


def _thing(rule: Rule) -> str:
    try:
        clause = filter_of(rule.scope)
    except NoFilter:
        return _("a campaign of a filter that nobody can read any more")
    is_channel = rule.trigger.by is By.CHANNEL
    if clause is None:
        return _("a channel") if is_channel else _("a campaign")
    words = {"filter": clause_words(clause, names_in(clause))}
    if is_channel:
        return _("a channel (of its campaigns: %(filter)s)") % words
    return _("a campaign (%(filter)s)") % words


def _test(test: Criterion, currency: str) -> str:
    metric = str(WITHIN[test.metric])
    if test.compare is Compare.EQUAL and not test.number and not NUMBERS[test.metric].denominator:
        return _("no %(metric)s") % {"metric": metric}
    number = written(test.metric, Fraction(test.number), currency)
    return str(TESTS[test.compare]) % {"metric": metric, "number": number}


def _days(rule: Rule) -> str:
    count = rule.trigger.days
    if rule.guards.settled:
        text = ngettext("%(count)d settled day", "%(count)d settled days", count)
    else:
        text = ngettext("%(count)d complete day", "%(count)d complete days", count)
    return text % {"count": count}


def _when(rule: Rule) -> str:
    hour = f"{rule.trigger.hour:02}:00"
    if len(rule.trigger.weekdays) == 7:
        return _("Every day at %(hour)s") % {"hour": hour}
    days = _joined(str(WEEKDAYS[one]) for one in rule.trigger.weekdays)
    return _("On %(days)s at %(hour)s") % {"days": days, "hour": hour}


def _monitor(rule: Rule, monitors: Names) -> str:
    if not rule.trigger.monitors:
        return _("any monitor")
    gone = _("one that is gone")
    return _joined((f"“{monitors.get(one, gone)}”" for one in rule.trigger.monitors), _("or"))


def _joined(texts: Iterable[str], word: str = "") -> str:
    *first, last = texts
    return f"{', '.join(first)} {word or _('and')} {last}" if first else last


def seen_words(rule: Rule, evidence: Evidence, currency: str) -> str:
    """By which numbers, of which days; of a channel's campaign by those of the channel."""
    if evidence.whole is not None:
        whole = seen_words(rule, evidence.whole, currency)
        return f"{channel_name(evidence.whole.thing.name)}: {whole}"
    sums = sums_words(evidence.sums, currency)
    days = days_words(evidence.first_on, evidence.last_on)
    return f"{sums} ({days})" if sums and days else sums or days
