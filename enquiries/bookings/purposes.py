"""For which purposes what is held of who books or waits is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

HOLD_DEMO = _("hold the demo that somebody booked")
TELL_TIMES = _("tell somebody who asked when demos can be booked again")
