"""How budgets and goals look as JSON, in and out: what is meant, there, and foretold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.api_keys.said import BodySerializer, QuerySerializer
from accounts.models import Workspace
from analytics.api_shapes import MetricField, PeriodSerializer
from analytics.budgets.calendars import calendar_of, period_of
from analytics.budgets.forms import is_currency
from analytics.budgets.keeping import Amount
from analytics.budgets.reading import BadAmount, read_amount, written
from analytics.budgets.standings import Standing, State
from analytics.metrics import CATALOGUE, Unit
from analytics.models import Budget, BudgetAmount, Every, Spread
from analytics.programs.common import DayField, Shape, period_shown
from analytics.scopes import Scope

EVERIES = [str(one) for one in Every.values]
SPREADS = [str(one) for one in Spread.values]
STATES = [one.value for one in State]
_MOST_AMOUNTS = 60


class OnQuerySerializer(QuerySerializer):
    """Of which day's periods."""

    on = DayField(required=False, help_text="Today unless said.")


class BudgetsQuerySerializer(OnQuerySerializer, PageQuerySerializer):
    """Which budgets and goals, in the periods of which day."""

    metric = MetricField(required=False)
    every = serializers.ChoiceField(choices=EVERIES, required=False)


class EstimateSerializer(Shape):
    """A value with the band that holds it in 4 of 5 cases."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class BudgetStandingSerializer(Shape):
    """How it stands in its period; numbers are in the metric's own unit, money in micros."""

    period = PeriodSerializer()
    currency = serializers.CharField(allow_blank=True)
    target = serializers.FloatField(allow_null=True, help_text="Null where none is set.")
    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_blank=True, help_text="Why there is no value.")
    share = serializers.FloatField(allow_null=True, help_text="Of the target.")
    planned = serializers.FloatField(allow_null=True, help_text="What was to be there by now.")
    share_planned = serializers.FloatField(allow_null=True)
    forecast = EstimateSerializer(allow_null=True, help_text="Of the period's end.")
    settled = EstimateSerializer(allow_null=True, help_text="What the days so far settle at.")
    state = serializers.ChoiceField(choices=STATES)
    left = serializers.FloatField(allow_null=True)
    left_per_day = serializers.FloatField(allow_null=True)
    complete_until = serializers.DateField(help_text="The last day that is read whole.")
    days_gone = serializers.IntegerField()
    days_left = serializers.IntegerField()


class BudgetSerializer(Shape):
    """A budget where its metric is spend, else a goal; of everything or of one part."""

    id = serializers.UUIDField()
    metric = serializers.CharField()
    is_goal = serializers.BooleanField()
    every = serializers.ChoiceField(choices=EVERIES)
    platform = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    campaign_id = serializers.UUIDField(allow_null=True)
    spread = serializers.ChoiceField(choices=SPREADS)
    made_at = serializers.DateTimeField()
    standing = BudgetStandingSerializer(
        allow_null=True, help_text="Null where the day lies in no period that is known."
    )


class BudgetsSerializer(NextSerializer):
    """Budgets and goals that have not ended, the oldest first."""

    budgets = BudgetSerializer(many=True)


class AmountVersionSerializer(Shape):
    """What a period was set to; the newest version counts."""

    period = PeriodSerializer()
    version = serializers.IntegerField()
    micros = serializers.IntegerField(allow_null=True, help_text="Null took the amount away.")
    currency = serializers.CharField(allow_blank=True)
    set_at = serializers.DateTimeField()
    set_by_id = serializers.UUIDField(allow_null=True, help_text="Null of a program.")


class WholeBudgetSerializer(BudgetSerializer):
    """With its days and every version of its amounts."""

    by_day = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="The running sum at the end of each day of the period; null at gaps.",
    )
    plan = serializers.ListField(
        child=serializers.FloatField(), help_text="What was meant by the end of each day."
    )
    versions = AmountVersionSerializer(many=True)


