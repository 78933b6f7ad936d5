"""The door that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proactivox.settings")
application = get_wsgi_application()

from accounts.access_log import start_writing  # noqa: E402  Django has to be there first

start_writing()
