"""The door that the web server calls."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proactivox.settings")
_django = get_wsgi_application()

from accounts.access_log import start_writing  # noqa: E402  Django has to be there first
from proactivox.deep_calls import call_with_room  # noqa: E402

start_writing()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django's answer."""
    return call_with_room(_django, environ, start_response)