class SetAmountSerializer(BodySerializer):
    """The amount of one period, in millionths: of a currency's unit, of one, or of a ratio."""

    micros = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=10**17, help_text="Null takes it away."
    )

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so it cannot stand in the class."""
        return {
            "from": DayField(help_text="Any day of the period."),
            **super().get_fields(),
        }


class SettingSerializer(BodySerializer):
    """What is set anew; what was set before stays in the versions."""

    amounts = serializers.ListField(
        child=SetAmountSerializer(), max_length=_MOST_AMOUNTS, required=False
    )
    currency = serializers.CharField(
        required=False, min_length=3, max_length=3, help_text="The workspace's own unless said."
    )
    spread = serializers.ChoiceField(choices=SPREADS, required=False)
    is_past_meant = serializers.BooleanField(
        default=False, help_text="Periods that are over may change, too."
    )

    def validate_currency(self, value: str) -> str:
        if not is_currency(value):
            raise serializers.ValidationError(_("Three capital letters, as USD."))
        return value


class NewBudgetSerializer(SettingSerializer):
    """A budget or a goal with its first amounts; at most one of platform, channel and campaign."""

    metric = MetricField()
    every = serializers.ChoiceField(choices=EVERIES, default=Every.MONTH.value)
    platform = serializers.CharField(max_length=80, default="", allow_blank=True)
    channel = serializers.CharField(max_length=80, default="", allow_blank=True)
    campaign_id = serializers.UUIDField(default=None, allow_null=True)
    amounts = serializers.ListField(
        child=SetAmountSerializer(), min_length=1, max_length=_MOST_AMOUNTS
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """One part at most."""
        named = [name for name in ("platform", "channel", "campaign_id") if data[name]]
        if len(named) > 1:
            text = _("Choose a platform, a channel or a campaign, and not several of them.")
            raise serializers.ValidationError(dict.fromkeys(named, text))
        return data


def scope_asked(said: Mapping[str, Any]) -> Scope:
    """The part that a body names."""
    return Scope(said["platform"], said["channel"], said["campaign_id"])


def amounts_asked(
    said: Sequence[Mapping[str, Any]], metric: str, every: str, workspace: Workspace
) -> list[Amount]:
    """Amounts by their periods, as exact as a form takes them; raises ValidationError by field."""
    calendar, found = calendar_of(workspace), []
    wrong: list[dict[str, list[str]]] = []
    for one in said:
        try:
            text = written(one["micros"], CATALOGUE[metric], is_file=True)
            micros = read_amount(text, CATALOGUE[metric], is_file=True)
            found.append(Amount(period_of(every, one["from"], calendar), micros))
            wrong.append({})
        except BadAmount as bad:
            wrong.append({"micros": [str(bad)]})
        except KeyError:
            wrong.append({"from": [_("There is no such period of this day.")]})
    if any(wrong):
        raise serializers.ValidationError({"amounts": wrong})
    return found


def shown(budget: Budget, standing: Standing | None) -> dict[str, Any]:
    """As BudgetSerializer describes it."""
    names = ("metric", "is_goal", "every", "platform", "channel", "campaign_id", "spread")
    return {
        "id": budget.pk,
        **{name: getattr(budget, name) for name in (*names, "made_at")},
        "standing": _standing(standing) if standing else None,
    }


def shown_whole(
    budget: Budget, standing: Standing | None, versions: Sequence[BudgetAmount]
) -> dict[str, Any]:
    """As WholeBudgetSerializer describes it."""
    return {
        **shown(budget, standing),
        "by_day": standing.by_day if standing else (),
        "plan": standing.plan if standing else (),
        "versions": [_version(one) for one in versions],
    }


def _version(row: BudgetAmount) -> dict[str, Any]:
    names = ("version", "micros", "currency", "set_at", "set_by_id")
    period = {"from": row.first_on, "to": row.last_on}
    return {"period": period, **{name: getattr(row, name) for name in names}}


def _standing(one: Standing) -> dict[str, Any]:
    is_money = CATALOGUE[one.budget.metric].unit is Unit.MONEY
    names = ("target", "value", "reason", "share", "planned", "share_planned", "forecast")
    more = ("settled", "state", "left", "left_per_day", "complete_until", "days_gone", "days_left")
    return {
        "period": period_shown(one.period),
        "currency": one.currency if is_money else "",
        **{name: getattr(one, name) for name in (*names, *more)},
    }
