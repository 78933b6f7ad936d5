"""For which purposes what a request holds of its person is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

ANSWER_PERSON = _("answer the person")
HANDLE_REQUEST = _("handle the request")
ADDRESS = "privacy.datasubjectrequest.address"
TEXT = "privacy.requestmessage.text"
