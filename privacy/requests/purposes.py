"""For which purposes what a request holds of its person is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

ANSWER_PERSON = _("answer the person")
HANDLE_REQUEST = _("handle the request")
KNOW_WHOSE = _("know whose data is meant")
ADDRESS = "privacy.datasubjectrequest.address"
ABOUT = "privacy.datasubjectrequest.about"
TEXT = "privacy.requestmessage.text"
