"""For which purposes what a registration holds of its person is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

HOLD_WEBINAR = _("hold the webinar that somebody registered for")
