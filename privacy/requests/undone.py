"""Whether what a person asked for has been done, as far as rows can tell."""

from django.utils.translation import gettext_lazy as _

from privacy.models import (
    DataSubjectRequest,
    Erasure,
    Kind,
    Package,
    Rectification,
    RestrictedPerson,
)

# What the desk is told before it closes a request all the same.
UNDONE_WORDS = {
    Kind.ACCESS: _("No copy was released to the person"),
    Kind.PORTABILITY: _("No copy was released to the person"),
    Kind.ERASURE: _("Nothing was erased for this request"),
    Kind.RECTIFICATION: _("Nothing was corrected for this request"),
    Kind.RESTRICTION: _("Nothing was restricted for this request"),
    Kind.OBJECTION: _("The objection is not decided"),
}


def is_undone(request: DataSubjectRequest) -> bool:
    """Whether its deed is still to come; of what leaves no row here, as a consent, never."""
    restricted = RestrictedPerson.objects.filter(request=request)
    match request.kind:
        case Kind.ACCESS | Kind.PORTABILITY:
            return not Package.objects.filter(request=request, released_at__isnull=False).exists()
        case Kind.ERASURE:
            return not Erasure.objects.filter(request=request, erased_at__isnull=False).exists()
        case Kind.RECTIFICATION:
            return not Rectification.objects.filter(request=request).exists()
        case Kind.RESTRICTION:
            return not restricted.exists()
        case Kind.OBJECTION:
            return restricted.filter(lifted_at=None, erased_at=None, decision="").exists()
    return False
