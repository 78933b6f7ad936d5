"""Verbs of packages: gather, build, release, give up; each a transaction and an audit line."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.jobs import cancel, enqueue
from accounts.tenancy import inside, new_id, require_workspace_id
from privacy.access.person import seal_subject
from privacy.access.portable import missing_bases
from privacy.access.redacting import waiting_items
from privacy.erasure.person import subject_of
from privacy.models import Answer, Kind, Outcome, Package, PackageChunk, SearchedPlace
from privacy.requests.ending import close_request
from privacy.requests.handling import locked_request

GATHER = "privacy.tasks.access.gather_package"
BUILD = "privacy.tasks.access.build_package"
KINDS = (Kind.ACCESS, Kind.PORTABILITY)
# The classification of packages promises these, in privacy.access.holdings.
PACKAGE_KEPT = timedelta(days=30)
UNRELEASED_KEPT = timedelta(days=90)


def gather(*, request_id: UUID, ids: Mapping[UUID, Iterable[str]]) -> Package:
    """Have everything gathered that is held of a request's person, anew where it was before.

    `ids` are those that the desk knows, {source: ids}.
    """
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        if request.kind not in KINDS:
            raise Refused(_("No copy was asked for by this request."), code="no_copy_asked")
        before = Package.objects.filter(request=request).first()
        if before is not None:
            for task in (GATHER, BUILD):
                cancel(task, str(before.pk))
            before.delete()
        package = Package(
            id=new_id(),
            workspace_id=request.workspace_id,
            request=request,
            asked_by=current_actor().id,
        )
        package.subject = seal_subject(package, subject_of(request, ids))
        package.save(force_insert=True)
        enqueue(GATHER, package.pk, dedupe_key=str(package.pk))
        record("package.gathered", request)
        return package


def build(*, request_id: UUID) -> None:
    """Have the copy made of what was gathered, once a member has looked at all free text."""
    with inside(require_workspace_id()):
        package = _locked(request_id)
        if package.gathered_at is None:
            raise Refused(_("It is still being gathered."), code="not_gathered")
        if package.building_at is not None:
            raise Refused(_("The copy is made already."), code="package_built")
        if waiting := waiting_items(package):
            raise Refused(
                _("%(count)d texts were not looked at yet.") % {"count": waiting},
                advice=_("They may be about other people, too: look at each."),
                code="not_looked_at",
            )
        if package.request.kind == Kind.PORTABILITY and missing_bases(package):
            raise Refused(
                _("Say first on which basis you process what was found."), code="no_basis"
            )
        package.building_at = timezone.now()
        package.save(update_fields=["building_at"])
        enqueue(BUILD, package.pk, dedupe_key=str(package.pk))
        record("package.building", package.request)


def change(*, request_id: UUID) -> None:
    """Go back to looking through: the copy that was made is thrown away."""
    with inside(require_workspace_id()):
        package = _locked(request_id)
        if package.released_at is not None:
            raise Refused(_("The person has the copy already."), code="package_released")
        cancel(BUILD, str(package.pk))
        PackageChunk.objects.filter(package=package).delete()
        package.building_at = package.built_at = None
        package.size, package.sha256 = 0, ""
        package.save()
        record("package.changed", package.request)


def release(*, request_id: UUID, text: str, was_told: bool = False) -> None:
    """Give the copy to the person for 30 days, which answers and closes the request."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        package = _locked(request_id)
        if package.built_at is None:
            raise Refused(_("The copy is not made yet."), code="not_built")
        now = timezone.now()
        package.released_at, package.expires_at = now, now + PACKAGE_KEPT
        package.subject = None
        package.save()
        close_request(
            request_id=request.pk, outcome=outcome_of(package), text=text, was_told=was_told
        )
        record("package.released", request, count=package.items)


def outcome_of(package: Package) -> Outcome:
    """That nothing is held besides the request, where all were asked and all said so; else done."""
    said = SearchedPlace.objects.filter(package=package)
    is_held = said.exclude(answer=Answer.NOTHING).exclude(answer=Answer.FOUND, rows=0).exists()
    return Outcome.ANSWERED if is_held or not said.exists() else Outcome.NOTHING_HELD


def _locked(request_id: UUID) -> Package:
    rows = Package.objects.select_for_update(no_key=True, of=("self",)).select_related("request")
    package = rows.filter(request_id=request_id).first()
    if package is None:
        raise Refused(_("Nothing was gathered yet."), code="no_package")
    return package
