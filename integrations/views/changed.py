"""What vendors changed about an account by themselves, in sentences."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from integrations.models import Source
from integrations.selectors import accounts_of


def account_changes(source: Source) -> Sequence[str]:
    """Newest first: another zone, in which days begin now, or another currency."""
    names = {account.external_id: account.name for account in accounts_of(source)}
    return [
        _words(note["what"])
        % {
            "account": names.get(note["account"], note["account"]),
            "now": note["now"],
            "before": note["before"] or "–",
            "day": date_format(date.fromisoformat(note["on"]), "DATE_FORMAT"),
        }
        for note in source.identity.get("account_changes", [])
    ]


def _words(what: str) -> str:
    if what == "time_zone":
        return _(
            "%(account)s: its days begin in %(now)s, as was noticed on %(day)s; before that in "
            "%(before)s. Days that were read before stay as they are."
        )
    return _("%(account)s: its currency is %(now)s, as was noticed on %(day)s; before %(before)s.")
