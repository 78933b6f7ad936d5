"""The signed certificate of an erasure as a file, for the desk and for the person."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, public, requires
from accounts.permissions import Permission
from accounts.tenancy import inside
from privacy.erasure.certificate_files import FORMATS
from privacy.models import DataSubjectRequest, Erasure, State
from privacy.requests.finding import linked
from privacy.requests.views.centre import gone, workspace_of
from privacy.requests.views.desk import asked


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def certificate(request: MemberRequest, request_id: UUID, kind: str) -> HttpResponseBase:
    """The signed certificate as a file."""
    found = asked(request_id)
    answer = _file(found, kind)
    record("erasure.certificate", found, format=kind)
    return answer


@require_safe
@public
@never_cache
def persons_certificate(
    request: HttpRequest, slug: str, secret: str, kind: str
) -> HttpResponseBase:
    """The same for the person, behind their own link, once the request is closed."""
    workspace = workspace_of(request, slug)
    with inside(workspace):
        found = linked(secret)
        if found is None or found.state != State.CLOSED:
            return gone(request, workspace)
        return _file(found, kind)


def _file(found: DataSubjectRequest, kind: str) -> HttpResponseBase:
    erasure = Erasure.objects.filter(request=found).first()
    if erasure is None or erasure.certificate is None or kind not in FORMATS:
        raise Http404("There is no such certificate.")
    content_type, write = FORMATS[kind]
    response = HttpResponse(write(erasure.certificate), content_type=content_type)
    name = f"erasure-{found.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
