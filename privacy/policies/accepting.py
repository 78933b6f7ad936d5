"""Acceptance of the data processing agreement by the entered workspace."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.instructions import Accepted, give_instructions, instructions
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from privacy.models import AgreementAcceptance, PolicyKind, PolicyVersion
from privacy.policies.reading import newest


@dataclass(frozen=True)
class Standing:
    """What this workspace accepted last, and the version that is offered now."""

    accepted: AgreementAcceptance | None
    offered: PolicyVersion | None

    @property
    def is_asked(self) -> bool:
        """Whether the offered version waits for an answer."""
        if self.offered is None:
            return False
        return self.accepted is None or self.accepted.number < self.offered.number


def standing(locale: str) -> Standing:
    """Of the entered workspace, with the text in this language."""
    last = AgreementAcceptance.objects.select_related("version").order_by("-number").first()
    return Standing(last, newest(PolicyKind.DPA, locale))


def accept_agreement(*, version_id: int, by: UUID) -> AgreementAcceptance:
    """Take down that the text of this very row was accepted, and by whom.

    The instructions that stand are given again by it, so that they name it. Raises Refused for a
    text that is no longer the newest, or was accepted before.
    """
    with inside(require_workspace_id()):
        Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
        row = PolicyVersion.objects.filter(pk=version_id, kind=PolicyKind.DPA).first()
        now = standing(row.locale) if row else None
        if row is None or now is None or now.offered is None or row.number != now.offered.number:
            raise Refused(
                _("Another version of the agreement was published meanwhile."),
                advice=_("Read it, and accept that one."),
                code="another_version",
            )
        if not now.is_asked:
            raise Refused(_("Your workspace has accepted this version already."), code="accepted")
        accepted = AgreementAcceptance.objects.create(
            version=row, number=row.number, sha256=row.sha256, accepted_by=by
        )
        give_instructions(clauses=instructions().clauses, by=by)
        record("agreement.accepted", accepted, version=row.number, sha256=row.sha256)
    return accepted


def accepted_last() -> Accepted | None:
    """For the instructions: which agreement they are given by."""
    last = AgreementAcceptance.objects.order_by("-number").first()
    return Accepted(last.number, last.sha256) if last else None
