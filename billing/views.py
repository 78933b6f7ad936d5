"""The address to which Stripe delivers: signed, kept once, answered at once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.doors import public
from billing.gateway.webhooks import Forged
from billing.services.inbox import take_delivery


@csrf_exempt
@require_POST
@public
def receive_webhook(request: HttpRequest) -> HttpResponse:
    """200 for what is kept, now or before; 400 for what Stripe did not sign, or long ago."""
    signature = request.headers.get("Stripe-Signature", "")
    try:
        take_delivery(payload=request.body, signature=signature)
    except Forged:
        return HttpResponse("Not signed.", status=400, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
