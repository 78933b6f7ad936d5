"""What people type about themselves, their workspaces and their members."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from babel.core import Locale, get_global
from babel.numbers import get_currency_name, get_territory_currencies
from django import forms
from django.core.validators import RegexValidator
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.models import Membership, Role, User, Workspace
from accounts.national_numbers import without_number
from accounts.number_formats import NumberFormat
from accounts.permissions import SCOPES, Permission, grants, may_appoint

if TYPE_CHECKING:
    _UserForm = forms.ModelForm[User]
    _WorkspaceForm = forms.ModelForm[Workspace]
else:  # Django's classes are generic for the type checker alone
    _UserForm = _WorkspaceForm = forms.ModelForm

# A line break in a name would stand in the subject of a mail.
one_line = RegexValidator(r"^[^\x00-\x1f\x7f]*$", _("Write it on one line."))
_PROVEN = "account_verified_email"  # where allauth keeps an address that a link has proven
_COMMON = ("EUR", "DKK", "USD", "GBP", "SEK", "NOK")


class _Plain:
    """allauth's forms in our words: a label above each field and nothing inside of it."""

    LABELS = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "password": _("Password"),
        "password1": _("Password"),
        "oldpassword": _("Current password"),
        "code": _("Code"),
        "name": _("Name"),
        "passwordless": _("Log in with this passkey alone"),
    }
    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name) or self.LABELS.get(name) or field.label
            field.help_text = self.helps.get(name, field.help_text)


class LoginForm(_Plain, account_forms.LoginForm):  # type: ignore[misc]
    """Address and password; the way to a new password stands below the form."""

    helps = {"password": ""}


