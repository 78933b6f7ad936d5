"""Where allauth meets our users: mail by our queue, seeds by our keys, changes in our trail."""

import base64
import time
from io import BytesIO
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import devices
from accounts.audit import Actor, acting_as, record
from accounts.crypto import DecryptFailed, Place, decrypt, encrypt
from accounts.languages import keep_in_browser
from accounts.models import AuditEvent, LogIn, SecurityNotice, User
from accounts.models.workspace import HOUSE_ID
from accounts.notify import compose_mail, queue_mail
from accounts.security.logins import note_login
from accounts.security.words import OF_LOGINS
from accounts.session_length import BEGAN
from accounts.sso.requiring import note_broken_glass, refuses
from accounts.sso.sessions import came_by_sso, sso_records
from accounts.switches import is_on
from accounts.tenancy import inside

_OUTCOME = LogIn.Outcome


def record_login(action: str, user: User | None, **data: Any) -> None:
    """One line in the house's trail about somebody's way in; ids only, never an address."""
    actor = Actor("user", user.pk) if user else Actor("public")
    with inside(HOUSE_ID), acting_as(actor):
        record(action, user or "", **data)


def record_unreadable_step() -> None:
    """One line about a second step whose seed did not open, with its person where known."""
    try:
        user = User.objects.filter(pk=_person_at_the_door()).first()
    except DecryptFailed:
        user = None
    record_login("login.second_step_unreadable", user)


def _was_here_before(user: User) -> bool:
    """A person's first log-in is in no new browser: there is none that it could differ from."""
    with inside(HOUSE_ID):
        events = AuditEvent.objects.filter(actor_id=user.pk, action="login.succeeded")
        return events.exists()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in, sign-up and what people change about themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, or reset your password."
        ),
        "incorrect_password": _("This password is not right."),
        "incorrect_code": _("This code is not right. Look for the newest one."),
        "enter_current_password": _("This is not your current password."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
        "duplicate_email": _("This is your address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Our desk can stop that new logins are made; who was invited comes in all the same."""
        return is_on("sign_up") or "account_verified_email" in request.session

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the mail queue: as much work for an unknown address as for a known one."""
        values = {"email": email, **context}
        queue_mail(compose_mail(template_prefix, to=email, values=values))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Each change that a person is told about has its line in the trail and on their page."""
        kind = template_prefix.rpartition("/")[2]
        record_login(f"login.{kind}", user)
        if kind in OF_LOGINS:
            SecurityNotice.objects.create(user=user, kind=kind, actor_id=user.pk)
        # In their language: whoever changed something may be somebody else in another.
        with translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new person, with the name they gave and the language they read."""
        user.name = form.cleaned_data.get("name", "")
        user.language = (get_language() or "en")[:2]
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            record_login("login.signed_up", saved)
        return saved

    def spend_as_much(self, password: str) -> None:
        """Hash as for a new person, so that a known address answers no faster."""
        make_password(password)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A right password, code or passkey opens nothing where the company's is required."""
        place = refuses(user)
        if place is not None and not came_by_sso(request, place.workspace_id, user):
            record_login("login.refused_for_sso", user)
            return redirect("accounts:sso_required")
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def get_login_stages(self) -> list[str]:
        """No second step of ours after a provider that is trusted to have asked for one."""
        stages: list[str] = super().get_login_stages()
        records = self.request.session.get("account_authentication_methods") or [{}]
        if not records[-1].get("is_second_step"):
            return stages
        return [stage for stage in stages if not stage.startswith("allauth.mfa.")]

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Where the company's log-in is required, the mail says so: there is no password."""
        if refuses(user) is None:
            super().send_password_reset_mail(user, email, context)
        else:
            self.send_mail("emails/sso_instead", email, {"user": user})

    def login(self, request: HttpRequest, user: User) -> None:
        """From this moment on the session's longest time runs."""
        super().login(request, user)
        request.session[BEGAN] = int(time.time())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The trail says who came in, by which steps; a mail says so of a browser that is new."""
        is_new = not devices.is_known(request, user) and _was_here_before(user)
        if is_new:
            self.send_notification_mail("emails/new_device", user)
        records = request.session.get("account_authentication_methods") or []
        methods = [record["method"] for record in records]
        note_login(request, user, _OUTCOME.SUCCEEDED, methods=methods, is_new_browser=is_new)
        record_login("login.succeeded", user, methods=methods)
        if not sso_records(request, user):
            note_broken_glass(user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_in_browser(response, user.language)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The trail says whose log-in failed, by id; an unknown address leaves no address."""
        users = filter_users_by_email(credentials.get("email") or "")
        if users:
            note_login(request, users[0], _OUTCOME.FAILED)
        record_login("login.failed", users[0] if users else None)

    def logout(self, request: HttpRequest) -> None:
        """End the session, and say so."""
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            record_login("login.ended", user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home: the workspace last used, or the only one, or where one makes the first."""
        return reverse("enquiries:landing")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("enquiries:landing")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps; their seeds are sealed for their person, so a moved one does not open."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one, then try again."),
    }

    def encrypt(self, text: str) -> str:
        """The seed as PX1 in base64."""
        return base64.b64encode(encrypt(_seed_place(), text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed of the person at the door; raises DecryptFailed for anybody else's."""
        return decrypt(_seed_place(), base64.b64decode(encrypted_text))

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white, so that it can be read in the dark theme too."""
        import qrcode  # type: ignore[import-untyped]
        from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, border=2).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new passkey is called until its person says otherwise."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Proactivox"}


def _seed_place() -> Place:
    return Place("mfa_authenticator", "data.secret", HOUSE_ID, _person_at_the_door())


def _person_at_the_door() -> UUID:
    """Who is logged in, or who gave a right password and is asked for the second step."""
    request = context.request
    if request.user.is_authenticated:
        return request.user.pk  # type: ignore[no-any-return]
    login = unstash_login(request, peek=True)
    if login is None or login.user is None:
        raise DecryptFailed("Nobody is at the door whose second step could be opened.")
    return login.user.pk  # type: ignore[no-any-return]
