"""What lies in the private folder beside the database, {pattern of names: what it holds}."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from accounts.subjects import Kept, Personal

IMPORT_FILE = _("import the file once it was looked at")


def _cells(what: str, retention: str) -> Personal:
    return Personal(
        category="pd:Identifying",
        subject="customer_contact",
        source=_("the file that the customer uploaded; its cells may hold anything"),
        purpose=what,
        basis=_("28(3)(a): the customer's documented instruction"),
        retention=retention,
        role="processor",
    )


_WAITS = _("deleted when it is imported or discarded, else in the night after a day")
_WITH_IT = _("deleted with the uploaded file")
_REJECTS = _("deleted in the night after 30 days")
_SWEEP = "integrations.services.sweeps.delete_old_files"
FILES_RETENTION: Mapping[str, Kept] = {
    _WAITS: Kept((_SWEEP,), _("The import, or that somebody discards it.")),
    _WITH_IT: Kept((_SWEEP,), _("The end of the file.")),
    _REJECTS: Kept((_SWEEP,)),
}

# Under PRIVATE_FILES_DIR/<workspace>/; integrations.files.store writes there and nobody else.
FILES: Mapping[str, Personal] = {
    "*.csv": _cells(
        IMPORT_FILE,
        _WAITS,
    ),
    "*.json": _cells(
        _("remember the upload's name and how its columns are read"),
        _WITH_IT,
    ),
    "*.rejects": _cells(
        _("say which rows were left out and why, with the one cell at fault cut to 200 characters"),
        _REJECTS,
    ),
}
