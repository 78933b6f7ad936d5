"""What people type about single sign-on: their address, a domain, a provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import one_line
from accounts.models import Role, SsoConnection
from accounts.sso.connections import Wanted

_ROLES = [(role.value, role.label) for role in Role if role is not Role.OWNER]


class CompanyForm(forms.Form):
    """Whose company it is, by their address."""

    email = forms.EmailField(
        label=_("Work e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class DomainForm(forms.Form):
    """A domain to claim."""

    name = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("What stands behind the @ of your addresses."),
    )


class GroupForm(forms.Form):
    """A group of the directory, and the role that it gives."""

    group = forms.CharField(label=_("Group"), max_length=200, validators=[one_line])
    role = forms.ChoiceField(label=_("Role"), choices=_ROLES)


class _ConnectionForm(forms.Form):
    """What every connection has; `name` stands on the log-in page of its people."""

    kind = ""
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        validators=[one_line],
        help_text=_("What your people call it, such as “Company log-in”."),
    )
    default_role = forms.ChoiceField(
        label=_("Role of new people"),
        choices=_ROLES,
        initial=Role.VIEWER,
        help_text=_("Whoever comes in for the first time, and whose groups give no other role."),
    )
    groups_claim = forms.CharField(
        label=_("Name of the groups’ claim"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=_(
            "Where the provider writes a person’s groups; empty where roles stay as they are."
        ),
    )
    counts_as_second_step = forms.BooleanField(
        label=_("The provider asks for a second step itself"),
        required=False,
        help_text=_("Then we ask for none after it. Tick it only where the provider enforces one."),
    )

    def __init__(self, *args: Any, connection: SsoConnection | None = None, **kwargs: Any) -> None:
        self.connection = connection
        super().__init__(*args, **kwargs)
        if connection is not None:
            for name in self.fields:
                if hasattr(connection, name) and name != "secret":
                    self.initial.setdefault(name, getattr(connection, name))

    @property
    def wanted(self) -> Wanted:
        """What the services take."""
        return Wanted(kind=self.kind, **self.cleaned_data)


class OidcForm(_ConnectionForm):
    """A provider that speaks OpenID Connect."""

    kind = SsoConnection.Kind.OIDC
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"),
        max_length=500,
        help_text=_(
            "Such as https://login.microsoftonline.com/your-tenant/v2.0; the rest is read there."
        ),
    )
    client_id = forms.CharField(label=_("Client id"), max_length=255)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )
    field_order = ["name", "issuer", "client_id", "secret"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.connection is not None and self.connection.secret is not None
        self.fields["secret"].help_text = (
            _("Leave it empty to keep the one that is sealed here.")
            if kept
            else _("Sealed at once, and never shown again.")
        )

    def clean_secret(self) -> str:
        """Needed once; a later change may leave it as it is."""
        secret = str(self.cleaned_data["secret"])
        if not secret and (self.connection is None or self.connection.secret is None):
            raise forms.ValidationError(_("Copy the secret from your provider."))
        return secret


class SamlForm(_ConnectionForm):
    """A provider that speaks SAML 2.0."""

    kind = SsoConnection.Kind.SAML
    metadata = forms.CharField(
        label=_("Metadata of the provider"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Its address, which is read again every night, or the XML itself."),
    )
    field_order = ["name", "metadata"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.connection is not None:
            self.initial.setdefault("metadata", self.connection.settings.get("metadata_url", ""))


FORMS: dict[str, type[_ConnectionForm]] = {form.kind: form for form in (OidcForm, SamlForm)}
