"""What integrations tells members of; `accounts.telling` carries it to them."""

from django.utils.translation import gettext_lazy as _

from accounts.telling.kinds import Kind

ACTION = Kind("action", _("Changes at your sources"))
