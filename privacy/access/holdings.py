"""What packages hold of people: the copy itself, sealed, for as long as it can be fetched."""

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.entries import HELP_TO_ANSWER, ID, WORKSPACE, Work
from privacy.models import Package, PackageChunk, PackageItem
from privacy.requests.sealing import hashes_of

CONTENT = "privacy.packageitem.content"
_KEPT = _("30 days after it was released; 90 days after it was gathered if it never is")
RETENTION: dict[str, Kept] = {_KEPT: Kept(("privacy.access.sweeps.forget_packages",))}
_STATE = NotPersonal("Counts, moments, names of stores and words of ours; it names nobody.")


_WORK = Work(_("everything that is held of the person"), HELP_TO_ANSWER, _KEPT)
_COPY = _WORK.of_person("pd:Identifying", ANSWER_REQUEST, sealed=True)
_MEMBER = _WORK.of_person("pd:UID", ANSWER_REQUEST, subject="customer_staff")
_PACKAGE: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    "request": _WORK.of_person("pd:Communication", ANSWER_REQUEST),
    "asked_by": _MEMBER,
    "subject": _COPY,
    **dict.fromkeys(("asked_at", "gathered_at", "building_at", "built_at", "items"), _STATE),
    **dict.fromkeys(("size", "sha256", "released_at", "expires_at", "deleted_at"), _STATE),
    **dict.fromkeys(
        ("code_hash", "code_until", "code_tries"), NotPersonal("A hash of a random code.")
    ),
}
CLASSIFICATIONS: Classifications = {
    "privacy.package": _PACKAGE,
    "privacy.packageitem": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("package", "number", "source_id", "store", "texts", "looked_at"), _STATE),
        "content": _COPY,
        "looked_by": _MEMBER,
    },
    "privacy.redaction": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("item", "field", "reason", "made_at"), _STATE),
        "words": _COPY,
        "made_by": _MEMBER,
    },
    "privacy.statedbasis": dict.fromkeys(
        ("id", "workspace", "store", "basis", "stated_at"), _STATE
    ),
    "privacy.searchedplace": dict.fromkeys(
        ("id", "workspace", "package", "source_id", "name", "at", "answer", "rows", "why"), _STATE
    ),
    "privacy.packagechunk": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("package", "number", "is_last"), _STATE),
        "sealed": _COPY,
    },
}
_COLUMNS = ("asked_at", "gathered_at", "released_at", "expires_at", "deleted_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """When copies were made for the person; what is in them is collected where it comes from."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = plain_rows(_packages(subject).values(*_COLUMNS))
    return (Collected("privacy.package", rows),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """The copies go, with all that was gathered for them."""
    with inside(current_workspace_id() or HOUSE_ID):
        ids = list(_packages(subject).values_list("pk", flat=True))
        counts = {
            label: model.objects.filter(package__in=ids).count()
            for label, model in (
                ("privacy.packageitem", PackageItem),
                ("privacy.packagechunk", PackageChunk),
            )
        }
        Package.objects.filter(pk__in=ids).delete()
    return (
        Erased("privacy.package", len(ids)),
        *(Erased(label, count) for label, count in counts.items()),
    )


def _packages(subject: Subject) -> "QuerySet[Package]":
    known = hashes_of(subject)
    return Package.objects.filter(request__address_hash__in=known).order_by("asked_at")
