"""The signed address at which a mail server hands over a message for the support address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.doors import public
from accounts.letters.receiving import receive
from enquiries.arriving import take_mail


@csrf_exempt
@require_POST
@public
def receive_mail(request: HttpRequest) -> HttpResponseBase:
    """One message; see accounts.letters.receiving."""
    return receive(request, settings.SUPPORT_MAIL_SECRET, take_mail)