class SignupForm(_Plain, account_forms.SignupForm):  # type: ignore[misc]
    """Name, address, password."""

    name = forms.CharField(
        max_length=120,
        validators=[one_line, without_number],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]
    labels = {"name": _("Your name"), "email": _("Work e-mail address")}
    helps = {"password1": _("At least 12 characters. Four unrelated words make a good one.")}

    def try_save(self, request: Any) -> Any:
        """A known address gets a mail instead of a login, after the same work."""
        if request.session.get(_PROVEN) != self.cleaned_data["email"]:
            # An invitation proves its own address; allauth would give it to whoever signs up next.
            request.session.pop(_PROVEN, None)
        if self.account_already_exists:
            from allauth.account.adapter import get_adapter

            get_adapter(request).spend_as_much(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(_Plain, account_forms.AddEmailForm):  # type: ignore[misc]
    labels = {"email": _("New e-mail address")}


class _OnePassword(_Plain):
    """One field for a new password: it can be shown, so it need not be typed twice."""

    labels = {"password1": _("New password")}
    helps = {
        "oldpassword": "",
        "password1": _("At least 12 characters. Four unrelated words make a good one."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # type: ignore[attr-defined]


class ChangePasswordForm(_OnePassword, account_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_OnePassword, account_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(_OnePassword, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(_Plain, account_forms.ResetPasswordForm):  # type: ignore[misc]
    pass


class RequestLoginCodeForm(_Plain, account_forms.RequestLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmLoginCodeForm(_Plain, account_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(_Plain, account_forms.ReauthenticateForm):  # type: ignore[misc]
    helps = {"password": ""}


class MfaCodeForm(_Plain, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class MfaReauthenticateForm(_Plain, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    helps = {"code": _("From your authenticator app, or one of your recovery codes.")}


class ActivateTotpForm(_Plain, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Code from the app")}


class AddPasskeyForm(_Plain, webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    helps = {
        "name": _("How you will know it again, such as “Work laptop”."),
        "passwordless": _(
            "Needs a fingerprint, a face or a PIN on the device. Without it, the passkey is a "
            "second step after your password."
        ),
    }


class EditPasskeyForm(_Plain, webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    pass


class ProfileForm(_UserForm):
    """What others see of a person, and how pages and mails speak to them."""

    class Meta:
        model = User
        fields = ["name", "language", "number_format"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators += [one_line, without_number]
        self.fields["name"].required = True
        inherited = ("", _("As the workspace has it"))
        self.fields["number_format"].choices = [inherited, *NumberFormat.choices]  # type: ignore[attr-defined]
        self.fields["number_format"].help_text = _("Your own choice counts in every workspace.")


class WorkspaceForm(_WorkspaceForm):
    """Name, currency and zone of a workspace."""

    currency = forms.ChoiceField(
        label=_("Reporting currency"),
        help_text=_("Amounts in other currencies are converted into it, with the rate shown."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Where your days begin and times are shown.")
    )

    class Meta:
        model = Workspace
        fields = ["name", "currency", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators += [one_line, without_number]
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["currency"].choices = currency_choices(self.instance.currency)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zones.groups(self.instance.time_zone)  # type: ignore[attr-defined]


class HabitsForm(_WorkspaceForm):
    """In which language a workspace writes, and how it counts."""

    fiscal_year_starts = forms.TypedChoiceField(
        label=_("Fiscal year begins in"), coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = Workspace
        fields = ["language", "number_format", "week_start", "fiscal_year_starts"]
        help_texts = {
            "language": _(
                "Of mails to people who have not chosen one, of invitations, of what is made in "
                "the background, and of your public privacy page where a browser asks for none "
                "that we speak. Members read in the language that they chose themselves."
            ),
            "number_format": _(
                "On pages, in charts and mails. Members may choose their own in their profile, "
                "which counts more. CSV files and the API stay as programs read them."
            ),
            "week_start": _("Counts in charts by week, and in “this week” and “last week”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = self.fields["fiscal_year_starts"]
        starts.choices = [  # type: ignore[attr-defined]
            ("", _("As your CRM has it")),
            *((number, MONTHS[number]) for number in range(1, 13)),
        ]
        starts.help_text = _(
            "For fiscal quarters and years. A month chosen here counts more than the connected CRM."
        )


def currency_choices(kept: str) -> list[tuple[str, str]]:
    """Today's currencies and one that is in use, as (code, code and name), the usual ones first."""
    locale = Locale.parse(get_language() or "en")
    territories = get_global("territory_currencies")
    today = {code for place in territories for code in get_territory_currencies(place)}
    codes = sorted((today | {kept}) - set(_COMMON))
    return [
        (code, f"{code} – {get_currency_name(code, locale=locale)}") for code in (*_COMMON, *codes)
    ]


class InvitationForm(forms.Form):
    """Whom to invite, as what; offers the roles that the inviting member may give."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), initial=Role.MARKETER)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(by)  # type: ignore[attr-defined]


def role_choices(by: Membership) -> list[tuple[str, str]]:
    """The roles that a member may give."""
    return [(str(role.value), str(role.label)) for role in Role if may_appoint(by.role, role)]


SCOPE_LABELS = {
    Permission.VIEW_NUMBERS: _(
        "Read numbers: ask for metrics, and read monitors, incidents, budgets, reports and pipeline"
    ),
    Permission.EXPORT_NUMBERS: _("Export numbers: have files of them written, and fetch them"),
    Permission.DEFINE_NUMBERS: _(
        "Work with numbers: change monitors, incidents, budgets, annotations and reports"
    ),
    Permission.VIEW_SOURCES: _("Read sources: their state, what is missing, and each run"),
    Permission.MANAGE_SOURCES: _("Run sources: have one read now, pause and resume it"),
    Permission.MANAGE_CAMPAIGNS: _("Set automations live, and stop all of them; never approve"),
    Permission.VIEW_MEMBERS: _("Read who the members are: names, addresses and roles"),
    Permission.VIEW_AUDIT: _("Read the audit trail"),
    Permission.MANAGE_PRIVACY: _("Handle privacy requests, and read who made them"),
}


class ApiKeyForm(forms.Form):
    """A key's name, scopes and lifetime; offers what the creating member may do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        validators=[one_line, without_number],
        help_text=_("Where the key is used, such as “Nightly export”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("1 year"))],
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = grants(by.role)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.value, SCOPE_LABELS[scope]) for scope in SCOPES if scope in allowed
        ]
        # A key that may do nothing is of no use, so the first scope is ticked.
        self.initial.setdefault("scopes", [SCOPES[0].value])
