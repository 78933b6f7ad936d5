"""What a person may take elsewhere (Art. 20): provided or observed, on consent or contract.

What the map says of a column's origin and basis counts; on which basis the controller processes
what its sources brought, it alone knows, and states once for each store.
"""

from collections.abc import Mapping

from django.utils import timezone

from accounts.audit import record
from accounts.subjects import Personal
from accounts.tenancy import inside, require_workspace_id
from integrations.models import Formula
from privacy import manifest
from privacy.activities import CONTROLLER
from privacy.models import Basis, Package, PackageItem, StatedBasis

Content = Mapping[str, str | None]
_SEALED = "integrations.personfield"
_OWN_BASES = ("6(1)(a)", "6(1)(b)")
_PORTABLE = (Basis.CONSENT, Basis.CONTRACT)
# Of a source's own records: what the person gave, and what was seen of what they did. Assessments,
# stages and notes of staff are not among them.
_PLACES = [
    f"{prefix}{part}"
    for prefix in ("", "Mailing", "Other")
    for part in ("Street", "City", "State", "PostalCode", "Country")
]
_PERSON = frozenset(
    (
        *("Id", "Salutation", "FirstName", "LastName", "MiddleName", "Name", "Email", "Phone"),
        *("MobilePhone", "HomePhone", "OtherPhone", "Fax", "Title", "Company", "Website"),
        *("Birthdate", *_PLACES, "LeadSource", "CreatedDate", "HasOptedOutOfEmail", "DoNotCall"),
        *("firstname", "lastname", "email", "phone", "mobilephone", "jobtitle", "company"),
        *("website", "address", "city", "state", "zip", "country", "createdate"),
    )
)
UPSTREAM: Mapping[str, frozenset[str]] = {
    "Contact": _PERSON,
    "Lead": _PERSON,
    "CampaignMember": frozenset(
        ["Id", "CampaignId", "Status", "HasResponded", "FirstRespondedDate", "CreatedDate"]
    ),
}


class Scope:
    """Which fields of which store are portable, by what is stated now in the entered workspace."""

    def __init__(self) -> None:
        rows = StatedBasis.objects.values_list("store", "basis")
        self._stated = {store: basis in _PORTABLE for store, basis in rows}
        self._columns = _columns()
        self._computed = {one.field for one in Formula.objects.all()}

    def of(self, item: PackageItem, content: Content) -> dict[str, str | None]:
        """The portable fields of an item; empty for an item that has none."""
        if item.source_id is not None:
            fields = UPSTREAM.get(item.store, frozenset())
            if not self._stated.get(item.store, False):
                return {}
            return {name: value for name, value in content.items() if name in fields}
        columns = {
            name
            for name, entry in self._columns.get(item.store, {}).items()
            if self._is_on_basis(item.store, entry)
        }
        if item.store == _SEALED:
            is_theirs = bool(columns) and content.get("field") not in self._computed
            return {n: content.get(n) for n in ("field", "value")} if is_theirs else {}
        return {name: value for name, value in content.items() if name in columns}

    def _is_on_basis(self, store: str, entry: Personal) -> bool:
        if entry.role == CONTROLLER:
            return entry.basis.startswith(_OWN_BASES)
        return self._stated.get(store, False)


def missing_bases(package: Package) -> list[str]:
    """Stores in the package of which the controller has not said its basis."""
    rows = PackageItem.objects.filter(package=package)
    stores = set(rows.values_list("store", flat=True).distinct())
    columns = _columns()
    asked = {
        store
        for store in stores
        if store in UPSTREAM
        or any(entry.role != CONTROLLER for entry in columns.get(store, {}).values())
    }
    known = set(StatedBasis.objects.filter(store__in=asked).values_list("store", flat=True))
    return sorted(asked - known)


def state_bases(*, bases: Mapping[str, Basis]) -> None:
    """The controller says on which basis it processes what these stores hold."""
    with inside(require_workspace_id()):
        for store, basis in bases.items():
            StatedBasis.objects.update_or_create(
                store=store,
                workspace_id=require_workspace_id(),
                defaults={"basis": basis, "stated_at": timezone.now()},
            )
        record("package.bases_stated", stores=len(bases))


def _columns() -> dict[str, dict[str, Personal]]:
    """{table: {column: entry}} of what a person provided, or was observed of them."""
    return {
        label: {
            name: entry
            for name, entry in entries.items()
            if isinstance(entry, Personal) and entry.origin
        }
        for label, entries in manifest.classifications().items()
    }
