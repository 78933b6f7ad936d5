"""The form of a rule, in the order in which one says it: when, of which, then, and how far."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import WebhookEndpoint, Workspace
from accounts.national_numbers import without_number
from analytics.automations.checking import MOST_TESTS, faults
from analytics.automations.fields import MOST_RECORDS
from analytics.automations.fields import choices as known_fields
from analytics.automations.rule import (
    BUDGETS,
    Action,
    Approval,
    By,
    Criterion,
    Do,
    Guards,
    Limits,
    On,
    Rule,
    Trigger,
)
from analytics.automations.words import (
    APPROVALS,
    COMPARES,
    DEEDS,
    LABELS,
    LOOKS_AT,
    TRIGGERS,
    unit_of,
)
from analytics.figures import MICROS
from analytics.metrics import Unit
from analytics.models import Monitor
from analytics.queries.where import Compare

# Needed where something else is chosen, or with a choice already made: not to be called optional.
_CONDITIONAL = (
    *("percent", "endpoint", "field", "due_days", "most", "by"),
    *("metric_1", "compare_", "number_"),
)
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def _choices(words: Any) -> list[Any]:
    return [(str(key), label) for key, label in words.items()]


def _whole(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


def _money(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=help_text,
    )


class RuleForm(forms.Form):
    """One rule; a number of it is empty where it is not asked for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, validators=[without_number])
    on = forms.ChoiceField(
        label=gettext_lazy("What sets it off"),
        choices=_choices(TRIGGERS),
        widget=forms.RadioSelect,
    )
    monitors = forms.MultipleChoiceField(
        label=gettext_lazy("Of these monitors"),
        required=False,
        help_text=gettext_lazy("None chosen means any."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days"),
        required=False,
        coerce=int,
        choices=[(key, label) for key, label in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "in-columns"}),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("At"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text=gettext_lazy("In the workspace’s time zone."),
    )
    by = forms.ChoiceField(
        label=gettext_lazy("What the numbers are of"),
        choices=_choices(LOOKS_AT),
        required=False,
        help_text=gettext_lazy(
            "Of a channel: what is done is done to its campaigns, the largest spend first."
        ),
    )
    days = _whole(
        gettext_lazy("Over so many days"),
        1,
        90,
        gettext_lazy("Up to the last day that can be judged."),
    )
    scope = forms.CharField(
        label=gettext_lazy("Only campaigns that fit this filter"),
        required=False,
        max_length=2_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    do = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=_choices(DEEDS), widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label=gettext_lazy("By per cent"), required=False, min_value=1, max_value=90
    )
    bound = _money(
        gettext_lazy("Never beyond this amount a day"),
        gettext_lazy("In the currency of the campaign’s account."),
    )
    endpoint = forms.ChoiceField(label=gettext_lazy("Webhook"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What to say with it"),
        required=False,
        max_length=200,
        validators=[without_number],
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Due after so many days"),
        required=False,
        min_value=0,
        max_value=90,
        help_text=gettext_lazy("The task is for whoever owns the campaign in the CRM."),
    )
    field = forms.ChoiceField(
        label=gettext_lazy("Field"),
        required=False,
        help_text=gettext_lazy(
            "Those that an admin allowed on the page of the source. Of an ad campaign, the records "
            "are those of the CRM campaign that it is mapped to."
        ),
    )
    value = forms.CharField(
        label=gettext_lazy("Value"),
        required=False,
        max_length=255,
        validators=[without_number],
        help_text=gettext_lazy(
            "As it stands there; empty to empty it. The preview asks the CRM whether it fits."
        ),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Records of a campaign at a time, at most"),
        required=False,
        min_value=1,
        max_value=MOST_RECORDS,
    )
    least_clicks = forms.IntegerField(
        label=gettext_lazy("Clicks at least"), required=False, min_value=0, max_value=10**9
    )
    least_spend = _money(gettext_lazy("Spend at least"))
    least_conversions = forms.IntegerField(
        label=gettext_lazy("Conversions at least"), required=False, min_value=0, max_value=10**9
    )
    settled = forms.BooleanField(
        label=gettext_lazy("Wait until days are settled"),
        required=False,
        help_text=gettext_lazy(
            "Platforms change young days for weeks. Without this, complete days are enough."
        ),
    )
    trusted = forms.BooleanField(
        label=gettext_lazy("Only by days whose sums agree with the source’s own"), required=False
    )
    per_day = _whole(gettext_lazy("Times a day at most"), 1, 50)
    cool_days = _whole(
        gettext_lazy("Days before the same campaign is touched again"),
        0,
        90,
        gettext_lazy("What a member changed by hand is left alone as long."),
    )
    hold_out = _whole(
        gettext_lazy("Of 100 campaigns, leave so many alone"),
        0,
        50,
        gettext_lazy("So that what the rule brought can be measured; 0 for none."),
    )
    approval = forms.ChoiceField(
        label=gettext_lazy("Approval"), choices=_choices(APPROVALS), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        monitors = Monitor.objects.filter(deleted_at=None).order_by("name", "id")
        fields["monitors"].choices = [(str(one.pk), one.name) for one in monitors]
        hosts = WebhookEndpoint.objects.filter(off_at=None).order_by("host", "id")
        none = [("", _("Choose one"))]
        fields["endpoint"].choices = none + [(str(one.pk), one.host) for one in hosts]
        fields["field"].choices = none + known_fields()
        fields["least_spend"].help_text = workspace.currency
        for place in range(1, MOST_TESTS + 1):
            fields.update(_test_fields(place))
        for name, one in fields.items():
            one.is_conditional = name.startswith(_CONDITIONAL)
        self.rule: Rule | None = None

    def tests(self) -> list[list[Any]]:
        """The fields of each number, side by side."""
        parts = ("metric", "compare", "number")
        return [[self[f"{part}_{place}"] for part in parts] for place in range(1, MOST_TESTS + 1)]

    def clean(self) -> dict[str, Any]:
        """Make a rule of it; each fault stands beside its field."""
        data = super().clean() or {}
        tests = self._tests(data)
        if self.errors:
            return data
        rule = self._rule(data, tests)
        for field, message in faults(rule):
            self.add_error(field if field in self.fields else None, message)
        self.rule = None if self.errors else rule
        return data

    def _tests(self, data: dict[str, Any]) -> tuple[Criterion, ...]:
        found = []
        for place in range(1, MOST_TESTS + 1):
            metric, number = data.get(f"metric_{place}"), data.get(f"number_{place}")
            if metric and number is None and f"number_{place}" not in self.errors:
                self.add_error(f"number_{place}", _("Say the number to compare with."))
            if metric and number is not None:
                compare = Compare(data.get(f"compare_{place}") or Compare.LEAST)
                found.append(Criterion(metric, compare, number * _factor(metric)))
        return tuple(found)

    def _rule(self, data: dict[str, Any], tests: tuple[Criterion, ...]) -> Rule:
        on, do = On(data["on"]), Do(data["do"])
        bound = data["bound"]
        return Rule(
            trigger=Trigger(
                on=on,
                tests=tests,
                days=data["days"],
                monitors=tuple(data["monitors"]) if on is On.INCIDENT else (),
                weekdays=tuple(data["weekdays"]) if on is On.SCHEDULE else (),
                hour=data["hour"],
                by=By(data["by"] or By.CAMPAIGN),
            ),
            action=Action(
                do=do,
                percent=(data["percent"] or 0) if do in BUDGETS else 0,
                bound_micros=int(bound * MICROS) if do in BUDGETS and bound is not None else None,
                endpoint=data["endpoint"] if do is Do.WEBHOOK else "",
                note=data["note"],
                due_days=data["due_days"] or 0 if do is Do.TASK else 3,
                **(_field(data) if do is Do.FIELD else {}),
            ),
            scope=data["scope"].strip(),
            guards=Guards(
                settled=data["settled"],
                trusted=data["trusted"],
                least_clicks=data["least_clicks"] or 0,
                least_spend=int((data["least_spend"] or 0) * MICROS),
                least_conversions=data["least_conversions"] or 0,
            ),
            limits=Limits(
                per_day=data["per_day"],
                cool_days=data["cool_days"],
                hold_out=data["hold_out"],
                approval=Approval(data["approval"]),
            ),
        )


def _field(data: dict[str, Any]) -> dict[str, Any]:
    """What is set; what the field is called is told when the rule is kept."""
    return {
        "field": data["field"],
        "value": data["value"].strip(),
        "most": data["most"] or Action(Do.FIELD).most,
    }


def _test_fields(place: int) -> dict[str, forms.Field]:
    none = [("", _("No further number") if place > 1 else _("No number"))]
    return {
        f"metric_{place}": forms.ChoiceField(
            label=_("Number"), required=False, choices=none + _choices(LABELS)
        ),
        f"compare_{place}": forms.ChoiceField(
            label=_("Is"), required=False, choices=_choices(COMPARES)
        ),
        f"number_{place}": forms.DecimalField(
            label=_("Value"),
            required=False,
            min_value=0,
            max_digits=14,
            decimal_places=4,
            widget=forms.TextInput(attrs=_NUMBER),
        ),
    }


def _factor(metric: str) -> Decimal:
    """Money is told in units and kept in micros, rates are told in per cent."""
    unit = unit_of(metric)
    if unit is Unit.MONEY:
        return Decimal(MICROS)
    return Decimal("0.01") if unit is Unit.RATE else Decimal(1)


def initial_of(name: str, rule: Rule) -> dict[str, Any]:
    """What the form shows of a rule."""
    trigger, action, guards, limits = rule.trigger, rule.action, rule.guards, rule.limits
    found: dict[str, Any] = {
        "name": name,
        "on": trigger.on.value,
        "monitors": list(trigger.monitors),
        "weekdays": list(trigger.weekdays),
        "hour": trigger.hour,
        "days": trigger.days,
        "by": trigger.by.value,
        "scope": rule.scope,
        "do": action.do.value,
        "percent": action.percent or None,
        "bound": _units(action.bound_micros),
        "endpoint": action.endpoint,
        "note": action.note,
        "field": action.field,
        "value": action.value,
        "most": action.most,
        "due_days": action.due_days,
        "least_clicks": guards.least_clicks or None,
        "least_spend": _units(guards.least_spend or None),
        "least_conversions": guards.least_conversions or None,
        "settled": guards.settled,
        "trusted": guards.trusted,
        **{key: getattr(limits, key) for key in ("per_day", "cool_days", "hold_out")},
        "approval": limits.approval.value,
    }
    for place, test in enumerate(trigger.tests, start=1):
        found[f"metric_{place}"] = test.metric
        found[f"compare_{place}"] = test.compare.value
        found[f"number_{place}"] = _plain(test.number / _factor(test.metric))
    return found


def _units(micros: int | None) -> str | None:
    return None if micros is None else f"{Decimal(micros) / MICROS:.2f}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
