"""By which way a source is connected, what of people is kept, and which accounts are read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.selectors import VendorAccount, card, is_known, person_fields


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
