"""Forms of monitors and of quiet days, in plain words; what they give is checked by definition."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.national_numbers import without_number
from analytics.channels.names import channel_name
from analytics.figures import MICROS
from analytics.metrics import CATALOGUE, Unit
from analytics.models import ChannelOf, CrmDay, Monitor, MonitorKind
from analytics.monitors.definition import ALPHAS, FANS, SPANS, Definition, check_definition
from analytics.queries import BadQuery, Breakdown, Filters
from analytics.queries.names import platform_names, told_apart
from analytics.rooms import grouped
from integrations.models import Campaign

_MOST_CHOICES = 300
_FILTERS = ("platforms", "campaigns", "channels", "lead_sources")
_OWN: dict[str, tuple[str, ...]] = {
    "anomaly": ("alpha", "sum_days", "least_volume", "least_change", "least_impact"),
    "threshold": ("side", "limit"),
    "change": ("days", "least_change", "least_volume", "least_impact"),
    "freshness": ("hours",),
    "trust": ("least",),
    "schema": (),
    "pacing": (),
}
_OF_NUMBER = ("metric", "by", *_FILTERS)
_FAN_WORDS: dict[Breakdown, Any] = {
    Breakdown.NONE: gettext_lazy("As a whole"),
    Breakdown.PLATFORM: gettext_lazy("By platform"),
    Breakdown.CAMPAIGN: gettext_lazy("By campaign"),
    Breakdown.CHANNEL: gettext_lazy("By channel"),
    Breakdown.LEAD_SOURCE: gettext_lazy("By lead source"),
}
_ALPHA_WORDS: tuple[tuple[float, Any], ...] = (
    (0.01, gettext_lazy("Tell much: what comes on 1 of 100 ordinary days")),
    (0.001, gettext_lazy("Tell less: 1 of 1,000")),
    (1e-4, gettext_lazy("Tell little: 1 of 10,000")),
    (1e-6, gettext_lazy("Only what is beyond any chance")),
)
_SPAN_WORDS = {
    1: gettext_lazy("A day against the same weekday of the week before"),
    7: gettext_lazy("7 days against the 7 before"),
    28: gettext_lazy("28 days against the 28 before"),
}


class MonitorForm(forms.Form):
    """One monitor of one kind: only the fields that the kind has."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, validators=[without_number])
    metric = forms.ChoiceField(label=gettext_lazy("Number"))
    by = forms.ChoiceField(
        label=gettext_lazy("Watch it"),
        choices=[(one.value, _FAN_WORDS[one]) for one in FANS],
        help_text=gettext_lazy(
            "Split, each part is watched beside the whole; one incident is told for one cause."
        ),
    )
    platforms = forms.MultipleChoiceField(label=gettext_lazy("Only these platforms"))
    campaigns = forms.MultipleChoiceField(label=gettext_lazy("Only these campaigns"))
    channels = forms.MultipleChoiceField(label=gettext_lazy("Only these channels"))
    lead_sources = forms.MultipleChoiceField(label=gettext_lazy("Only these lead sources"))
    alpha = forms.TypedChoiceField(
        label=gettext_lazy("How much is told"), coerce=float, choices=_ALPHA_WORDS
    )
    sum_days = forms.TypedChoiceField(
        label=gettext_lazy("Judge"),
        coerce=int,
        required=False,
        choices=[
            (0, gettext_lazy("Each day; sums of 7 days where a day brings too little")),
            (1, gettext_lazy("Each day")),
            (7, gettext_lazy("Sums of 7 days, each day anew")),
        ],
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Tell when a day is"),
        choices=[("below", gettext_lazy("below the limit")), ("above", gettext_lazy("above it"))],
    )
    limit = forms.DecimalField(
        label=gettext_lazy("Limit"),
        min_value=0,
        max_digits=15,
        decimal_places=4,
        help_text=gettext_lazy("Of money in the workspace’s currency, of rates in per cent."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Compare"), coerce=int, choices=[(n, _SPAN_WORDS[n]) for n in SPANS]
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Tell when a source is older than so many hours"),
        min_value=1,
        max_value=720,
    )
    least = forms.IntegerField(
        label=gettext_lazy("Tell when fewer of 100 compared days agree"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Every night sums are compared with those of the source."),
    )
    least_change = forms.IntegerField(
        label=gettext_lazy("Least change in per cent"), min_value=0, max_value=1000
    )
    least_volume = forms.IntegerField(
        label=gettext_lazy("Least number of events"),
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Below 20 a day nobody can tell chance from change."),
    )
    least_impact = forms.DecimalField(
        label=gettext_lazy("Least impact"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("In the unit of the number: 500 tells of less than 500 nothing."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        is_of_number = kind in ("anomaly", "threshold", "change")
        wanted = {"name", *_OWN[kind], *(_OF_NUMBER if is_of_number else ())}
        for name in [*self.fields]:
            if name not in wanted:
                del self.fields[name]
        if is_of_number:
            self._offer()
        self.fields["name"].widget.attrs["autofocus"] = not self.is_bound

    def _offer(self) -> None:
        """The numbers, and the filters that this workspace has anything for."""
        kept = self.initial.get("metric", "")
        # One that is retired stays where it is watched.
        keys = dict.fromkeys((*CATALOGUE, *((kept,) if kept in CATALOGUE else ())))
        self.fields["metric"].choices = grouped(keys)  # type: ignore[attr-defined]
        for name, choices in _choices().items():
            field = self.fields[name]
            field.required = False
            if not choices:
                del self.fields[name]
                continue
            field.choices = choices  # type: ignore[attr-defined]
            if name != "campaigns" and len(choices) <= 12:
                look = {"class": "in-columns"}
                field.widget = forms.CheckboxSelectMultiple(attrs=look, choices=choices)
            else:
                field.help_text = _("None chosen means all of them.")

    def definition(self) -> Definition | None:
        """Of a valid form; None, with the trouble beside its field, where it cannot be watched."""
        data = self.cleaned_data
        asked = Definition(
            kind=MonitorKind(self.kind),
            metric=data.get("metric", ""),
            by=Breakdown(data.get("by", "none")),
            filters=_filters(data),
            parameters=self._parameters(data),
            least_volume=data.get("least_volume", 20),
            least_change=data.get("least_change", 10),
            least_impact=int(data.get("least_impact", 0) * _factor(data.get("metric", ""))),
        )
        try:
            check_definition(asked)
        except BadQuery as wrong:
            self.add_error(wrong.field if wrong.field in self.fields else None, wrong.message)
            return None
        return asked

    def _parameters(self, data: dict[str, Any]) -> dict[str, Any]:
        names = {"alpha", "sum_days", "side", "limit", "days", "hours", "least"}
        names &= set(_OWN[self.kind])
        found: dict[str, Any] = {name: data[name] for name in names}
        if "sum_days" in found:
            # What nobody chose, the numbers decide.
            found["sum_days"] = found["sum_days"] or 0
        if "limit" in found:
            limit = found["limit"] * _factor(data["metric"])
            is_rate = CATALOGUE[data["metric"]].unit is Unit.RATE
            found["limit"] = float(limit) / 100 if is_rate else _plain(limit)
        return found


class MuteForm(forms.Form):
    """Days of which nobody is told."""

    first_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_on = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty for a weekday without an end."),
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Which days"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("Every day")), *WEEKDAYS.items()],
    )
    monitor = forms.ChoiceField(label=gettext_lazy("Of"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, validators=[without_number])

    def __init__(self, *args: Any, monitors: QuerySet[Monitor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All monitors")), *((str(one.pk), one.name) for one in monitors)]
        self.fields["monitor"].choices = every  # type: ignore[attr-defined]


def initial_of(kind: str, name: str = "", asked: Definition | None = None) -> dict[str, Any]:
    """What the form begins with: what is asked already, else what we would choose."""
    if asked is None:
        change = 30 if kind == "change" else 10
        return {
            "name": name,
            "metric": "spend",
            "by": "none",
            "alpha": ALPHAS[0],
            "sum_days": 0,
            "days": 7,
            "side": "below",
            "hours": 26,
            "least": 100,
            "least_change": change,
            "least_volume": 20,
            "least_impact": 0,
        }
    factor = _factor(asked.metric)
    kept = {name: [str(x) for x in getattr(asked.filters, name)] for name in _FILTERS}
    initial: dict[str, Any] = {"name": name, "metric": asked.metric, "by": asked.by.value, **kept}
    initial |= dict(asked.parameters)
    if "limit" in initial:
        is_rate = asked.catalogue.unit is Unit.RATE
        limit = initial["limit"] * 100 if is_rate else initial["limit"] / factor
        initial["limit"] = round(limit, 4)
    return initial | {
        "least_change": asked.least_change,
        "least_volume": asked.least_volume,
        "least_impact": round(asked.least_impact / factor, 2),
    }


def _factor(metric: str) -> int:
    return MICROS if metric and CATALOGUE[metric].unit is Unit.MONEY else 1


def _plain(limit: Decimal) -> int | float:
    return int(limit) if limit == limit.to_integral_value() else float(limit)


def _filters(data: dict[str, Any]) -> Filters:
    return Filters(
        platforms=tuple(data.get("platforms", ())),
        campaigns=tuple(UUID(one) for one in data.get("campaigns", ())),
        lead_sources=tuple(data.get("lead_sources", ())),
        channels=tuple(data.get("channels", ())),
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    ads = Campaign.objects.filter(kind="ad", deleted_at=None)
    platforms = ads.exclude(platform="").order_by("platform").values_list("platform", flat=True)
    channels = ChannelOf.objects.exclude(channel="").order_by("channel")
    sources = CrmDay.objects.exclude(lead_source="").order_by("lead_source")
    campaigns = ads.order_by("name", "id").values_list("id", "name", "source__name")
    return {
        "platforms": list(platform_names(platforms.distinct()[:_MOST_CHOICES]).items()),
        "campaigns": told_apart(campaigns[:_MOST_CHOICES]),
        "channels": [
            (one, channel_name(one))
            for one in channels.values_list("channel", flat=True).distinct()[:_MOST_CHOICES]
        ],
        "lead_sources": [
            (one, one)
            for one in sources.values_list("lead_source", flat=True).distinct()[:_MOST_CHOICES]
        ],
    }
