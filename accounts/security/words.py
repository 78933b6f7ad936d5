"""Each kind of security notice in words: a title, the subject of the mail, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role


@dataclass(frozen=True)
class Words:
    """What is said; `who`, `workspace` and `detail` may stand in both."""

    title: Any
    text: Any


# allauth writes these mails itself, in its own templates; here they have their line.
OF_LOGINS: Mapping[str, Words] = {
    "new_device": Words(
        _("A log-in from a new browser"),
        _("Somebody logged in as you, in a browser that we had not seen with you before."),
    ),
    "password_changed": Words(_("Your password was changed"), _("Every browser was logged out.")),
    "password_reset": Words(
        _("Your password was reset"), _("By the link in a mail to your address.")
    ),
    "password_set": Words(_("A password was set"), _("You can log in with it from now on.")),
    "email_changed": Words(
        _("Your e-mail address was changed"), _("Both addresses were told of it.")
    ),
    "email_deleted": Words(
        _("An e-mail address was removed"), _("It leads to your login no longer.")
    ),
    "totp_activated": Words(
        _("An authenticator app was set up"), _("Its codes are your second step.")
    ),
    "totp_deactivated": Words(
        _("The authenticator app was removed"), _("Its codes open nothing any more.")
    ),
    "webauthn_added": Words(_("A passkey was added"), _("It can log you in.")),
    "webauthn_removed": Words(_("A passkey was removed"), _("It opens nothing any more.")),
    "recovery_codes_generated": Words(
        _("New recovery codes were made"), _("The earlier ones open nothing any more.")
    ),
}
OF_WORKSPACES: Mapping[str, Words] = {
    "api_key_created": Words(
        _("A new API key for %(workspace)s"),
        _("%(who)s made the API key “%(detail)s” for %(workspace)s."),
    ),
    "api_key_rotated": Words(
        _("An API key of %(workspace)s was renewed"),
        _("%(who)s made a new key in the place of “%(detail)s” of %(workspace)s."),
    ),
    "role_changed": Words(
        _("Your role in %(workspace)s was changed"),
        _("%(who)s gave you another role in %(workspace)s: %(detail)s."),
    ),
    "member_removed": Words(
        _("You are no longer a member of %(workspace)s"),
        _("%(who)s ended your membership of %(workspace)s."),
    ),
    "member_provisioned": Words(
        _("You are a member of %(workspace)s now"),
        _("%(who)s gave you a place in %(workspace)s: %(detail)s. Log in with this address."),
    ),
    "scim_token_made": Words(
        _("A token for the directory of %(workspace)s"),
        _("%(who)s made a token with which a directory changes who is a member of %(workspace)s."),
    ),
    "ownership_received": Words(
        _("You own %(workspace)s now"),
        _("%(who)s handed %(workspace)s over to you. You may do everything there, closing it too."),
    ),
    "ownership_handed_over": Words(
        _("You handed %(workspace)s over"),
        _("%(workspace)s was handed over with your login: it has another owner, you are an admin."),
    ),
    "owner_added": Words(
        _("%(workspace)s has another owner"),
        _("%(who)s made another member an owner of %(workspace)s."),
    ),
    "webhook_added": Words(
        _("The audit trail of %(workspace)s is sent to another address"),
        _("%(who)s added a webhook of %(workspace)s. It sends the audit trail to %(detail)s."),
    ),
    "export_taken": Words(
        _("An export was taken out of %(workspace)s"),
        _("%(who)s took an export out of %(workspace)s: %(detail)s."),
    ),
    "rule_changed": Words(
        _("How one gets into %(workspace)s was changed"),
        _("%(who)s changed a rule of %(workspace)s: %(detail)s."),
    ),
}
KINDS: Mapping[str, Words] = {**OF_LOGINS, **OF_WORKSPACES}

# Words of the code that stand in a notice's detail.
DETAILS: Mapping[str, Any] = {
    **{str(role.value): role.label for role in Role},
    "second_step_required": _("every member needs a second step"),
    "second_step_lifted": _("no second step is asked for any more"),
    "session_length": _("how long a log-in lasts"),
    "networks": _("from which addresses people and programs may come"),
    "domains": _("whose addresses may be invited"),
    "numbers": _("numbers, as a table"),
    "audit": _("the audit trail"),
    "workspace": _("all data of the workspace"),
    "readings": _("the log of who read whose data"),
    "register": _("a register"),
    "consents": _("the proof of consents"),
    "attendees": _("who comes to a webinar"),
}


def words_of(kind: str, *, who: str, workspace: str, detail: str) -> tuple[str, str]:
    """Title and text in the active language."""
    values = {"who": who, "workspace": workspace, "detail": str(DETAILS.get(detail, detail))}
    words = KINDS[kind]
    return str(words.title) % values, str(words.text) % values
