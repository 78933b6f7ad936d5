"""Small shapes that the design system's templates draw: crumbs, tiles, steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest
from integrations.models import Certificate, Source


@dataclass(frozen=True)
class Crumb:
    """One step of the way up."""

    label: str
    url: str


@dataclass(frozen=True)
class Tile:
    """A connector in the gallery."""

    name: str
    kind: str
    text: str
    icon: str
    url: str
    hint: str
    keywords: str = ""
    state: str = ""
    state_tone: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a wizard."""

    label: str
    is_done: bool
    is_current: bool
    url: str = ""


def crumbs(request: MemberRequest, source: Source | None = None) -> list[Crumb]:
    """The way up to the list, or to one source."""
    slug = request.workspace.slug
    found = [Crumb(_("Sources"), reverse("integrations:sources", args=[slug]))]
    if source is not None:
        url = reverse("integrations:source", args=[slug, source.pk])
        found.append(Crumb(source.name, url))
    return found


def certificate_page(request: MemberRequest, certificate: Certificate) -> str:
    """Where a certificate is shown and used."""
    args = [request.workspace.slug, certificate.connector, certificate.pk]
    return reverse("integrations:certificate", args=args)


def steps(labels: Sequence[str], current: int) -> list[Step]:
    """A wizard of which `current` (from 0) is being done."""
    return [Step(label, n < current, n == current) for n, label in enumerate(labels)]


def file_steps(current: int) -> list[Step]:
    """Upload, preview, import, result."""
    return steps([_("Upload"), _("Preview"), _("Import"), _("Result")], current)


def connect_steps(current: int, vendor: str, *, has_accounts: bool) -> list[Step]:
    """Choose, allow, choose accounts where there are some, read."""
    allow = _("Allow in %(vendor)s") % {"vendor": vendor}
    accounts = [_("Accounts")] if has_accounts else []
    return steps([_("Choose"), allow, *accounts, _("First sync")], current)
