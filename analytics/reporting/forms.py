"""The forms of reports: what is sent to whom and when, and what is published."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.national_numbers import without_number
from analytics.models import Dashboard, Report, Rhythm
from analytics.models.reporting import LONGEST_NAME
from analytics.reporting.keeping import What
from analytics.reporting.schedule import LAST_OF_MONTH, Schedule
from analytics.reporting.words import LANGUAGES


def _name() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        validators=[without_number],
        help_text=gettext_lazy("The title of the report; without names of people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PublishForm(forms.Form):
    """Which dashboard, under which title."""

    dashboard = forms.ChoiceField(label=gettext_lazy("Dashboard"))
    name = _name()

    def __init__(self, *args: Any, boards: Iterable[Dashboard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._boards = {str(board.pk): board for board in boards}
        fields: dict[str, Any] = self.fields
        fields["dashboard"].choices = [(key, one.name) for key, one in self._boards.items()]

    @property
    def board(self) -> Dashboard:
        """The dashboard that was chosen."""
        return self._boards[self.cleaned_data["dashboard"]]


class ReportForm(PublishForm):
    """When and to whom it is sent; hours are those of the workspace's clock."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        initial=0,
        help_text=gettext_lazy("Of a report that is sent every week."),
    )
    month_day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the month"),
        coerce=int,
        initial=1,
        help_text=gettext_lazy("Of a report that is sent every month."),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        initial=7,
        help_text=gettext_lazy(
            "It waits up to three hours for the data of the day before; then it is sent and says "
            "what is missing."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)
    recipients = forms.MultipleChoiceField(
        label=gettext_lazy("Who gets it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Members of the workspace. Whose role does not see the dashboard gets nothing."
        ),
    )

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        last = [(LAST_OF_MONTH, _("The last one"))]
        fields["month_day"].choices = [*((day, str(day)) for day in range(1, 29)), *last]
        fields["recipients"].choices = [
            (str(one.user_id), f"{one.user.get_full_name()} ({one.get_role_display()})")
            for one in members
        ]

    @property
    def what(self) -> What:
        """As the service takes it."""
        said = self.cleaned_data
        plan = Schedule(said["rhythm"], said["weekday"], said["month_day"], said["hour"])
        ids = frozenset(UUID(one) for one in said["recipients"])
        return What(self.board, said["name"], plan, said["language"], ids)


def initial_of(row: Report, recipients: Iterable[UUID]) -> dict[str, Any]:
    """What the form of a report says at first."""
    names = ("name", "rhythm", "weekday", "month_day", "hour", "language")
    return {
        **{name: getattr(row, name) for name in names},
        "dashboard": str(row.dashboard_id),
        "recipients": [str(one) for one in recipients],
    }
