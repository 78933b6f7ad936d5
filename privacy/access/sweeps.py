"""What goes of packages at night: the copy and what was gathered for it, when its time is over."""

from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.tenancy import in_each_workspace
from privacy.access.services import UNRELEASED_KEPT
from privacy.models import Package, PackageChunk, PackageItem


def forget_packages() -> int:
    """Delete copies 30 days after their release, and what was never released after 90 days."""
    return in_each_workspace(_forget)


def _forget() -> int:
    now = timezone.now()
    is_old = Q(released_at=None, asked_at__lt=now - UNRELEASED_KEPT)
    over = Package.objects.filter(Q(expires_at__lt=now) | is_old, deleted_at=None)
    found = list(over.select_related("request"))
    for package in found:
        PackageChunk.objects.filter(package=package).delete()
        PackageItem.objects.filter(package=package).delete()
        package.deleted_at, package.subject = now, None
        package.code_hash = package.code_until = None
        package.save()
        record("package.deleted", package.request)
    return len(found)
