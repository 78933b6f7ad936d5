"""For which purposes what subscribers gave is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

SEND_NEWS = _("send news that the person asked for")
PROVE_CONSENT = _("show who agreed to get news, to what, and when")
