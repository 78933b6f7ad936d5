"""How an uploaded file is written, what its columns mean, and where it goes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.national_numbers import without_number
from integrations.files.choices import DELIMITERS, ENCODINGS, Choices
from integrations.files.fields import FIELDS, Kind
from integrations.files.values import BadValue, read_currency
from integrations.models import Source

_SIGNS = {",": _("Comma ,"), ";": _("Semicolon ;"), "\t": _("Tab"), "|": _("Bar |")}
_ORDERS = (
    ("ymd", _("year, month, day (2026-11-23)")),
    ("dmy", _("day, month, year (23-11-2026)")),
    ("mdy", _("month, day, year (11/23/2026)")),
)
_OUTCOMES = (("open", _("Open")), ("won", _("Won")), ("lost", _("Lost")))


class PreviewForm(forms.Form):
    """How the file is written, what its columns and stages mean, and where it goes.

    Built for one header: `column_<field>` for each field of the kind, `stage_<n>` for each stage.
    """

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Separator"), choices=[(sign, _SIGNS[sign]) for sign in DELIMITERS]
    )
    point = forms.ChoiceField(
        label=_("Decimal sign"), choices=[(".", _("Point: 1,234.50")), (",", _("Comma: 1.234,50"))]
    )
    order = forms.ChoiceField(label=_("Dates"), choices=_ORDERS)
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        help_text=_("Three letters; for amounts whose row names none."),
    )
    platform = forms.CharField(
        label=_("Platform"),
        max_length=80,
        required=False,
        validators=[without_number],
        help_text=_("Where the money went, such as Google Ads; for rows that name none."),
    )
    identical = forms.ChoiceField(
        label=_("Rows that are the same in every cell"),
        choices=[("once", _("count once")), ("each", _("count each"))],
    )
    is_complete = forms.BooleanField(
        label=_("The file is complete for its days"),
        required=False,
        help_text=_(
            "What this source has between the file's first and last day, and the file does not "
            "name, is removed. What it was stays in the history."
        ),
    )
    source = forms.ChoiceField(label=_("Goes into"))
    source_name = forms.CharField(
        label=_("Name of the new source"),
        max_length=80,
        required=False,
        strip=True,
        validators=[without_number],
    )

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        header: tuple[str, ...],
        sources: Iterable[Source],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.header, self.stages = choices, header, list(choices.stages)
        self._add_columns()
        for number, stage in enumerate(self.stages):
            self.fields[f"stage_{number}"] = forms.ChoiceField(label=stage, choices=_OUTCOMES)
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101
        source.choices = [*((str(s.pk), s.name) for s in sources), ("new", _("A new source"))]
        if choices.kind is not Kind.PERFORMANCE:
            for name in ("platform", "identical", "is_complete"):
                del self.fields[name]

    def _add_columns(self) -> None:
        columns = [("", _("not in the file")), *((name, name) for name in self.header)]
        for field in FIELDS[self.choices.kind]:
            self.fields[f"column_{field.name}"] = forms.ChoiceField(
                label=str(field.label),
                choices=columns,
                required=field.is_required,
                help_text=str(field.help),
            )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The mapping, in the order of the fields."""
        return [self[f"column_{field.name}"] for field in FIELDS[self.choices.kind]]

    @property
    def stage_fields(self) -> list[forms.BoundField]:
        """One choice for each stage."""
        return [self[f"stage_{number}"] for number in range(len(self.stages))]

    @staticmethod
    def initial_for(choices: Choices, source: Source | None, name: str) -> dict[str, Any]:
        """What the form shows first."""
        columns = {f"column_{field}": heading for field, heading in choices.columns.items()}
        stages = {f"stage_{n}": outcome for n, outcome in enumerate(choices.stages.values())}
        return {
            **choices.as_json(),
            **columns,
            **stages,
            "is_complete": choices.scope == "partition",
            "source": str(source.pk) if source else "new",
            "source_name": name,
        }

    def clean_currency(self) -> str:
        """A currency that exists."""
        try:
            return read_currency(self.cleaned_data["currency"])
        except BadValue:
            raise forms.ValidationError(
                _("This is no currency's three-letter code. Write for example DKK or EUR.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """A new source needs a name; no column is two things."""
        data = super().clean() or {}
        if data.get("source") == "new" and not data.get("source_name"):
            self.add_error("source_name", _("Give the new source a name."))
        used: dict[str, str] = {}
        for field in FIELDS[self.choices.kind]:
            heading = data.get(f"column_{field.name}") or ""
            if heading and heading in used:
                text = _("%(column)s is already taken for %(field)s.")
                self.add_error(
                    f"column_{field.name}", text % {"column": heading, "field": used[heading]}
                )
            used.setdefault(heading, str(field.label))
        return data

    def chosen(self) -> Choices:
        """What was settled; call after is_valid()."""
        data = self.cleaned_data
        fields = (field.name for field in FIELDS[self.choices.kind])
        return Choices(
            kind=self.choices.kind,
            encoding=data["encoding"],
            delimiter=data["delimiter"],
            point=data["point"],
            order=data["order"],
            currency=data["currency"],
            platform=data.get("platform", ""),
            identical=data.get("identical", "once"),
            scope="partition" if data.get("is_complete") else "rows",
            columns={name: data[f"column_{name}"] for name in fields if data[f"column_{name}"]},
            stages={stage: data[f"stage_{n}"] for n, stage in enumerate(self.stages)},
        )


class DialectForm(forms.Form):
    """Encoding and separator alone, while the file cannot be read by those that were guessed."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Separator"), choices=[(sign, _SIGNS[sign]) for sign in DELIMITERS]
    )
