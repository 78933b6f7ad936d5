"""Forms of sources and files: what a person types, checked before a service is called."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.files.choices import DELIMITERS, ENCODINGS, Choices
from integrations.files.fields import FIELDS, Kind
from integrations.files.values import BadValue, read_currency
from integrations.models import Source
from integrations.selectors import API_SHARES, VendorAccount, card, is_known, person_fields

KINDS = (
    (Kind.PERFORMANCE, _("Daily performance: what campaigns cost and brought, day by day")),
    (Kind.OPPORTUNITIES, _("Opportunities: deals with stage, amount and dates")),
)
_SIGNS = {",": _("Comma ,"), ";": _("Semicolon ;"), "\t": _("Tab"), "|": _("Bar |")}
_ORDERS = (
    ("ymd", _("year, month, day (2026-11-23)")),
    ("dmy", _("day, month, year (23-11-2026)")),
    ("mdy", _("month, day, year (11/23/2026)")),
)
_OUTCOMES = (("open", _("Open")), ("won", _("Won")), ("lost", _("Lost")))


class UploadForm(forms.Form):
    """Which kind of file, and the file; `kind` stands first, because the file comes as a stream."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=KINDS,
        initial=Kind.PERFORMANCE,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("One row a line, with a header. It is deleted as soon as it is imported."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again and try that file."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.IMPORT_FILE_MAX_BYTES
        self.fields["file"].widget.attrs["data-too-large"] = too_large()


def too_large() -> str:
    """What is said of a file over the limit."""
    from django.template.defaultfilters import filesizeformat

    limit = filesizeformat(settings.IMPORT_FILE_MAX_BYTES)
    return str(
        _("The file is larger than %(limit)s. Export fewer days at a time.") % {"limit": limit}
    )


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
        label=_("Name of the new source"), max_length=80, required=False, strip=True
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


class LoginForm(forms.Form):
    """Where one logs in to Salesforce."""

    login = forms.ChoiceField(
        label=_("Where do you log in to Salesforce?"),
        choices=[
            ("production", _("Production or Developer Edition (login.salesforce.com)")),
            ("test", _("Sandbox (test.salesforce.com)")),
            ("my_domain", _("My Domain")),
        ],
        initial="production",
        widget=forms.RadioSelect,
    )
    my_domain = forms.CharField(
        label=_("My Domain"),
        required=False,
        max_length=200,
        help_text=_("Only for My Domain: the address that your company logs in at."),
        widget=forms.TextInput(attrs={"placeholder": "your-company.my.salesforce.com"}),
    )

    def clean(self) -> dict[str, Any]:
        """A My Domain is needed where it was chosen."""
        data = super().clean() or {}
        if data.get("login") == "my_domain" and not data.get("my_domain"):
            self.add_error("my_domain", _("Write the address, your-company.my.salesforce.com."))
        return data


class ConnectForm(LoginForm):
    """By which way, where one logs in, and which fields of people are kept: none unless chosen one
    by one. Each only for connectors that have it.
    """

    way = forms.ChoiceField(
        label=_("How do you let us in?"),
        choices=[
            ("consent", _("By logging in: you allow it on a page of Salesforce")),
            ("certificate", _("With a certificate: for an External Client App of your own")),
        ],
        initial="consent",
        required=False,
        widget=forms.RadioSelect,
    )
    person_fields = forms.MultipleChoiceField(
        label=_("Fields of people to keep"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, connector: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = person_fields(connector)
        known = card(connector) if is_known(connector) else None
        if known is None or not known.has_login:
            del self.fields["login"], self.fields["my_domain"]
        if known is None or not known.has_certificates:
            del self.fields["way"]
        elif not known.is_ready:
            self._offer_only("certificate")
        if not self.offered:
            del self.fields["person_fields"]
            return
        field = self.fields["person_fields"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [
            (f"{stream}.{name}", f"{stream} · {name}")
            for stream, names in self.offered.items()
            for name in names
        ]

    def _offer_only(self, way: str) -> None:
        """The other ways need an app of this installation's own, and there is none."""
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [choice for choice in self.fields["way"].choices if choice[0] == way]  # type: ignore[attr-defined]
        field.initial, field.required = way, True

    def fields_by_stream(self) -> dict[str, list[str]]:
        """{"Lead": ["FirstName"], …}: every stream stands there, chosen or not."""
        chosen = self.cleaned_data.get("person_fields", [])
        return {
            stream: [name for name in names if f"{stream}.{name}" in chosen]
            for stream, names in self.offered.items()
        }


class PersonFieldsForm(ConnectForm):
    """The fields of people alone, for a source that is connected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("way", "login", "my_domain"):
            self.fields.pop(name, None)


class CertificateForm(LoginForm):
    """What tells whose certificate it is: the customer's app, its user, and where that logs in."""

    consumer_key = forms.CharField(
        label=_("Consumer key"),
        max_length=255,
        strip=True,
        help_text=_("From the app's OAuth settings; the consumer secret is not needed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    username = forms.CharField(
        label=_("Username in Salesforce"),
        max_length=100,
        strip=True,
        help_text=_("Of the user by whose eyes is read, as it stands on the user's page in Setup."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("consumer_key", "username", "login", "my_domain")


class AccountsForm(forms.Form):
    """Which of the vendor's accounts are read; built from those that the grant may read."""

    accounts = forms.MultipleChoiceField(
        label=_("Accounts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, found: Sequence[VendorAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {account.external_id: account for account in found}
        field = self.fields["accounts"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(key, account_words(account)) for key, account in self.found.items()]

    def chosen(self) -> list[VendorAccount]:
        """The accounts themselves; call after is_valid()."""
        return [self.found[key] for key in self.cleaned_data["accounts"]]


def account_words(account: VendorAccount) -> str:
    """An account in one line: what tells it from others, and how its numbers are counted."""
    above = [account.parent] if account.parent else []
    return " · ".join(
        part
        for part in (account.name, account.external_id, *above, account.currency, account.time_zone)
        if part
    )


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=80)


class ApiShareForm(forms.Form):
    """At how many per cent of the organisation's daily API requests we stop."""

    api_share = forms.TypedChoiceField(
        label=_("Stop when so much of the day’s API requests is used"),
        coerce=int,
        choices=[(share, f"{share} %") for share in API_SHARES],
        help_text=_("By all systems together. The rest is left to them, and the sync waits."),
    )


class RangeForm(forms.Form):
    """Days to read again, in the workspace's zone; open at its end."""

    first_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for everything until now."),
    )


class DisconnectForm(forms.Form):
    """The source's name, typed to be sure."""

    typed = forms.CharField(label=_("Type the source's name"), max_length=80)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_typed(self) -> str:
        """Exactly the name."""
        typed = str(self.cleaned_data["typed"])
        if typed.strip() != self.name.strip():
            raise forms.ValidationError(
                _("This is not its name. Type %(name)s.") % {"name": self.name}
            )
        return typed
